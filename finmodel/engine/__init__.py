"""How numbers arise: pure functions on float64 arrays."""
