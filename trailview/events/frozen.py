"""A light form of frozen values, for kinds of which there are many.

A frozen dataclass takes three times as long to define as to use ten thousand times: its methods
are compiled one by one. These share theirs.
"""

from __future__ import annotations

from typing import Any, ClassVar, dataclass_transform


@dataclass_transform(frozen_default=True)
class Frozen:
    """Values whose fields are the annotations of their class, in order; hashable, never changed.

    Type checkers take subclasses for frozen dataclasses. A subclass of a subclass adds no field.
    """

    _fields: ClassVar[tuple[str, ...]] = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls) -> None:
        told = cls.__dict__.get("__annotations__", ())  # noqa: RUF063  (inspect takes long to import)
        cls._fields = tuple(name for name in told if name[0] != "_") or cls._fields
        cls.__match_args__ = cls._fields  # type: ignore[misc]  # mypy has made its own of them

    def __init__(self, *values: Any, **named: Any) -> None:
        given = dict(zip(self._fields, values, strict=False)) | named
        lacking = [n for n in self._fields if n not in given and not hasattr(type(self), n)]
        if lacking or len(values) > len(self._fields) or not given.keys() <= {*self._fields}:
            raise TypeError(f"{type(self).__name__} takes {', '.join(self._fields)}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be set")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frozen) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def __repr__(self) -> str:
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({said})"
