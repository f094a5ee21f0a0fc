"""The bot's parts that need no Telegram."""
