"""The language: text → Module, and back. The only room that knows Lark."""
