"""The form beside the table: one term at a time, the span of time, the backend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Select, Static
from textual.widgets.option_list import Option

from trailview.events.expressions import Expression, ExpressionError
from trailview.events.pattern import Pattern, fold
from trailview.events.text import printable
from trailview.question.fields import FIELDS
from trailview.question.terms import Clause, Term
from trailview.tui import filter_messages
from trailview.tui.completion import Suggestion

OPERATORS: Final = (
    "is",
    "is not",
    "any of",
    "starts with",
    "contains",
    "is, in any case",
    "matches",
    "is present",
    "is absent",
)
ALL_TIME: Final = "all time"
CUSTOM: Final = "custom …"
_STAR: Final = re.compile(r"(?<!\\)\*+")
_COMMA: Final = re.compile(r"(?<!\\),")


def _plain(text: str) -> str:
    return text.replace("\\*", "*").replace("\\,", ",")


def _pattern(text: str) -> Pattern:
    """The text as the language reads it: `*` is any run, `\\*` a star."""
    return Pattern(tuple(_plain(piece) for piece in _STAR.split(text)))


def term_of(field: str, operator: str, value: str) -> Term | None:
    """The term that a filled form means; None where a value is missing.

    Raises ExpressionError where `matches` has no regular expression.
    """
    if operator in ("is present", "is absent"):
        return Term(field, (Pattern(("", "")),), negated=operator == "is absent")
    value = value.strip()
    if not value:
        return None
    if operator == "any of":
        parts = [part.strip() for part in _COMMA.split(value)]
        patterns = tuple(_pattern(part) for part in parts if part)
        return Term(field, patterns) if patterns else None
    if operator == "starts with":
        return Term(field, (Pattern((_plain(value), "")),))
    if operator == "is, in any case":
        return Term(field, (Pattern(tuple(map(fold, _pattern(value).pieces)), folds=True),))
    if operator == "matches":
        return Term(field, (Expression(value),))
    if operator == "contains":
        return Term(field, (Pattern(("", _plain(value), "")),))
    return Term(field, (_pattern(value),), negated=operator == "is not")


class Filters(Vertical):
    """A form in five lines that posts what is to be added or changed; it decides nothing."""

    DEFAULT_CSS = """
    Filters { height: auto; }
    Filters Static { height: auto; color: $text-muted; }
    Filters Input, Filters Input:focus {
        height: 1; border: none; padding: 0 1; background: $panel;
    }
    Filters OptionList, Filters OptionList:focus {
        height: auto; max-height: 6; border: none; padding: 0; background: $panel;
        text-wrap: nowrap;
    }
    Filters #what { height: 1; }
    Filters SelectCurrent .arrow { color: $text-muted; }
    Filters #value { width: 1fr; }
    Filters Button { height: 1; min-width: 5; width: 5; border: none; }
    Filters #add { background: $panel; }
    Filters #add:focus { background: $primary; color: $background; text-style: none; }
    Filters .refusal { color: $text-error; }
    Filters .custom { display: none; }
    Filters.-custom .custom { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "to_list", "Suggestions", show=False),
        Binding("escape", "to_all", "Add to all again, not to one term", show=False),
    ]

    Ready = filter_messages.Ready
    Added = filter_messages.Added
    RangeChosen = filter_messages.RangeChosen
    BackendChosen = filter_messages.BackendChosen
    ValuesAsked = filter_messages.ValuesAsked

    def __init__(
        self,
        backends: Sequence[str],
        presets: Iterable[str],
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        super().__init__(id=id)
        self.is_ready = False
        """Whether it can be told what to show."""
        self._backend = backends[0]
        self._field = Select(
            [(row.name, row.name) for row in FIELDS],
            value=FIELDS[0].name,
            allow_blank=False,
            compact=True,
            id="field",
        )
        self._operator = Select(
            [(name, name) for name in OPERATORS],
            value=OPERATORS[0],
            allow_blank=False,
            compact=True,
            id="operator",
        )
        self._value = Input(placeholder=FIELDS[0].plain_doc, id="value", select_on_focus=False)
        self._values = OptionList(id="values")
        self._refusal = Static(classes="refusal")
        self._beside: Clause | None = None
        self._beside_what = Static(id="beside")
        self._presets = tuple(presets)
        times = (ALL_TIME, *(f"last {preset}" for preset in self._presets), CUSTOM)
        self._time = Select(
            [(name, name) for name in times],
            value=ALL_TIME,
            allow_blank=False,
            compact=True,
            id="time",
        )
        self._since = Input(placeholder="since", id="since", classes="custom")
        self._until = Input(placeholder="until: now", id="until", classes="custom")
        self._shown_time = ALL_TIME
        self._choices: tuple[Suggestion, ...] = ()
        self._range_refusal = Static(classes="refusal")
        self._backends = Select(
            [(name, name) for name in backends],
            value=backends[0],
            allow_blank=False,
            compact=True,
            id="backend",
        )

    def compose(self) -> ComposeResult:
        self._values.display = self._refusal.display = self._range_refusal.display = False
        self._beside_what.display = False
        yield self._beside_what
        yield self._field
        yield self._operator
        with Horizontal(id="what"):
            yield self._value
            yield Button("Add", id="add", compact=True)
        yield self._values
        yield self._refusal
        yield self._time
        yield self._since
        yield self._until
        yield self._range_refusal
        yield self._backends

    def on_mount(self) -> None:
        self.is_ready = True
        self.post_message(self.Ready())

    def refuse(self, message: str) -> None:
        """Say why the term was not added; what was typed stays."""
        self._say(self._refusal, message)

    def accepted(self) -> None:
        """The term was added: make room for the next."""
        with self.prevent(Input.Changed):
            self._value.value = ""
        self._refusal.display = self._values.display = False
        self._show_beside(None, "")

    def add_beside(self, clause: Clause, label: str) -> None:
        """Make what is added next an alternative to this part of the question."""
        self._show_beside(clause, f"{label} or …")
        self.focus_first()

    def keep_beside(self, clauses: Sequence[Clause]) -> None:
        """What the question is now: what is not in it has no alternative."""
        if self._beside is not None and self._beside not in clauses:
            self._show_beside(None, "")

    def _show_beside(self, clause: Clause | None, label: str) -> None:
        self._beside = clause
        self._beside_what.update(Content(label))
        self._beside_what.display = clause is not None

    def refuse_range(self, message: str) -> None:
        """Say why the span of time was not understood."""
        self._say(self._range_refusal, message)

    def show_range(self, since: str, until: str, bounded: bool) -> None:
        """Show the span of time in force."""
        preset = since if since in self._presets and not until else None
        shown = f"last {preset}" if preset else (CUSTOM if bounded else ALL_TIME)
        self._shown_time = shown
        with self.prevent(Select.Changed, Input.Changed):
            self._time.value = shown
            self._since.value, self._until.value = ("", "") if preset else (since, until)
        self.set_class(shown == CUSTOM, "-custom")
        self._range_refusal.display = False

    def show_backend(self, name: str) -> None:
        """Show the backend in force."""
        self._backend = name
        with self.prevent(Select.Changed):
            self._backends.value = name

    def suggest(self, prefix: str, choices: Sequence[Suggestion]) -> None:
        """Offer values, unless another one has been typed since they were asked for."""
        if prefix != self._last_value():
            return
        width = max(self.size.width - 9, 8)
        self._values.set_options(
            Option(Content.assemble(_cut(choice.shown, width), " ", (choice.note, "dim")))
            for choice in choices
        )
        self._choices = tuple(choices)
        self._values.display = bool(choices) and (self._value.has_focus or self._values.has_focus)

    def focus_first(self) -> None:
        """Move to the first field."""
        self._field.focus()

    def _last_value(self) -> str:
        value = self._value.value
        return _COMMA.split(value)[-1].strip() if self._operator.value == "any of" else value

    @staticmethod
    def _say(where: Static, message: str) -> None:
        where.update(Content(printable(message)))
        where.display = True

    def _add(self) -> None:
        try:
            term = term_of(str(self._field.value), str(self._operator.value), self._value.value)
        except ExpressionError as error:
            self.refuse(f"{error.message} {error.hint}")
            self._value.focus()
            return
        if term is None:
            self.refuse("A value is needed.")
            self._value.focus()
        else:
            self.post_message(self.Added(term, self._beside))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._add()

    def on_select_changed(self, event: Select.Changed) -> None:
        event.stop()
        value = str(event.value)
        if event.value != event.select.value:
            return  # it has been told another one since: nobody has chosen this
        if event.select is self._time:
            self._time_changed(value)
        elif event.select is self._backends:
            if value != self._backend:
                self._backend = value
                self.post_message(self.BackendChosen(value))
        elif event.select is self._field:
            self._value.placeholder = next(row.plain_doc for row in FIELDS if row.name == value)
            self._values.display = False
        else:
            self._value.display = value not in ("is present", "is absent")

    def _time_changed(self, shown: str) -> None:
        if shown == self._shown_time:
            return
        self._shown_time = shown
        self.set_class(shown == CUSTOM, "-custom")
        if shown == CUSTOM:
            self._since.focus()
        elif shown == ALL_TIME:
            self.post_message(self.RangeChosen("", ""))
        else:
            self.post_message(self.RangeChosen(shown.removeprefix("last "), ""))

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if event.input is self._value:
            self._refusal.display = False
            self.post_message(self.ValuesAsked(str(self._field.value), self._last_value()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.input is self._value:
            self._add()
        else:
            self.post_message(self.RangeChosen(self._since.value, self._until.value))

    def on_descendant_focus(self) -> None:
        if self._value.has_focus and not self._values.display:
            self.post_message(self.ValuesAsked(str(self._field.value), self._last_value()))
        elif not self._values.has_focus and not self._value.has_focus:
            self._values.display = False

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        chosen = self._choices[event.option_index].shown
        escaped = re.sub(r"([*,])", r"\\\1", chosen)
        typed = self._value.value
        kept = typed[: len(typed) - len(self._last_value())]
        with self.prevent(Input.Changed):
            self._value.value = f"{kept}{escaped}" if self._operator.value == "any of" else escaped
        self._values.display = False
        self._value.focus()

    def action_to_all(self) -> None:
        if self._beside is None:
            raise SkipAction
        self._show_beside(None, "")

    def action_to_list(self) -> None:
        if self._value.has_focus and self._values.display:
            self._values.focus()
            self._values.highlighted = 0


def _cut(text: str, width: int) -> str:
    text = printable(text)
    while cell_len(text) > width:
        text = text[:-2] + "…"
    return text + " " * (width - cell_len(text))
