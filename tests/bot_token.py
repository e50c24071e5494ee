"""The token of the bots that tests start."""

TOKEN = "123456789:AAtest-token-of-the-stand-in_0123456789"  # noqa: S105 - it opens nothing
