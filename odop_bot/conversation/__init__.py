"""The conversation with people on any channel: what is remembered, shown, tapped. It knows no channel."""
