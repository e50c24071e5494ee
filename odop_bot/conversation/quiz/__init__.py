"""The quiz in a conversation: rounds from start to result, what its buttons and commands do, on any channel."""
