"""Hosts: what runs a programme for many members. `session` keeps them in memory."""
