"""Messages and pictures drawn from values: no store, no clock."""
