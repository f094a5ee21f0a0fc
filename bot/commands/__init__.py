"""One module a command: plain functions from a Request to a Reaction."""
