"""The kinds of question, each a maker in a module of its own."""
