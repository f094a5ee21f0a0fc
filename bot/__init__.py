"""Who asks and who is told."""
