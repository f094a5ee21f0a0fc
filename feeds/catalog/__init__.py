"""Names of the talent war as data: organisations, people, surnames, cues. It knows names, never employers."""
