"""Frozen values in their light form."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import ClassVar

import pytest

from trailview.frozen import Frozen
from trailview.frozen import replace as changed


class Point(Frozen):
    """Two numbers."""

    x: int
    y: int = 0


class Other(Frozen):
    """The same fields, and another thing."""

    x: int
    y: int = 0


def test_equal_by_kind_and_fields() -> None:
    assert Point(1) == Point(1, 0) == Point(x=1, y=0)
    assert Point(1) != Point(2)
    assert Point(1) != Other(1)
    assert {Point(1), Point(1, 0), Other(1)} == {Point(1), Other(1)}
    assert Point(1) != (1, 0)


def test_said_matched_and_pickled() -> None:
    assert repr(Point(1)) == "Point(x=1, y=0)"
    match Point(3, 4):
        case Point(x, y=y):
            assert (x, y) == (3, 4)
    assert pickle.loads(pickle.dumps(Point(3, 4))) == Point(3, 4)


def test_never_changed() -> None:
    point = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2  # type: ignore[misc]  # what is tried
    with pytest.raises(AttributeError):
        del point.x
    assert point == Point(1)


@pytest.mark.parametrize(("values", "named"), [((), {}), ((1, 2, 3), {}), ((1,), {"z": 1})])
def test_fields_are_given_as_they_are(values: tuple[int, ...], named: dict[str, int]) -> None:
    with pytest.raises(TypeError, match="Point takes x, y"):
        Point(*values, **named)


class Place(Point):
    """A point that has a name."""

    SIGN: ClassVar[str] = "+"
    name: str = ""


class Row(Frozen, eq=False):
    """Equal to itself alone; its defaults are shared."""

    values: Mapping[str, int] = {}
    key: Callable[[str], int] = len
    own: Callable[[int], int] = lambda number: -number


def test_a_kind_of_a_kind_has_the_fields_of_both() -> None:
    assert Place(1, name="a") == Place(1, 0, "a")
    assert Place(1) != Point(1)
    assert repr(Place(1)) == "Place(x=1, y=0, name='')"


def test_dataclasses_takes_them_for_its_own() -> None:
    assert replace(Place(1, name="a"), y=2) == Place(1, 2, "a")
    assert replace(Point(1), x=2) == Point(2)
    assert [each.name for each in fields(Place)] == ["x", "y", "name"]
    assert asdict(Point(1)) == {"x": 1, "y": 0}
    with pytest.raises(TypeError, match="Point takes x, y"):
        replace(Point(1), z=1)  # type: ignore[call-arg]  # what is tried


def test_a_kind_without_equality_is_equal_to_itself_alone() -> None:
    row = Row()
    assert row == row
    assert row != Row()
    assert {row: 1}[row] == 1


def test_a_function_by_default_is_no_method() -> None:
    assert (Row().key("abc"), Row().own(1)) == (3, -1)


def test_what_is_given_twice_is_refused() -> None:
    with pytest.raises(TypeError, match="Point takes x, y"):
        Point(1, x=1)  # type: ignore[misc]  # what is tried


@dataclass(frozen=True)
class Usual:
    """A dataclass of the standard library."""

    x: int
    y: int = 0


def test_changed_without_dataclasses_as_with_them() -> None:
    assert changed(Point(1), x=2) == replace(Point(1), x=2) == Point(2)
    assert changed(Place(1, name="a"), y=2) == Place(1, 2, "a")
    assert changed(Usual(1), y=2) == Usual(1, 2)
    with pytest.raises(TypeError):
        changed(Point(1), z=1)  # type: ignore[call-arg]  # what is tried
