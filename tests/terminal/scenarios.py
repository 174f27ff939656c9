"""Ten things one wants to know, and the keys that tell: the table in docs/KEYS.md, to be played."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tests.terminal.tmux import Terminal

_NAMED: Final = {"Enter": "Enter", "Tab": "Tab", "↓": "Down"}
"""Keys of more than one letter, as pages write them and as tmux does."""
_OPENED: Final = {
    "S": "What did people change?",
    "T": "last 90d",
    "a": "Around this event",
    "P": "staging",
    "e": "marked events of",
}
"""What shows once the dialog that a key opens can be used."""
_TOUCHED: Final = {"Tab": "the beginning", "↓": "±15 min  all events"}
"""What stands in the line that looks different once a key has moved the focus or cursor to it."""
_SEARCHED: Final = "words of the name"
"""What stands where saved questions are searched, until something is typed there."""


@dataclass(frozen=True)
class Scenario:
    """Something one wants to know, from the first key to the last."""

    wanted: str
    keys: str
    """As pages write them, each in backticks, and so what is typed between them."""
    most: int
    """Keys that it may take."""
    before: str = ""
    """The question that is there already."""

    @property
    def row(self) -> list[str]:
        """The row of the table in docs/KEYS.md."""
        return [self.wanted, self.keys, str(self.count)]

    @property
    def steps(self) -> list[str]:
        """What is pressed and typed, in order."""
        return re.findall(r"`([^`]+)`", self.keys)

    @property
    def count(self) -> int:
        """Keys, beside what is typed."""
        return sum(map(_is_key, self.steps))


BUCKET_POLICY: Final = Scenario(
    "Who changed the policy of a bucket?",
    "`/` `resource:BUCKET event:*BucketPolicy is:write` `Enter`",
    3,
)
LONG_TERM_KEY: Final = Scenario("What did a key do?", "`/` `key:AKIA…` `Enter`", 3)
SESSION_KEY: Final = Scenario(
    "Who is behind the key of a session?", "`/` `key:ASIA…` `Enter` `w`", 3
)
CHANGES: Final = Scenario("What did people change in the last hour?", "`S` `Enter`", 2)
LAST_NIGHT: Final = Scenario(
    "What did a role do last night?",
    "`/` `role:ROLE` `Enter` `T` `Tab` `yesterday 22:00-6:00` `Enter`",
    5,
)
DENIED: Final = Scenario("Who was denied how often?", "`/` `is:denied` `Enter` `*`", 3)
WITHOUT_MFA: Final = Scenario(
    "Who signed in to the console without MFA in the last 7 days?",
    "`S` `/` `without-mfa` `Enter`",
    3,
)
AROUND: Final = Scenario(
    "What else happened 15 minutes before and after the event at the cursor?",
    "`a` `↓` `Enter`",
    3,
    before="event:DeleteDBInstance",
)
ELSEWHERE: Final = Scenario(
    "What is the answer in the other account?",
    "`P` `PROFILE` `Enter` `r`",
    4,
    before="user:mallory",
)
HANDED_ON: Final = Scenario(
    "How are five events handed on as a Markdown timeline?",
    "`m` `m` `m` `m` `m` `e` `FILE.md` `Enter`",
    9,
    before="is:denied",
)
SCENARIOS: Final = (
    BUCKET_POLICY,
    LONG_TERM_KEY,
    SESSION_KEY,
    CHANGES,
    LAST_NIGHT,
    DENIED,
    WITHOUT_MFA,
    AROUND,
    ELSEWHERE,
    HANDED_ON,
)
"""All of them, in the order of the page."""


def play(terminal: Terminal, scenario: Scenario, values: Mapping[str, str]) -> None:
    """Type a scenario, with these values in place of those that the page has.

    Behind the last key the answer is to be waited for. The keys are counted.
    """
    if scenario.before:
        _ask(terminal, scenario.before)
    pressed = terminal.pressed
    for number, step in enumerate(scenario.steps, 1):
        if not _is_key(step):
            _type(terminal, _filled(step, values))
        elif number == len(scenario.steps):
            terminal.keys(_NAMED.get(step, step))
        else:
            _press(terminal, step)
    assert terminal.pressed - pressed == scenario.count <= scenario.most


def presses(scenario: Scenario, values: Mapping[str, str]) -> Iterator[str]:
    """All of a scenario as tmux is told it in one go, the question before it included."""
    steps = ["/", scenario.before, "Enter", *scenario.steps] if scenario.before else scenario.steps
    for step in steps:
        yield _NAMED.get(step, step) if _is_key(step) else _filled(step, values)


def _ask(terminal: Terminal, question: str) -> None:
    _press(terminal, "/")
    _type(terminal, question)
    _press(terminal, "Enter")


def _press(terminal: Terminal, key: str) -> None:
    """Press a key, and wait until what is typed next reaches what it is for."""
    screen = terminal.screen()
    if key == "Enter":
        events = _events(screen)
        terminal.keys(key)
        terminal.wait_for(lambda shown: _events(shown) != events)
    elif key in _OPENED:
        terminal.keys(key)
        terminal.wait_for(_OPENED[key])
    elif key == "/" or key in _TOUCHED:
        _touch(terminal, key, _TOUCHED.get(key, _SEARCHED))
    else:
        terminal.keys(key)


def _touch(terminal: Terminal, key: str, text: str) -> None:
    """Press a key that changes the look of the line with a text, else of the question's line."""
    lines = terminal.screen().splitlines()
    at = next((number for number, line in enumerate(lines) if text in line), 1)

    def look() -> str:
        return terminal.screen(colours=True).splitlines()[at]

    before = look()
    terminal.keys(_NAMED.get(key, key))
    terminal.wait_for(lambda _: look() != before)


def _type(terminal: Terminal, text: str) -> None:
    terminal.type(text)
    # A long text scrolls in its line: its end is what shows for certain.
    terminal.wait_for(text[-20:])


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def _is_key(step: str) -> bool:
    return len(step) == 1 or step in _NAMED


def _events(screen: str) -> str:
    """How many events the sidebar counts; empty for none."""
    found = re.search(r"^[ ▌]([\d,]+) events?\b", screen, re.MULTILINE)
    return found[1] if found else ""


def rows_shown(screen: str) -> list[tuple[str, str]]:
    """Actor and event of each row of the table."""
    return re.findall(r"\d\d:\d\d:\d\d +[#▲◆✗●x·] (\S+) +(?:★ ?)?(\w+)", screen)


def return_to_start(terminal: Terminal) -> None:
    """Close what is open, and go back to all events of all time."""
    screen = terminal.screen()
    if re.search("[╭╰]─", screen):
        terminal.keys("Escape")
        terminal.wait_for(lambda shown: not re.search("[╭╰]─", shown))
    elif "×" in screen:
        terminal.keys("Escape")
        terminal.wait_for(lambda shown: "×" not in shown)
        in_facets = terminal.screen(colours=True)
        terminal.keys("Escape")
        terminal.wait_for(lambda _: terminal.screen(colours=True) != in_facets)
    screen = terminal.screen()
    while not re.match(r" all events .* all time *$", question := _question(screen)):
        terminal.keys("[")
        screen = _once_changed(terminal, question)
    terminal.wait_for(lambda shown: len(rows_shown(shown)) > 10)


def _once_changed(terminal: Terminal, question: str) -> str:
    return terminal.wait_for(lambda shown: _question(shown) != question)


def _question(screen: str) -> str:
    """The line of the question and its span."""
    return screen.splitlines()[1]
