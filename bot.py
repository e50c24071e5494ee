"""Answer questions about One District One Product: `python bot.py --help` tells how."""

import os

from odop_bot.libraries import require_libraries


def main() -> None:
    """Run the command line, if all that it needs is installed."""
    require_libraries()
    # Pydantic looks through all that is installed for plug-ins; we have none, and that takes longer than an answer.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from odop_bot.cli import main as run

    run()


if __name__ == "__main__":
    main()
