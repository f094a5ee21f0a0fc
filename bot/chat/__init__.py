"""From Telegram's updates to plain functions, and what chats the bot is in."""
