"""The people behind the bot: what it did not know, cases, teaching, notices, reports."""
