"""Where people are met: one folder for each channel, each of which knows the conversation and its own channel only."""
