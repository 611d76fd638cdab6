"""Coverage of scenarios: which of the things that can come of a programme its scenarios show.

`goals_of(plan)` lists what there is to see, a `Watcher` marks what a told scenario shows, a `Report` compares the two,
`Words` says of a goal what a scenario would have to do.
"""
