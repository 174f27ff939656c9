"""`trailview completion`: what a shell has to run so that Tab completes trailview's words."""

from __future__ import annotations

import argparse

from trailview.cli import exit_codes


def run(arguments: argparse.Namespace) -> int:
    """Print the shell's text; the exit code."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["trailview"], shell=arguments.shell))
    return exit_codes.COMPLETE
