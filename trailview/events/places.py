"""What stands at a place in decoded JSON, and the text it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence


def text_of(value: object) -> str | None:
    """A JSON scalar as the text a question compares with.

    Booleans are `true`/`false`, numbers as written where the decoder kept
    them so; null, objects and arrays have no text.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return None


def at(tree: object, parts: Sequence[str | int]) -> object:
    """What stands at a path; None where nothing does."""
    for part in parts:
        if isinstance(part, str):
            if not isinstance(tree, dict) or part not in tree:
                return None
            tree = tree[part]
        else:
            if not isinstance(tree, list) or part >= len(tree):
                return None
            tree = tree[part]
    return tree


def at_as_athena_writes(tree: object, parts: Sequence[str | int]) -> object:
    """What stands at a path of names, each of which may be in lower case; or None."""
    for part in parts:
        if not isinstance(tree, dict) or not isinstance(part, str):
            return None
        found = tree.get(part)
        tree = tree.get(part.lower()) if found is None else found
    return tree


def member_of(value: object, name: str) -> object:
    """A member of an object; also under its lower-case name, as Athena writes it.

    None where `value` is no object, or has no such member.
    """
    return at_as_athena_writes(value, (name,))


def texts_in(value: object) -> Iterator[str]:
    """The text of every scalar in decoded JSON but null, at any depth, however deep it nests."""
    stack = [value]
    while stack:
        current = stack.pop()
        if isinstance(current, dict):
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)
        elif (text := text_of(current)) is not None:
            yield text


def strings_in(value: object) -> Iterator[str]:
    """Every string value in decoded JSON, at any depth, however deep it nests."""
    stack = [value]
    while stack:
        current = stack.pop()
        if type(current) is str:  # numbers are a kind of str of their own
            yield current
        elif isinstance(current, dict):
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)


def words_in(value: object) -> Iterator[str]:
    """Every member's name and every string value in decoded JSON, however deep it nests."""
    stack = [value]
    while stack:
        current = stack.pop()
        if type(current) is str:
            yield current
        elif isinstance(current, dict):
            yield from current
            stack.extend(current.values())
        elif isinstance(current, list):
            stack.extend(current)
