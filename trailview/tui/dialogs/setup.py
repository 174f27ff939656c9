"""The first screen of all: what there is to be asked, found step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Resize
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from trailview.backends.base import Cancel
from trailview.errors import CredentialsError, Need, TrailviewError
from trailview.events.text import printable
from trailview.setup.steps import Answers, Choice, Found, Line, Setup, Step, StepState
from trailview.tui.dialogs.dialog import Dialog, KeyList, lines_of_picker
from trailview.tui.dialogs.login import LoginDialog, MfaDialog, passing_on
from trailview.tui.identities import Discovering
from trailview.tui.messages import CodeWanted
from trailview.tui.widgets.picker import Picker, PickerEntry
from trailview.tui.wrapping import wrapped

_INTRO: Final = (
    "This looks for what there is to be asked in AWS, and keeps it as settings. "
    "It only reads. To see it again: trailview config setup"
)
_GO_ON: Final = "→ Keep this, and go on"
_BACK: Final = "goes back to the setup"
_TITLE_WIDTH: Final = 14
_INDENT: Final = 2
_GAP: Final = "  "
_SCROLLBAR: Final = 1
_COLOURS: Final = {
    StepState.FOUND: "$text-success",
    StepState.OPEN: "$text-warning",
    StepState.FAILED: "$text-error",
}


@dataclass
class StepEnded(Message):
    """A step has been looked for."""

    step: Step
    result: Found | TrailviewError
    cancel: Cancel
    """Of which run."""


class ChoiceDialog(Dialog[int]):
    """One of several to choose; the result is its number."""

    keys_text = "Type to narrow · Enter chooses · Esc leaves"

    def __init__(self, title: str, choices: Sequence[Choice], note: str = "") -> None:
        super().__init__()
        entries = [
            PickerEntry(
                str(number),
                Content.assemble(printable(choice.shown), "  ", (printable(choice.detail), "dim")),
                f"{choice.shown}\t{choice.detail}",
            )
            for number, choice in enumerate(choices)
        ]
        notes = (note,) if note else ()
        self.title_text = title
        self.around += lines_of_picker(notes)
        self._picker = Picker(entries, notes=notes, marks=False)

    def contents(self) -> Sequence[Widget]:
        """The list."""
        return (self._picker,)

    def on_picker_chosen(self, message: Picker.Chosen) -> None:
        message.stop()
        self.dismiss(int(message.names[0]))


class SetupDialog(Dialog[Answers]):
    """Looks for each step in a thread; the result is what was settled, once that is accepted.

    Escape skips it at any time, whatever is under way.
    """

    DEFAULT_CSS = """
    SetupDialog #frame { width: 92; max-height: 100%; }
    SetupDialog OptionList, SetupDialog OptionList:focus {
        margin-top: 1; scrollbar-size-vertical: 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "retry", "Look again", show=False),
    ]
    title_text = "Set up trailview"
    keys_text = "Enter goes on, chooses or logs in · r looks again · Esc skips"
    tallest = 1.0
    around = 8

    def __init__(self, discovery: Discovering) -> None:
        super().__init__()
        self._discovery = discovery
        self._setup = Setup(discovery.steps())
        self._cancel = Cancel()
        self._list = KeyList()

    def contents(self) -> Sequence[Widget]:
        """What the setup does, and its steps."""
        return (Static(Content(_INTRO)), self._list)

    def on_mount(self) -> None:
        self._discovery.prompt_with(lambda wanted: self.post_message(CodeWanted(wanted)))
        self._list.focus()
        self._look(len(self._setup.steps))

    def on_resize(self, event: Resize) -> None:
        del event
        self.call_after_refresh(self._show)

    def on_unmount(self) -> None:
        self._cancel.set()

    def action_leave(self) -> None:
        self._cancel.set()
        self.dismiss(None)

    def action_retry(self) -> None:
        if not self._setup.is_looking:
            self._setup.retry()
            self._look(len(self._setup.steps))

    def _look(self, cursor: int | None = None) -> None:
        """Begin the next step there is, and show how far it is."""
        step = self._setup.begin_next()
        if step is not None:
            self._find(step, self._setup.answers, self._cancel)
        self._show(cursor)

    @work(thread=True, group="setup", exit_on_error=False)
    def _find(self, step: Step, answers: Answers, cancel: Cancel) -> None:
        result: Found | TrailviewError
        try:
            result = step.find(answers, cancel)
        except TrailviewError as error:
            result = error
        if not cancel.is_set:
            self.post_message(StepEnded(step, result, cancel))

    def on_step_ended(self, message: StepEnded) -> None:
        message.stop()
        if message.cancel is not self._cancel or self._cancel.is_set:
            return
        self._setup.end(message.step, message.result)
        line = self._setup.line(message.step)
        wants_user = line.state is StepState.OPEN or isinstance(line.error, CredentialsError)
        self._look(self._setup.steps.index(message.step) if wants_user else None)

    def on_code_wanted(self, message: CodeWanted) -> None:
        message.stop()
        self.app.push_screen(MfaDialog(message.wanted.text, _BACK), passing_on(message.wanted))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_index < len(self._setup.steps):
            self._choose(self._setup.steps[event.option_index])
        elif self._setup.answers:
            self._cancel.set()
            self.dismiss(self._setup.answers)

    def _choose(self, step: Step) -> None:
        error, found = self._setup.line(step).error, self._setup.line(step).found
        if error is not None:
            self._mend(error)
            return
        if len(found.choices) < 2 and self._setup.line(step).state is not StepState.OPEN:
            return

        def chosen(number: int | None) -> None:
            if number is not None:
                self._take(step, found.choices[number])

        self.app.push_screen(ChoiceDialog(step.title, found.choices, found.note), chosen)

    def _mend(self, error: TrailviewError) -> None:
        """Try again what failed; after a login, where that is what it takes."""
        if not _wants_login(error):
            self.action_retry()
            return
        assert isinstance(error, CredentialsError)

        def done(is_logged_in: bool | None) -> None:
            if is_logged_in:
                self.action_retry()

        flow = self._discovery.login_flow(error.profile)
        self.app.push_screen(LoginDialog(error.profile, flow, _BACK), done)

    def _take(self, step: Step, choice: Choice) -> None:
        self._cancel.set()
        self._cancel = Cancel()
        self._setup.take(step, choice)
        self._look(len(self._setup.steps))

    def _show(self, cursor: int | None = None) -> None:
        """Draw all lines, the cursor where it was unless it is to be somewhere."""
        at = self._list.highlighted if cursor is None else cursor
        width = self._list.outer_size.width - _SCROLLBAR - _INDENT
        rows = [_row(step, self._setup.line(step), width) for step in self._setup.steps]
        go_on = Content.styled(_GO_ON, "bold" if self._setup.answers else "dim")
        self._list.set_options([*map(Option, rows), Option(go_on)])
        self._list.highlighted = at


def _row(step: Step, line: Line, width: int) -> Content:
    """A step's line, and below it what else there is to know, in lines of so many cells."""
    mark = Content.styled(line.state, _COLOURS.get(line.state, "$text-muted"))
    told, also, more = _told(line)
    first = Content.assemble(mark, f" {step.title:<{_TITLE_WIDTH}}", (told, "bold"))
    if first.cell_length + len(_GAP) + cell_len(also) <= width + _INDENT:
        first = Content.assemble(first, (_GAP + also, "dim"))
    else:
        more = f"{also} {more}"
    below = (Content.styled(" " * _INDENT + text, "dim") for text in wrapped(more, max(width, 1)))
    return Content("\n").join([first, *below])


def _told(line: Line) -> tuple[str, str, str]:
    """What came of a step, what belongs to it, and what there is to know beyond that."""
    choices, taken = line.found.choices, line.taken
    if line.error is not None:
        mends = "Enter logs in" if _wants_login(line.error) else "Enter tries again"
        why = f"{line.error.message} {line.error.hint}"
        return printable(line.error.title), mends, printable(why)
    note = printable(line.found.note)
    if line.state is StepState.LOOKING:
        return "", "looking …", note
    if line.state is StepState.OPEN:
        return f"{len(choices)} to choose from", "Enter", note
    if taken is None:
        return "", "", note
    others = f"+{len(choices) - 1} more: Enter" if len(choices) > 1 else ""
    also = _GAP.join(filter(None, (printable(taken.detail), others)))
    return printable(taken.shown), also, note


def _wants_login(error: TrailviewError) -> bool:
    return isinstance(error, CredentialsError) and error.need is Need.SSO
