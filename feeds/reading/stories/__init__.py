"""Which articles tell one story, and what each adds to it."""
