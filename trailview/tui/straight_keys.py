"""Keys that nothing looks at on their way: they go straight to what they are bound to.

Textual sends a key to what has the focus, from there upwards node by node, each in a task of its
own, and looks up what it is bound to when it has reached the app, among copies of all bindings. No
pane of a list does anything with a key but what it is bound to. What it takes for that is not part
of Textual's public interface: where a node may do something else, the key goes Textual's way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from textual.actions import parse
from textual.app import App
from textual.dom import DOMNode
from textual.events import Key
from textual.message_pump import MessagePump
from textual.widget import Widget

_USUAL: Final[Mapping[str, object]] = {
    "on_event": MessagePump.on_event,
    "_on_message": MessagePump._on_message,
    "handle_key": Widget.handle_key,
    "_on_key": Widget._on_key,
}
"""How widgets, and screens, hand on what comes to them."""
_USUAL_OF_APPS: Final[Mapping[str, object]] = {
    "_on_message": MessagePump._on_message,
    "_on_key": App._on_key,
}


def bound(app: App[Any], event: Key) -> list[tuple[DOMNode, str]] | None:
    """Whose actions a key is bound to, the first choice first; None where it goes Textual's way."""
    screen = app.screen
    focused = screen.focused
    nodes: list[DOMNode] = [screen, app]
    if focused is not None and not focused.loading:
        nodes = focused.ancestors_with_self
    names = tuple(event.name_aliases)
    if not all(_is_deaf(type(node), names) for node in nodes):
        return None
    if not nodes[0].check_message_enabled(event):  # it knows of all that it is in
        return None
    chain = screen._binding_chain if app._keymap else [(node, node._bindings) for node in nodes]
    modal = next((at for at, node in enumerate(nodes, 1) if node.is_modal), None)
    ways = (True, reversed(chain)), (False, chain[:modal])
    return [
        (node, binding.action)
        for priority, way in ways
        for node, bindings in way
        for binding in bindings.key_to_bindings.get(event.key, ())
        if binding.priority == priority
    ]


def is_done(node: DOMNode, action: str) -> bool:
    """Whether nothing is left to do of a node's action once it has returned.

    A widget names such actions of its own in `DONE_AT_ONCE`: none of them opens anything, or moves
    the focus.
    """
    return _name(action) in getattr(node, "DONE_AT_ONCE", ())


@lru_cache
def _name(action: str) -> str:
    return parse(action)[1]


@lru_cache
def _is_deaf(kind: type[DOMNode], names: tuple[str, ...]) -> bool:
    """Whether nodes of a class do nothing with a key of these names but what it is bound to."""
    if kind.check_consume_key is not DOMNode.check_consume_key:
        return False
    usual = _USUAL_OF_APPS if issubclass(kind, App) else _USUAL
    if any(getattr(kind, name) is not what for name, what in usual.items()):
        return False
    if any(Key in cls.__dict__.get("_decorated_handlers", {}) for cls in kind.__mro__):
        return False
    return not any(hasattr(kind, handler) for handler in ("on_key", *_handlers(names)))


def _handlers(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield f"key_{name}"
        yield f"_key_{name}"
