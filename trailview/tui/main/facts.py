"""What controllers tell each other: facts in the past tense, and intents.

They are handed on at once, on the UI thread. What comes from another thread, or
from a widget, is a Textual message, and stands there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING

from trailview.backends.plain import PlainTable
from trailview.context import Context
from trailview.errors import CredentialsError, QuestionError
from trailview.frozen import Frozen
from trailview.question.query import Question, TimeRange
from trailview.search.progress import Progress
from trailview.tui.positions import EventAt

if TYPE_CHECKING:
    from trailview.events.subject import Subject
    from trailview.settings.edit import Changes
    from trailview.settings.marks import Book
    from trailview.tui.main.layout import PaneSizes


class Started:
    """The screen stands, and nothing has been asked yet."""


class FirstFrameShown:
    """Everything is on the screen that was there to show at once."""


class QuestionChanged:
    """Another question, or as somebody else: whatever shows it is to follow."""


class ContextChanged(Frozen):
    """Others are asked as, or elsewhere, from now on."""

    context: Context


class ZoneChanged(Frozen):
    """All times are shown in another zone from now on."""

    zone: tzinfo


class ShowZone(Frozen):
    """Show all times in this zone from now on."""

    zone: tzinfo


class Progressed(Frozen):
    """The answer has come further."""

    progress: Progress
    is_another: bool
    """Whether what was shown before is of another reading."""
    is_reordered: bool = False
    """Whether all that was shown before, and nothing else, is there in another order."""


class ProgressTold:
    """The last line tells how far the answer has come: what grows with it is to be drawn now.

    Textual draws sixty times a second at most, and a key that comes right behind a frame waits.
    """


class RowReached(Frozen):
    """The table's cursor is on another row, or there are more rows, or fewer."""

    time: int | None
    """When its event was, in seconds since 1970; None where there is none, or no time."""


class ThemeChosen(Frozen):
    """Other colours are worn."""

    name: str


class FocusMoved:
    """Another pane, or field of one, is in use."""


class ColumnsSet:
    """Other columns, or widths of theirs, were set."""


class DetailAppeared:
    """The detail shows again and wants an event."""


class OpenDetail:
    """Show the detail and move into it."""


class ShowRows(Frozen):
    """Show rows that are no events in place of the events."""

    table: PlainTable | None
    """None for the events again."""


class RowsNarrowed(Frozen):
    """Rows that are no events have to meet conditions to be shown; or all are shown again."""

    table: PlainTable | None
    """Those that do; None for all again."""
    note: str = ""
    """Which those are, in plain text."""


class RowsReached:
    """In rows that are no events the cursor is on another row, or they show, or show no longer."""


class SizePanes(Frozen):
    """Make the panes this large."""

    sizes: PaneSizes


class FacetsAppeared:
    """The facets show again and want to be counted."""


class GoToFacets:
    """Show the facets and move into them."""


class GoTo(Frozen):
    """Ask this, as a step from what is asked now."""

    question: Question
    """Its window is that of `span`."""
    span: TimeRange | None
    """None for the present one."""
    step: str
    """What it is, in a word or two, for the line that shows the way."""
    event: EventAt | None = None
    """Where the cursor is to be."""


class GoToEvent(Frozen):
    """Put the cursor on an event; ask for it where it is not in the answer."""

    event: EventAt


class MarksChanged(Frozen):
    """Other events are marked, or another collection is in use."""

    number: int
    """How many are marked in it; a mark that is being written counts."""
    collection: str
    settled: Callable[[], Book]
    """Gives all marks, once what is under way is written. Blocks. Raises SettingsError."""


class ShowTree(Frozen):
    """Show what leads back to somebody."""

    subject: Subject


class ShowChain:
    """Show who is behind the event at the cursor."""


class ShowPerson:
    """Show all that leads back to whoever is behind the event at the cursor."""


class Remember(Frozen):
    """Write these settings, and follow them."""

    changes: Changes


class SwitchContext(Frozen):
    """Ask as others, or elsewhere, from now on; what is shown stays until asked again."""

    context: Context


class EditQuestion(Frozen):
    """Let the user go on typing at this text."""

    text: str


class EditRaw(Frozen):
    """Let the user type a raw text for a backend."""

    backend: str
    text: str | None = None
    """To begin with; None for what was left in the editor, or the latest text run."""
    error: QuestionError | None = None
    """What is wrong with the text."""


class RawRun:
    """A raw text is run: what is wrong with it is said even where it was said before."""


class MendCredentials(Frozen):
    """Offer to mend what the question stopped for."""

    error: CredentialsError


class Mended:
    """Credentials were mended: who could not be named may be now."""
