"""From an address to an article."""
