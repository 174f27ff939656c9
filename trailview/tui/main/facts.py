"""What controllers tell each other: facts in the past tense, and intents.

They are handed on at once, on the UI thread. What comes from another thread, or
from a widget, is a Textual message, and stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from trailview.backends.plain import PlainTable
from trailview.context import Context
from trailview.errors import CredentialsError, QuestionError
from trailview.search.progress import Progress

if TYPE_CHECKING:
    from trailview.settings.edit import Changes


@dataclass(frozen=True, slots=True)
class Started:
    """The screen stands, and nothing has been asked yet."""


@dataclass(frozen=True, slots=True)
class FirstFrameShown:
    """Everything is on the screen that was there to show at once."""


@dataclass(frozen=True, slots=True)
class QuestionChanged:
    """Another question, or as somebody else: whatever shows it is to follow."""


@dataclass(frozen=True, slots=True)
class ContextChanged:
    """Others are asked as, or elsewhere, from now on."""

    context: Context


@dataclass(frozen=True, slots=True)
class ZoneChanged:
    """All times are shown in another zone from now on."""

    zone: tzinfo


@dataclass(frozen=True, slots=True)
class ShowZone:
    """Show all times in this zone from now on."""

    zone: tzinfo


@dataclass(frozen=True, slots=True, eq=False)
class Progressed:
    """The answer has come further."""

    progress: Progress
    is_another: bool
    """Whether what was shown before is of another reading."""


@dataclass(frozen=True, slots=True)
class ThemeChosen:
    """Other colours are worn."""

    name: str


@dataclass(frozen=True, slots=True)
class ColumnsSet:
    """Other columns, or widths of theirs, were set."""


@dataclass(frozen=True, slots=True)
class DetailAppeared:
    """The detail shows again and wants an event."""


@dataclass(frozen=True, slots=True)
class OpenDetail:
    """Show the detail and move into it."""


@dataclass(frozen=True, slots=True, eq=False)
class ShowRows:
    """Show rows that are no events in place of the events."""

    table: PlainTable | None
    """None for the events again."""


@dataclass(frozen=True, slots=True)
class Remember:
    """Write these settings, and follow them."""

    changes: Changes


@dataclass(frozen=True, slots=True)
class SwitchContext:
    """Ask as others, or elsewhere, from now on; what is shown stays until asked again."""

    context: Context


@dataclass(frozen=True, slots=True)
class EditQuestion:
    """Let the user go on typing at this text."""

    text: str


@dataclass(frozen=True, slots=True)
class EditRaw:
    """Let the user type a raw text for a backend."""

    backend: str
    text: str | None = None
    """To begin with; None for what was left in the editor, or the latest text run."""
    error: QuestionError | None = None
    """What is wrong with the text."""


@dataclass(frozen=True, slots=True)
class RawRun:
    """A raw text is run: what is wrong with it is said even where it was said before."""


@dataclass(frozen=True, slots=True)
class MendCredentials:
    """Offer to mend what the question stopped for."""

    error: CredentialsError


@dataclass(frozen=True, slots=True)
class Mended:
    """Credentials were mended: who could not be named may be now."""
