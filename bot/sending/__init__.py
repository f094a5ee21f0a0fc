"""What is sent and when: from the outbox to Telegram."""
