"""How people write: scripts, romanisation, tokens and sound keys. Imports nothing else of the project."""
