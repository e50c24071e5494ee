"""Answer questions about One District One Product: `python bot.py --help` tells how."""

from odop_bot.cli import main

if __name__ == "__main__":
    main()
