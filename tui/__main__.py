"""Entry point of the console script, and of ``python -m tui``."""

import sys

INTERRUPTED = 130
"""What a shell expects of a program that was interrupted before it did anything."""


def main() -> None:
    """Run the command line."""
    try:
        from tui.cli import cli

        cli()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
