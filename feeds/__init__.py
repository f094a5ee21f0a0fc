"""What the news says."""
