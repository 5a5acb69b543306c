"""Entry point of the console script, and of ``python -m tui``."""

from tui.cli import cli


def main() -> None:
    """Run the command line."""
    cli()


if __name__ == "__main__":
    main()
