"""Files of events: read by a small mapping, replayed through an engine, summed up."""
