"""A light form of frozen values, for kinds of which there are many.

A frozen dataclass takes three times as long to define as to use ten thousand times: its methods
are compiled one by one. These share theirs.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform


class _Told:
    """What `dataclasses` knows its own by: made for those kinds that it asks about."""

    def __get__(self, _: object, kind: type[Any]) -> dict[str, Any]:
        if "_told" not in vars(kind):
            from dataclasses import fields, make_dataclass

            # Without a text of its own it would be given one, which takes longer than all else.
            made = make_dataclass(
                kind.__name__,
                kind._fields,
                namespace={"__doc__": kind.__doc__ or kind.__name__},
                init=False,
                repr=False,
                eq=False,
            )
            kind._told = {field.name: field for field in fields(made)}
        told: dict[str, Any] = kind._told
        return told


@dataclass_transform(frozen_default=True)
class Frozen:
    """Values whose fields are the annotations of their class, in order; hashable, never changed.

    Type checkers take subclasses for frozen dataclasses, and so do `replace`, `fields` and
    `asdict` of `dataclasses`. With `eq=False` a value is equal to itself alone. A default is
    shared by all values that have it: let it be none that can be changed.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    _names: ClassVar[frozenset[str]] = frozenset()
    _defaults: ClassVar[dict[str, Any]] = {}
    _values: ClassVar[Callable[[Any], Any]]
    """The values of all fields; of a single one, just that."""
    __match_args__: ClassVar[tuple[str, ...]] = ()
    if not TYPE_CHECKING:  # which has a notion of its own of it
        __dataclass_fields__ = _Told()

    def __init_subclass__(cls, *, eq: bool = True, kw_only: bool = False) -> None:
        del kw_only  # it is checked with the types
        told = cls.__dict__.get("__annotations__", {})  # noqa: RUF063  (inspect takes long to import)
        own = [name for name in told if name[0] != "_" and not told[name].startswith("ClassVar")]
        cls._fields = tuple(dict.fromkeys((*cls._fields, *own)))
        given = {name: cls.__dict__[name] for name in own if name in cls.__dict__}
        cls._defaults = {**cls._defaults, **given}
        cls._names = frozenset(cls._fields)
        cls._values = attrgetter(*cls._fields) if cls._fields else lambda _: ()
        cls.__match_args__ = cls._fields  # type: ignore[misc]  # mypy has made its own of them
        if not eq:
            cls.__eq__ = object.__eq__  # type: ignore[method-assign]  # as a dataclass does
            cls.__hash__ = object.__hash__  # type: ignore[method-assign]  # the same

    def __init__(self, *values: Any, **named: Any) -> None:
        given = dict(zip(self._fields, values, strict=False))
        are_distinct = len(given) == len(values) and given.keys().isdisjoint(named)
        own = self.__dict__
        own.update(self._defaults)
        own.update(given)
        own.update(named)
        if not are_distinct or own.keys() != self._names:
            raise TypeError(f"{type(self).__name__} takes {', '.join(self._fields)}")

    def __setattr__(self, name: str, value: object) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be set")

    def __delattr__(self, name: str) -> None:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"{type(self).__name__}.{name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        values = type(self)._values
        return bool(values(self) == values(other))

    def __hash__(self) -> int:
        return hash((type(self), type(self)._values(self)))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({said})"


if TYPE_CHECKING:
    from dataclasses import replace as replace  # whose arguments type checkers know
else:

    def replace(value, /, **changes):
        """The same value with some fields changed, as `dataclasses.replace` has it, which takes
        many times as long to load. Raises TypeError for a field there is not."""
        if isinstance(value, Frozen):
            return type(value)(**{**value.__dict__, **changes})
        from dataclasses import replace as replaced

        return replaced(value, **changes)
