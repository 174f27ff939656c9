"""The question: shown in one line, edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from trailview.errors import QuestionError
from trailview.events.text import printable

if TYPE_CHECKING:
    from trailview.tui.completion import Completion

_MARGIN = 1


class _Line(Static):
    """The question when it is not being edited."""

    text = reactive("")
    note = reactive("")

    def render(self) -> Text:
        note = f" {self.note} " if self.note else ""
        shown = Text(" ", no_wrap=True, overflow="ellipsis", end="")
        shown.append(printable(self.text) or "all events", "" if self.text else "dim")
        shown.truncate(max(self.size.width - cell_len(note), 10), overflow="ellipsis", pad=True)
        return shown.append(note, "dim")


class _Editor(Input):
    """An input whose → at the end of the text accepts a completion."""

    class EndReached(Message):
        """→ was pressed at the end of the text."""

    def action_cursor_right(self, select: bool = False) -> None:
        if not select and self.cursor_position == len(self.value):
            self.post_message(self.EndReached())
        else:
            super().action_cursor_right(select)


class QueryBar(Widget):
    """Shows a question; `edit` lets the user type another.

    What is typed is never lost: a refused text stays with a caret below the
    column that was not understood, and one that is left comes back with ↑.
    """

    DEFAULT_CSS = """
    QueryBar { height: auto; background: $surface; }
    QueryBar _Line { height: 1; width: 100%; }
    QueryBar _Editor { height: 1; border: none; padding: 0 1; background: $boost; }
    QueryBar _Editor:focus { border: none; }
    QueryBar .refusal { height: auto; max-height: 4; color: $text-error; }
    QueryBar .doubt { height: 1; color: $text-warning; }
    QueryBar OptionList {
        overlay: screen; width: 64; max-width: 100%; height: auto; max-height: 8;
        border: none; padding: 0; background: $panel;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "accept", "Accept the completion", show=False),
        Binding("up", "up", "Previous completion or earlier question", show=False),
        Binding("down", "down", "Next completion or later question", show=False),
        Binding("escape", "leave", "Leave", show=False),
    ]

    class Asked(Message):
        """The text is to be asked."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Entered(Message):
        """A click asks to edit the question."""

    class Left(Message):
        """Editing ended without asking."""

        def __init__(self, draft: str) -> None:
            super().__init__()
            self.draft = draft

    class CompletionsAsked(Message):
        """The text before the cursor changed."""

        def __init__(self, text: str, cursor: int) -> None:
            super().__init__()
            self.text = text
            self.cursor = cursor

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._line = _Line()
        self._editor: _Editor | None = None
        self._refusal = Static(classes="refusal")
        self._doubt = Static(classes="doubt")
        self._list = OptionList()
        self._completion: Completion | None = None
        self._earlier: Sequence[str] = ()
        self._recalled = -1
        self._typed = ""
        self._set = ""
        self._asked = ""

    def compose(self) -> ComposeResult:
        yield self._line

    @property
    def is_editing(self) -> bool:
        """Whether a question is being typed."""
        return self._editor is not None and self._editor.display

    @property
    def value(self) -> str:
        """What is being typed, else what is shown."""
        return self._editor.value if self._editor and self.is_editing else self._asked

    def show(self, text: str, note: str, *, is_raw: bool = False) -> None:
        """Show the question asked, and in what span of time and where it is.

        A raw text is no question to go on typing at: editing begins empty.
        """
        self._asked = "" if is_raw else text
        self._line.text = " ".join(text.splitlines()) if is_raw else text
        self._line.note = note

    async def edit(self, earlier: Sequence[str], text: str | None = None) -> None:
        """Let the user type; `earlier` are questions to recall, latest first.

        The text to begin with is `text`, else the one that was refused, else
        the question asked.
        """
        if self._editor is None:
            self._editor = _Editor(select_on_focus=False)
            self._refusal.display = self._doubt.display = self._list.display = False
            self._list.can_focus = False
            await self.mount(self._editor, self._refusal, self._doubt, self._list)
        if not self.is_editing or not self._editor.has_focus:
            self._earlier, self._recalled = earlier, -1
            if text is not None or not self._refusal.display:
                self._put(self._asked if text is None else text)
                self._refusal.display = False
        self._line.display = False
        self._editor.display = True
        self._editor.focus()

    def close(self) -> None:
        """Show the question asked again."""
        self._line.display = True
        if self._editor is not None:
            for below in (self._editor, self._refusal, self._doubt, self._list):
                below.display = False

    def refuse(self, error: QuestionError) -> None:
        """Point at the column that was not understood."""
        if self._editor is None:
            return
        self._list.display = self._doubt.display = False
        at = cell_len(printable(error.text[: error.column])) - self._editor.scroll_offset.x
        at = min(max(at, 0), max(self.size.width - _MARGIN - 1, 0)) + _MARGIN
        message = f"{' ' * _MARGIN}{error.message}" + (f" · {error.hint}" if error.hint else "")
        self._refusal.update(Content(f"{' ' * at}^\n{printable(message)}"))
        self._refusal.display = True

    def suggest(self, completion: Completion) -> None:
        """Offer completions, unless the text has changed since they were asked for."""
        editor = self._editor
        if editor is None or not self.is_editing:
            return
        if (editor.value, editor.cursor_position) != (completion.text, completion.cursor):
            return
        self._completion = completion
        self._show_doubts(completion.doubts)
        self._list.display = bool(completion.choices)
        if not completion.choices:
            return
        width = max(cell_len(printable(choice.shown)) for choice in completion.choices)
        self._list.set_options(
            Option(
                Content.assemble(
                    printable(choice.shown).ljust(min(width, 40)), "  ", (choice.note, "dim")
                )
            )
            for choice in completion.choices
        )
        self._list.highlighted = None
        self._list.styles.offset = (
            min(completion.start, max(self.size.width - 65, 0)) + _MARGIN,
            0,
        )

    def _show_doubts(self, doubts: Sequence[str]) -> None:
        """Say in one quiet line what of the text cannot occur."""
        said = printable(" · ".join(doubts))
        self._doubt.update(Content(f"{' ' * _MARGIN}{said}"))
        self._doubt.display = bool(doubts)

    def _put(self, text: str, cursor: int | None = None) -> None:
        assert self._editor is not None
        self._set = text
        self._editor.value = text
        self._editor.cursor_position = len(text) if cursor is None else cursor
        self._list.display = False

    def _choose(self, index: int) -> None:
        assert self._completion is not None, "the list shows what there is of one"
        choice = self._completion.choices[index]
        text, cursor = self._completion.accept(choice)
        self._put(text, cursor)
        self._refusal.display = False
        if choice.insert.endswith(":"):
            self.post_message(self.CompletionsAsked(text, cursor))

    def on_click(self) -> None:
        if not self.is_editing:
            self.post_message(self.Entered())

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        if event.widget is self._editor:
            self._list.display = False

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.value == self._set:
            return
        self._set = event.value
        self._recalled = -1
        self._refusal.display = False
        self.post_message(self.CompletionsAsked(event.value, event.input.cursor_position))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._list.display and self._list.highlighted is not None:
            self._choose(self._list.highlighted)
            return
        self._list.display = False
        self.post_message(self.Asked(event.value))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._choose(event.option_index)
        if self._editor is not None:
            self._editor.focus()

    def on__editor_end_reached(self) -> None:
        if self._list.display:
            self.action_accept()

    def action_accept(self) -> None:
        if self._list.display:
            self._choose(self._list.highlighted or 0)

    def action_down(self) -> None:
        if self._list.display:
            self._list.action_cursor_down()
        elif self._recalled >= 0:
            self._recall(self._recalled - 1)

    def action_up(self) -> None:
        if self._list.display and self._list.highlighted is not None:
            self._list.action_cursor_up()
        else:
            self._recall(self._recalled + 1)

    def _recall(self, index: int) -> None:
        if self._editor is None or index >= len(self._earlier):
            return
        if self._recalled < 0:
            self._typed = self._editor.value
        self._recalled = index
        self._put(self._earlier[index] if index >= 0 else self._typed)
        self._refusal.display = False

    def action_leave(self) -> None:
        if self._list.display:
            self._list.display = False
            return
        draft = self.value
        self.close()
        self.post_message(self.Left("" if draft == self._asked else draft))
