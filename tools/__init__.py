"""What writes fitted weights; never imported by the bot."""
