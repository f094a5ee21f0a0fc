"""What strangers' bytes may do to the parts that read them: targets, what was found, and the search for more."""
