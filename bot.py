"""Answer questions about One District One Product: `python bot.py --help` tells how."""

from odop_bot.libraries import require_libraries


def main() -> None:
    """Run the command line, if all that it needs is installed."""
    require_libraries()
    from odop_bot.cli import main as run

    run()


if __name__ == "__main__":
    main()
