"""What is shown of a story: the move in our words, the summary, quotations, what lies ahead."""
