"""Commands and buttons of those who run the bot."""
