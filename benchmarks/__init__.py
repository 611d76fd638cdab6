"""Speed, as ratios: our engine beside a peer or a hand-written limit, in one process. `python -m benchmarks --help`.

w1 one event against N threshold rules; w2 loading; w3 the loyalty programme; w4 the examples. `goals.py` has the rows
to reach, `timing.py` how time is taken; docs/speed.md says what came out. Nothing in the test suite reads a time.
"""
