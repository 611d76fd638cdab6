"""Hosting: a member's session from load to append, and the ports a store fills in."""
