"""What a host calls. The only module that knows both the language and the standard vocabulary."""
