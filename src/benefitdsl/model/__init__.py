"""The contract with every host: events in, effects and decisions out, and the snapshot of a member."""
