"""Where plans are kept between two openings of the app."""
