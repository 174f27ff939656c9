"""What the table of events tells and asks for."""

from __future__ import annotations

from textual.message import Message


class Highlighted(Message, namespace="event_table"):
    """The cursor is on another event."""

    def __init__(self, key: int, position: int) -> None:
        super().__init__()
        self.key = key
        self.position = position


class Opened(Message, namespace="event_table"):
    """An event shall be looked at."""

    def __init__(self, key: int) -> None:
        super().__init__()
        self.key = key


class TermAsked(Message, namespace="event_table"):
    """The value at the cursor shall be asked for, or left out."""

    def __init__(self, field: str, text: str, negated: bool) -> None:
        super().__init__()
        self.field = field
        self.text = text
        self.negated = negated


class SortAsked(Message, namespace="event_table"):
    """The title of a column was clicked."""

    def __init__(self, column: str) -> None:
        super().__init__()
        self.column = column


class Nothing(Message, namespace="event_table"):
    """A key had nothing to act on; `why` says so."""

    def __init__(self, why: str) -> None:
        super().__init__()
        self.why = why
