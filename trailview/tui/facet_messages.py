"""What the pane of facets asks for: known before the pane itself, which is made late."""

from __future__ import annotations

from textual.message import Message


class ValuesChosen(Message, namespace="facets_pane"):
    """A value, or a pair of values, is to be asked for."""

    def __init__(self, values: tuple[tuple[str, str | None], ...], how: str) -> None:
        super().__init__()
        self.values = values
        """Columns, and a text in each; None for any text."""
        self.how = how
        """`add`, `exclude`, or `only`."""


class ValuesNarrowed(Message, namespace="facets_pane"):
    """Only values with these words are to be shown."""

    def __init__(self, words: tuple[str, ...]) -> None:
        super().__init__()
        self.words = words
        """Folded."""


class ValuesLeft(Message, namespace="facets_pane"):
    """What is special about the facets, such as a crossing, is to end."""
