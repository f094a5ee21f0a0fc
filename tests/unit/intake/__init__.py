"""From an address to an article, over a real local server."""
