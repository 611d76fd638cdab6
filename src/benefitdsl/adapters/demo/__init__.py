"""A shop's year made up for the demo; the same seed gives the same year."""
