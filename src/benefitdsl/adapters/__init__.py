"""Adapters: the doors to the world. Each stands behind its own extra; none imports another."""
