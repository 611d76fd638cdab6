"""The engine: Plan → Rulebook, and (member, event) → Decision. Runs without the language."""
