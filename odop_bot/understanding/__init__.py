"""From a message to one reading, a choice, or nothing. Knows no files, clocks or edges."""
