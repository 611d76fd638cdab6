"""Checks: Module → Checked. One check a file, every diagnostic collected, none raised."""
