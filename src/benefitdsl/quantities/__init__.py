"""Floor 0: numbers, money and time as plain integers.

Pure and exact: no float, no clock, no randomness; nothing here imports another room of the package.
Money is minor units, points are whole, a day counts from 1970-01-01, an instant is microseconds UTC.
"""
