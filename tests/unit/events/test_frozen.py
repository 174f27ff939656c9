"""Frozen values in their light form."""

from __future__ import annotations

import pickle

import pytest

from trailview.events.frozen import Frozen


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
