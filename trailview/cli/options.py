"""Options that several commands have, those of the backends among them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NoReturn

from trailview.compose import services
from trailview.compose.backend_options import PATH
from trailview.compose.row import Option, OptionKind
from trailview.errors import UsageError
from trailview.events.text import printable
from trailview.plans.trail_files import late_of
from trailview.settings.sizes import size_in_bytes

_NEGATED: Final = re.compile("-[^-\\s]")
_OPTION_LIKE: Final = re.compile(r"-([A-Za-z][\w-]*)(?:=.*)?", re.DOTALL)
"""A dash and a word, which may be meant as either."""
_CLOSE: Final = 0.7
"""How alike two spellings are that are taken for one another; 1 is the same."""


class Parser(argparse.ArgumentParser):
    """Reports wrong usage as an error of ours, and knows a question from an option."""

    takes_question = False
    """Whether one of its arguments is a question, which may begin with `-`."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError."""
        raise UsageError("Usage", message, self._help)

    @property
    def _help(self) -> str:
        return f"See: {self.prog} --help"

    def parse_known_args(  # type: ignore[override]  # of the many forms we use one
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse what is known. Raises UsageError for all else, which is nobody's."""
        found, unknown = super().parse_known_args(args, namespace)
        for word in unknown:
            if word.startswith("-"):
                close = self._nearest(word)
                hint = f"Did you mean {close}?" if close else self._help
                raise UsageError("No such option", printable(word), hint)
        if unknown:
            hint = "Several words are one question in quotes." if self.takes_question else ""
            raise UsageError(
                "Usage", f"One argument too many: {printable(unknown[0])}", hint or self._help
            )
        return found, unknown

    def _parse_optional(self, arg_string: str) -> Any:
        """What option a word is; None where it is an argument, as a question is."""
        if self.takes_question and self._is_question(arg_string):
            return None
        return super()._parse_optional(arg_string)

    def _is_question(self, word: str) -> bool:
        """Whether a word is a term that is negated, and not an option, well or badly spelt."""
        if not _NEGATED.match(word) or word in self._option_string_actions:
            return False
        short = self._option_string_actions.get(word[:2])
        if short is not None and short.nargs != 0:
            return False  # with its value right behind it
        name = _OPTION_LIKE.fullmatch(word)
        return name is None or (len(name[1]) > 1 and not self._nearest(name[1]))

    def _nearest(self, word: str) -> str:
        """The option that is spelt most like a word; empty where none is."""
        from difflib import get_close_matches

        name = word.lstrip("-").split("=")[0]
        known = [option[2:] for option in self._option_string_actions if option[:2] == "--"]
        close = get_close_matches(name, known, 1, _CLOSE)
        return f"--{close[0]}" if close else ""


Commands = argparse._SubParsersAction
"""Where commands are added to a parser; argparse has no public name for it."""


def add_command(commands: Commands[Parser], name: str, doc: str) -> Parser:
    """A command, or one below a command, that is called `name`."""
    return commands.add_parser(name, help=doc, description=f"{doc}.", allow_abbrev=False)


def count(text: str) -> int:
    """A whole number from 1. Raises what argparse takes for wrong usage."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


def size(text: str) -> int:
    """Bytes, as people write them. Raises what argparse takes for wrong usage."""
    try:
        return size_in_bytes(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def lateness(text: str) -> int:
    """Seconds that a delivery may take. Raises what argparse takes for wrong usage."""
    try:
        return late_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def add_question(command: Parser, doc: str = "the question to begin with") -> None:
    """The question."""
    command.takes_question = True
    command.add_argument("question", nargs="?", default="", help=doc)


def add_time(command: Parser) -> None:
    """The time range, and the zone of times."""
    command.add_argument(
        "--since",
        metavar="T",
        help="from then on: 4h, 2026-11-01T13:10, mon 9:00; both ends: 9:00-10:30",
    )
    command.add_argument("--until", metavar="T", help="until then, that second excluded")
    add_zone(command)


def add_zone(command: Parser) -> None:
    """The zone of times."""
    command.add_argument(
        "--time-zone",
        metavar="ZONE",
        help="for times shown and typed: UTC (default), local, or a name like Europe/Berlin",
    )


def add_backend(command: Parser) -> None:
    """One of all backends."""
    of_paths = " or ".join(row.name for row in services.ROWS if PATH in row.options)
    usual = f"{of_paths} with {PATH.flag}, else {services.names()[0]}"
    _add_backend(command, services.names(), usual)


def add_service(command: Parser) -> None:
    """One of the backends that are asked over a network."""
    found = [row.name for row in services.services()]
    _add_backend(command, found, found[0])


def _add_backend(command: Parser, choices: Iterable[str], default: str) -> None:
    command.add_argument(
        "--backend", choices=tuple(choices), help=f"where to ask (default: {default})"
    )


def add_redact(command: Parser) -> None:
    """Whether accounts, keys, addresses and names are masked."""
    command.add_argument(
        "--redact",
        action="store_true",
        help="mask account numbers, keys, IP addresses and names, each the same wherever it stands",
    )


def add_raw(command: Parser) -> None:
    """A text in a backend's own language."""
    command.add_argument(
        "--raw",
        metavar="TEXT",
        help="in place of a question: a filter pattern, an Insights query or SQL, run as it is",
    )


def add_paths(command: Parser) -> None:
    """Files to ask, and how, of the backends that read them."""
    add_options(command, (option for option in services.options() if option.is_of_files))


def add_services(command: Parser) -> None:
    """Whom to ask services as, where, and all that can be said of each."""
    add_whom(command)
    told = (option for option in services.options() if not option.is_of_files)
    add_options(command, told)


def add_whom(command: Parser) -> None:
    """Whom to ask services as, and where."""
    command.add_argument("--profile", metavar="P", default="", help="the AWS profile")
    command.add_argument(
        "--region",
        metavar="R[,R]",
        default="",
        help="AWS Regions, or all that are enabled: all (default: AWS_REGION, else the profile's)",
    )


def add_places(command: Parser) -> None:
    """What is said of services that settings could say too."""
    of_services = (option for option in services.options() if not option.is_of_files)
    add_options(command, (option for option in of_services if option.setting))


def add_options(command: Parser, options: Iterable[Option]) -> None:
    """Options of backends."""
    for option in options:
        _ADD[option.kind](command, option)


def _add_text(command: Parser, option: Option) -> None:
    command.add_argument(option.flag, metavar=option.metavar, default="", help=option.help)


def _add_count(command: Parser, option: Option) -> None:
    command.add_argument(
        option.flag, type=count, metavar=option.metavar, default=0, help=option.help
    )


def _add_switch(command: Parser, option: Option) -> None:
    command.add_argument(option.flag, action="store_true", help=option.help)


def _add_paths(command: Parser, option: Option) -> None:
    command.add_argument(
        option.flag, action="append", default=[], metavar=option.metavar, help=option.help
    )


def _add_size(command: Parser, option: Option) -> None:
    command.add_argument(
        option.flag, type=size, metavar=option.metavar, default=0, help=option.help
    )


def _add_lateness(command: Parser, option: Option) -> None:
    command.add_argument(
        option.flag, type=lateness, metavar=option.metavar, default=0, help=option.help
    )


_ADD = {
    OptionKind.TEXT: _add_text,
    OptionKind.COUNT: _add_count,
    OptionKind.SWITCH: _add_switch,
    OptionKind.PATHS: _add_paths,
    OptionKind.SIZE: _add_size,
    OptionKind.LATENESS: _add_lateness,
}


def add_profile(command: Parser) -> None:
    """The profile, as a word of its own."""
    command.add_argument("profile", nargs="?", default="", metavar="PROFILE", help="the profile")
