"""Storage over real SQLite files."""
