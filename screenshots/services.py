"""Makes the pictures of services, profiles and logins in this folder: `make screenshots`.

The real program runs in a terminal of its own, a private tmux, and asks a
double of AWS over the demo trail. Its clock and the double's stand still, so
that a picture changes only when the screen does.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from screenshots.folder import keep
from tests.aws_double.clock import Clock
from tests.aws_double.corpus import records_below
from tests.aws_double.sso import Decision
from tests.terminal.scene import ALIASES, PAGE, Scene, login_code, playing
from tests.terminal.tmux import Terminal, is_available
from trailview.demo.cast import PRODUCTION, STAGING
from trailview.demo.trail import write_trail
from trailview.events.times import iso
from trailview.settings.history import Entry
from trailview.settings.saved import Own

NOW: Final = 2_111_061_731
"""2036-11-23T14:02:11Z, when the trail ends. It lies ahead because the AWS libraries go by the
machine's own clock, and what the double gives has to hold by that one too."""
_HOUR: Final = 3_600
_STILL: Final = 0.4
"""Seconds for which nothing changes on a screen that is complete."""
_ANSWERED: Final = "window read"


class StillClock(Clock):
    """A time that stands still, in which quotas fill again all the same."""

    def now(self) -> float:
        return NOW


class Stage:
    """A scene in which the program is opened, and what it shows is kept."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def open(self, *words: str, cols: int = 100, rows: int = 30) -> Terminal:
        program = (sys.executable, "-m", "screenshots.still", str(NOW))
        return self.scene.open(*words, cols=cols, rows=rows, program=program)

    def take(self, name: str, terminal: Terminal, *wanted: str) -> None:
        """Keep a picture of a screen with these texts, once nothing changes on it."""
        terminal.wait_for(lambda shown: all(text in shown for text in wanted))
        coloured, since = terminal.screen(colours=True), time.monotonic()
        while time.monotonic() - since < _STILL:
            latest = terminal.screen(colours=True)
            if latest != coloured:
                coloured, since = latest, time.monotonic()
        keep(name, drawn(coloured))

    def leave(self, terminal: Terminal, text: str) -> None:
        """Wait until a text is no longer on the screen."""
        terminal.wait_for(lambda shown: text not in shown)


def drawn(screen: str) -> str:
    """A terminal's screen, with its colour codes, as SVG."""
    lines = Text.from_ansi(screen)
    cols = max(line.cell_len for line in lines.split("\n"))
    console = Console(
        record=True, file=io.StringIO(), width=cols, force_terminal=True, color_system="truecolor"
    )
    console.print(lines, no_wrap=True, crop=True, end="")
    return console.export_svg(title="trailview")


def _login(stage: Stage) -> None:
    """A login that runs out while a question is answered, and another profile behind it."""
    scene = stage.scene
    scene.set({("profiles", "prod", "colour"): "red", ("profiles", "staging", "colour"): "green"})
    scene.sso.interval = 1
    scene.hold_back()
    terminal = stage.open("--profile", "prod", "--since", "2h")
    scene.sso.decide(login_code(terminal), Decision.ALLOWED)
    stage.leave(terminal, "ABCD-")
    terminal.keys("b")
    terminal.wait_for(ALIASES[PRODUCTION])
    scene.expire(terminal)
    code = login_code(terminal)
    stage.take("login", terminal, code, f"{2 * PAGE} match")
    scene.sso.decide(code, Decision.ALLOWED)
    stage.take("login-done", terminal, _ANSWERED, ALIASES[PRODUCTION])
    terminal.keys("P")
    stage.take("profiles", terminal, "needs login")
    terminal.type("staging")
    terminal.keys("Enter")
    stage.take("switched", terminal, "Shown here", ALIASES[STAGING])
    terminal.keys("R")
    stage.take("regions", terminal, "us-east-1")


def _mfa(stage: Stage) -> None:
    """A role that wants an MFA code."""
    stage.scene.set({("profiles", "prod-admin", "colour"): "red"})
    terminal = stage.open("--profile", "prod-admin", "--since", "1h")
    terminal.wait_for("mfa/alice")
    terminal.type("123456")
    stage.take("mfa", terminal, "123456")
    terminal.keys("Enter")
    stage.take("mfa-done", terminal, _ANSWERED, ALIASES[PRODUCTION])


def _remembered(stage: Stage) -> None:
    """What was asked, what has a name, and what can be set."""
    stage.scene.set({("profiles", "staging", "colour"): "green", ("defaults", "since"): "1h"})
    memory = stage.scene.memory
    for entry in _asked():
        memory.history.record(entry)
    memory.history.pin(1, True)
    memory.saved.save(Own("break-glass", "role:BreakGlass -error:*", "In emergencies only.", "30d"))
    raw = "stats count(*) by userIdentity.accessKeyId"
    memory.saved.save(Own("calls-by-key", raw, "Which keys are used?", "24h", "insights"))
    terminal = stage.open("--profile", "staging")
    terminal.wait_for(lambda shown: _ANSWERED in shown and ALIASES[STAGING] in shown)
    for key, name, text, down in (
        ("h", "history", "History", 0),
        ("S", "saved", "break-glass", 1),
        (",", "settings", "defaults.since", 2),
    ):
        terminal.keys(key)
        terminal.wait_for(text)
        terminal.keys(*["Down"] * down, *["Home"] * (not down))
        stage.take(name, terminal, text)
        terminal.keys("Escape")
        stage.leave(terminal, text)


def _asked() -> Sequence[Entry]:
    rows = (
        ("is:root", "history", 1, 41.0, "complete"),
        ("user:ci-deploy -ip:192.0.2.17", "athena", 1_204, 9.2, "complete"),
        ("event:PutBucketPolicy", "history", 2, 38.5, "complete"),
        ("stats count(*) by eventName", "insights", 0, 4.1, "complete"),
        ("is:denied -is:service", "history", 317, 12.0, "cancelled"),
    )
    return [
        Entry(
            text=text,
            raw=backend == "insights",
            since="24h",
            until="",
            window_since=None,
            window_until=None,
            backend=backend,
            place="prod · eu-central-1",
            profile="prod",
            regions="",
            rows=count,
            seconds=seconds,
            bytes=0,
            outcome=outcome,
            asked_at=NOW - (len(rows) - number) * 5_000,
        )
        for number, (text, backend, count, seconds, outcome) in enumerate(rows)
    ]


def _setup(stage: Stage) -> None:
    """The first start."""
    terminal = stage.open("--profile", "staging", cols=90, rows=24)
    stage.take("setup", terminal, "✓ Log group", "✓ Athena table")


SCENES: Final[Sequence[Callable[[Stage], None]]] = (_login, _mfa, _remembered, _setup)


def main() -> int:
    """Play all scenes; 1 where there is no terminal to play them in."""
    if not is_available():
        sys.stderr.write(
            "The pictures of services are not made: they need tmux, which is not here.\n"
        )
        return 1
    records = _records()
    for play in SCENES:
        with playing(records, StillClock()) as scene:
            play(Stage(scene))
    return 0


def _records() -> list[Mapping[str, Any]]:
    """The last day of the demo trail."""
    with tempfile.TemporaryDirectory() as folder:
        write_trail(Path(folder), now=NOW)
        since = iso(NOW - 24 * _HOUR)
        return [record for record in records_below(Path(folder)) if record["eventTime"] >= since]


if __name__ == "__main__":
    sys.exit(main())
