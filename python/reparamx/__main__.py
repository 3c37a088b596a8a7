"""``python -m reparamx``: demo, config, --version."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import reparamx as rx


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line and run it.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments; those of the process by default.

    Returns
    -------
    int
        0, or 1 if a line of the demo is beyond its bound.
    """
    parser = argparse.ArgumentParser(prog="python -m reparamx", description="Gradients of expectations.")
    parser.add_argument("--version", action="version", version=rx.__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="estimates beside their exact answers, in under a minute")
    demo.add_argument("--output", type=Path, default=Path("reparamx-demo"), help="folder for the pictures")
    demo.add_argument("--no-pictures", action="store_true", help="write no file")
    demo.add_argument("--samples", type=int, default=None, help="samples of each estimate")
    demo.add_argument("--seed", type=int, default=0, help="seed of all noise")
    commands.add_parser("config", help="versions, instruction sets, threads")
    given = parser.parse_args(argv)

    if given.command == "config":
        rx.show_config()
        return 0
    from . import demo as demo_package

    samples = demo_package.SAMPLES if given.samples is None else given.samples
    output = None if given.no_pictures else given.output
    lines = demo_package.run(output, samples=samples, seed=given.seed)
    return int(any(not abs(one.z) <= one.bound for one in lines))


if __name__ == "__main__":
    sys.exit(main())
