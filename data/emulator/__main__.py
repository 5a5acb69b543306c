"""``python -m data.emulator``: serve the sample Azure until interrupted."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from data.emulator.options import CUSTOMERS, DELEGATIONS, SEED, Options, SampleAzureError
from data.emulator.serve import run

USAGE = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong in one sentence, without the usage."""
        self.exit(USAGE, f"{message[:1].upper()}{message[1:]}.\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = _Parser(prog="python -m data.emulator", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--delegations", type=int, default=DELEGATIONS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--throttle", action="store_true")
    parser.add_argument("--fault", action="append", default=[], metavar="NAME[=RATE]")
    parser.add_argument("--until-stdin-closes", action="store_true")
    try:
        run(Options(**vars(parser.parse_args(arguments))))
    except SampleAzureError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(USAGE)


if __name__ == "__main__":
    main()
