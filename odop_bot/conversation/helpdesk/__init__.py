"""The talk with the people behind the bot."""
