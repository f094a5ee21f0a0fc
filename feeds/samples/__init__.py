"""Sample feeds for trying the bot out: fiction, written for this project, and said to be so in each feed."""
