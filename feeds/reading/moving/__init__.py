"""Moves: who went from where to where, how sure, and whether that is the article's news."""
