"""The channel web: a talk in a page of a browser."""
