"""The app: pages for finance officers. Layout and words only; every number comes from the library."""
