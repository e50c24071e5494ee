"""The channel terminal: a talk line by line."""
