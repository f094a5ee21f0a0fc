"""What the bot says, in each language; English stands in the code, ``<language>.po`` translates it."""
