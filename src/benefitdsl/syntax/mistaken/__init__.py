"""The mistakes that are known by name, by what they are about."""
