"""Keys that nothing looks at on their way: they go straight to what they are bound to.

Textual sends a key to what has the focus, from there upwards node by node, each in a task of its
own, and looks up what it is bound to when it has reached the app, among copies of all bindings. No
pane of a list does anything with a key but what it is bound to. What it takes for that is not part
of Textual's public interface: where a node may do something else, the key goes Textual's way.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, ClassVar, Protocol, runtime_checkable

from textual import actions
from textual.app import App
from textual.dom import DOMNode
from textual.events import Key
from textual.message_pump import MessagePump
from textual.widget import Widget


@runtime_checkable
class DoneAtOnce(Protocol):
    """A widget that has actions of which nothing is left to do when they return."""

    DONE_AT_ONCE: ClassVar[frozenset[str]]
    """Their names: none of them opens anything, or moves the focus."""


def is_done(node: DOMNode, action: str) -> bool:
    """Whether nothing is left to do of a node's action that was carried out."""
    return isinstance(node, DoneAtOnce) and _name(action) in node.DONE_AT_ONCE


@lru_cache
def _name(action: str) -> str:
    return actions.parse(action)[1]


def bound(app: App[Any], key: str, *, priority: bool) -> list[tuple[DOMNode, str]] | None:
    """Whose actions a key is bound to, the first choice first; None where Textual has to look.

    `priority` says whether those bindings are meant that come before what has the focus.
    """
    nodes = _way(app)
    if app._keymap or not all(_takes_no_text(type(node)) for node in nodes):
        return None
    if priority:
        nodes.reverse()
    else:
        nodes = nodes[: next((at for at, node in enumerate(nodes, 1) if node.is_modal), None)]
    return [
        (node, binding.action)
        for node in nodes
        for binding in node._bindings.key_to_bindings.get(key, ())
        if binding.priority == priority
    ]


def is_straight(app: App[Any], event: Key) -> bool:
    """Whether nothing between what has the focus and the app looks at a key."""
    *nodes, _ = _way(app)
    aliases = tuple(event.name_aliases)
    return all(
        _is_deaf(type(node), aliases) and node.check_message_enabled(event) for node in nodes
    )


def _way(app: App[Any]) -> list[DOMNode]:
    """What has the focus, all that it is in, and the app."""
    screen = app.screen
    focused = screen.focused
    if focused is None or focused.loading:
        return [screen, app]
    return focused.ancestors_with_self


@lru_cache
def _takes_no_text(kind: type[DOMNode]) -> bool:
    """Whether nodes of a class take no key for what they are typed."""
    return kind.check_consume_key is DOMNode.check_consume_key


@lru_cache
def _is_deaf(kind: type[Widget], names: tuple[str, ...]) -> bool:
    """Whether nodes of a class do nothing with a key that has these names."""
    usual = {
        "on_event": MessagePump.on_event,
        "_on_message": MessagePump._on_message,
        "handle_key": Widget.handle_key,
        "_on_key": Widget._on_key,
    }
    if any(getattr(kind, name, None) is not what for name, what in usual.items()):
        return False
    if any(Key in cls.__dict__.get("_decorated_handlers", {}) for cls in kind.__mro__):
        return False
    return not any(hasattr(kind, handler) for handler in ("on_key", *_handlers(names)))


def _handlers(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        yield f"key_{name}"
        yield f"_key_{name}"
