"""Questions, and the answers that stored articles and recorded moves support."""
