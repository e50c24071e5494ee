"""The quiz: making questions from the knowledge base, marking, scheduling. Knows no edge, file, clock or database."""
