"""A state's lists to take along: Anki cards, a table, a sheet to print."""
