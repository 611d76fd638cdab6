"""Verification: scenarios, laws, and the histories that try to break them."""
