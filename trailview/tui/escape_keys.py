"""Escape with a key right behind it, told from Alt with that key.

A terminal sends the same for both: the escape character and the key's own. Textual takes the
two for Alt, or for one of the signs that Alt types on a Mac, and where another sequence comes
behind, for a caret. Escape is lost then, and the key goes astray. Here the two come as a key
`alt+…` that still has its character, and `meant` makes of it what there is a use for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any, Final

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.app import App
from textual.driver import Driver
from textual.events import Key, Paste
from textual.message import Message

_ESC: Final = "\x1b"
_OPENERS: Final = "[O"
"""What sequences of the keyboard begin with, behind the escape character."""
_END: Final = len(BRACKETED_PASTE_END)
_MOUSE: Final = f"{_ESC}[M"
_IN_TEXT: Final = {
    "alt+f": "ctrl+right",
    "alt+b": "ctrl+left",
    "alt+backspace": "ctrl+w",
}
"""Alt's keys for words, as shells have them: what the same is called in a field of text."""


class EscapeParser(XTermParser):
    """Textual's parser of what a terminal sends, which never loses an Escape."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._begun = ""
        """The sequence under way."""
        self._pasted: list[str] | None = None
        """What has come of a paste, its last characters by themselves; None where none is."""

    def feed(self, data: str) -> Iterable[Message]:
        """What was typed, of what was read at one time."""
        if not data:  # the end
            yield from super().feed(data)
        at = 0
        while at < len(data):
            if self._pasted is not None:
                at = self._paste(data, at)
                yield from self._end_of_paste()
            elif self._begun or data[at] == _ESC:
                yield from self._take(data[at], with_it=at > 0)
                at += 1
            else:
                stop = data.find(_ESC, at)
                stop = len(data) if stop < 0 else stop
                yield from super().feed(data[at:stop])
                at = stop

    def tick(self) -> Iterable[Message]:
        """What was typed and waited for more, once no more came."""
        begun = self._begun
        messages = list(super().tick())
        if self._is_amid:
            return
        self._begun = ""
        yield from self._apart(begun) if messages and begun[1:] in ("[", "O") else messages

    @property
    def _is_amid(self) -> bool:
        """Whether Textual's parser waits for the rest of a sequence."""
        return self._awaiting.timeout is not None

    def _paste(self, data: str, at: int) -> int:
        """Take what is pasted, as far as its end in what was read; the place behind it.

        Textual's parser would take what an escape character in it begins for keys.
        """
        assert self._pasted is not None
        before = self._pasted.pop() if self._pasted else ""
        whole = before + data[at:]
        end = whole.find(BRACKETED_PASTE_END)
        stop = len(whole) if end < 0 else end + len(BRACKETED_PASTE_END)
        self._pasted += [whole[: max(0, stop - _END)], whole[max(0, stop - _END) : stop]]
        return at + stop - len(before)

    def _end_of_paste(self) -> Iterator[Message]:
        if self._pasted and self._pasted[-1] == BRACKETED_PASTE_END:
            text = "".join(self._pasted[:-1])
            self._pasted = None
            yield Paste(text.replace("\0", ""))

    def _take(self, char: str, *, with_it: bool) -> Iterator[Message]:
        """A character outside of pasted text, read `with_it` before it, or later."""
        begun = self._begun
        if begun == _ESC and char not in _OPENERS + _ESC:
            self._leave()
            if with_it:
                yield from (Key(f"alt+{key.key}", char) for key in self._keys(char))
            else:
                yield Key("escape", _ESC)
                yield from self._keys(char)
            return
        if begun[1:] in ("[", "O") and char == _ESC:
            self._leave()
            yield from self._apart(begun)
        messages = list(super().feed(char))
        self._begun = (begun if char != _ESC else "") + char if self._is_amid else ""
        if begun + char == BRACKETED_PASTE_START:
            self._pasted = []
            messages = []
            for _ in super().feed(BRACKETED_PASTE_END):
                pass
        if self._is_amid and self._is_none(self._begun):
            messages = [*self._apart(self._begun)]
            self._leave()
        yield from messages

    def _leave(self) -> None:
        """Let Textual's parser forget the sequence under way."""
        self._begun = ""
        self._timeout_time = 0.0
        for _ in super().tick():
            pass

    def _keys(self, char: str) -> Iterator[Key]:
        yield from self._sequence_to_key_events(char)

    def _apart(self, sequence: str) -> Iterator[Message]:
        """A sequence as the keys that its characters are."""
        for char in sequence:
            yield from self._keys(char)

    def _is_none(self, sequence: str) -> bool:
        """Whether a sequence is at its end and means nothing: its characters were typed."""
        if len(sequence) != 3 or not "@" <= sequence[-1] <= "~" or sequence == _MOUSE:
            return False
        return not any(each.startswith(sequence) for each in ANSI_SEQUENCES_KEYS)


def read_escapes(driver: type[Driver]) -> None:
    """Let a driver read with our parser, which it names in its module and cannot be given."""
    module = sys.modules[driver.__module__]
    if hasattr(module, "XTermParser"):
        module.XTermParser = EscapeParser  # type: ignore[attr-defined]  # Textual's own name


def meant(event: Key, app: App[Any]) -> list[Key]:
    """The keys that one is: Alt's where something is bound to it, else Escape and the other.

    A terminal that tells Alt by itself gives such a key no character.
    """
    if not event.key.startswith("alt+") or event.character is None:
        return [event]
    if event.key in app.screen.active_bindings:
        return [event]
    if event.key in _IN_TEXT:
        from textual.widgets import Input, TextArea

        if isinstance(app.focused, (Input, TextArea)):
            return [Key(_IN_TEXT[event.key], None)]
    return [Key("escape", _ESC), Key(event.key.removeprefix("alt+"), event.character)]
