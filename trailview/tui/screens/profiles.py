"""Which AWS profiles to ask as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from trailview.events.text import printable
from trailview.tui.screens.picker import Entry, PickerDialog

_SURROUNDINGS: Final = "(environment)"
_WIDEST_NAME: Final = 28
_COLOURS: Final = {
    "ready": "$text-success",
    "expired": "$text-error",
    "needs login": "$text-warning",
}


class ProfileLike(Protocol):
    """What is told of a profile: `trailview.aws.profiles.Profile` is one."""

    @property
    def name(self) -> str:
        """Empty for the credentials in the environment."""
        ...

    @property
    def kind(self) -> str: ...

    @property
    def region(self) -> str: ...

    @property
    def account(self) -> str: ...

    @property
    def readiness(self) -> str: ...

    @property
    def detail(self) -> str: ...


class ProfilesDialog(PickerDialog):
    """All profiles, those used last first; the result is their names."""

    DEFAULT_CSS = """
    ProfilesDialog #frame { width: 110; }
    """
    title_text = "Profiles"

    def __init__(
        self,
        profiles: Sequence[ProfileLike],
        used: Mapping[str, float],
        chosen: Sequence[str] = (),
        problems: Sequence[str] = (),
    ) -> None:
        """`used` says when each was used last, by name; any numbers that grow will do."""
        ordered = sorted(profiles, key=lambda profile: -used.get(profile.name, float("-inf")))
        width = max((cell_len(_name(profile)) for profile in ordered), default=0)
        entries = [_entry(profile, min(width, _WIDEST_NAME)) for profile in ordered]
        notes = problems if entries else ("There is no profile in ~/.aws yet.", *problems)
        super().__init__(entries, chosen, notes)


def _name(profile: ProfileLike) -> str:
    return printable(profile.name) or _SURROUNDINGS


def _entry(profile: ProfileLike, width: int) -> Entry:
    readiness = str(profile.readiness)
    line = Content.assemble(
        set_cell_size(_name(profile), width),
        "  ",
        set_cell_size(str(profile.kind), 14),
        set_cell_size(printable(profile.region), 16),
        set_cell_size(printable(profile.account), 14),
        (set_cell_size(readiness, 13), _COLOURS.get(readiness, "$text-muted")),
        (printable(profile.detail), "dim"),
    )
    words = (_name(profile), profile.kind, profile.region, profile.account, readiness)
    return Entry(profile.name, line, "\t".join(words))
