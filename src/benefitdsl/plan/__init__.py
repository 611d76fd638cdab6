"""The machine's tree: names bound, JSON-able, run without the language."""
