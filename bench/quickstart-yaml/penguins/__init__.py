"""Tells three species of penguin apart by four measurements."""
