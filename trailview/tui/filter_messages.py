"""What the form of filters asks for: known before the form itself, which is made late."""

from __future__ import annotations

from textual.message import Message

from trailview.question.terms import Clause


class Ready(Message, namespace="filters"):
    """The form is there and can be told what to show."""


class Added(Message, namespace="filters"):
    """A term is to be added to the question: to all of it, or as an alternative to a part."""

    def __init__(self, term: Clause, beside: Clause | None = None) -> None:
        super().__init__()
        self.term = term
        self.beside = beside


class RangeChosen(Message, namespace="filters"):
    """Another span of time; "" leaves a side open."""

    def __init__(self, since: str, until: str) -> None:
        super().__init__()
        self.since = since
        self.until = until


class BackendChosen(Message, namespace="filters"):
    """Another backend, by its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class ValuesAsked(Message, namespace="filters"):
    """Values of a field that begin with what was typed."""

    def __init__(self, field: str, prefix: str) -> None:
        super().__init__()
        self.field = field
        self.prefix = prefix
