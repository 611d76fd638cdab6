"""The standard vocabulary: one file a kind, and the tuple that lists them."""
