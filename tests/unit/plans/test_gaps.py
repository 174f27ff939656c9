"""What of a plan is here, and what is not: held against one second after the other."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from trailview.events.conditions import All, Condition
from trailview.plans.coverage import Asked, Request
from trailview.plans.gaps import Ahead, Held, ahead_of, divided, joined, outlook, takes_long
from trailview.plans.history_coverage import COVERAGE
from trailview.question.meaning import meaning
from trailview.question.parse import parse

NAMES = ("a", "b", "c")
FINDS: dict[str, Condition] = {name: meaning(parse(f"event:{name}")[0]) for name in NAMES}
EVERYTHING = {"": All(())}


def requests(names: tuple[str, ...]) -> dict[str, Condition]:
    return {name: FINDS[name] for name in names} or dict(EVERYTHING)


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 15))
SUBSETS = st.lists(st.sampled_from(NAMES), unique=True, max_size=2).map(tuple)


def asked_of(names: tuple[str, ...], since: int = 5, until: int = 25) -> Asked:
    wanted = tuple(Request(text, finds) for text, finds in requests(names).items())
    return Asked("r", "", "", wanted, since, until, until, until)


@given(SUBSETS, st.lists(st.tuples(SPANS, SUBSETS), max_size=5))
def test_each_second_is_taken_or_asked_for(
    names: tuple[str, ...], kept: list[tuple[tuple[int, int], tuple[str, ...]]]
) -> None:
    asked = asked_of(names)
    held = [
        Held(number, since, since + length, requests(of))
        for number, ((since, length), of) in enumerate(kept)
    ]
    wanted = meaning(parse(f"event:{','.join(names)}")[0]) if names else All(())
    division = divided(asked, wanted, held)
    for second in range(asked.since, asked.until):
        there = [one for one in held if one.since <= second < one.until]
        answered = {
            name for one in there for name in (NAMES if "" in one.requests else one.requests)
        }
        is_everything = any("" in one.requests for one in there)
        missing = {*names} - answered if names else (set() if is_everything else {""})
        gaps = [gap for gap in division.gaps if gap.since <= second < gap.until]
        assert {request.text for gap in gaps for request in gap.requests} == missing
        assert len(gaps) <= 1
        taken = [one for one in division.taken if one.since <= second < one.until]
        assert bool(taken) == ({*(names or ("",))} != missing)
        assert len({one.number for one in taken}) == len(taken)
        assert all(held[one.number] in there for one in taken)
    ends = [gap.until for gap in division.gaps]
    assert ends == sorted(ends, reverse=True), "newest first"


@given(st.lists(SPANS, max_size=5), st.integers(0, 6))
def test_gaps_are_read_as_one_where_that_costs_no_more(
    kept: list[tuple[int, int]], start: int
) -> None:
    """A read costs its seconds, and some more to begin with."""
    asked = asked_of(())
    held = [
        Held(number, since, since + length, EVERYTHING)
        for number, (since, length) in enumerate(kept)
    ]
    division = divided(asked, All(()), held)

    def weight(since: int, until: int) -> int:
        return start + until - since

    made = joined(division, asked, weight)
    for second in range(asked.since, asked.until):
        was_missing = any(gap.since <= second < gap.until for gap in division.gaps)
        reads = sum(gap.since <= second < gap.until for gap in made.gaps)
        takes = sum(one.since <= second < one.until for one in made.taken)
        assert reads + takes == 1
        assert reads or not was_missing
    costs = [sum(weight(gap.since, gap.until) for gap in of.gaps) for of in (division, made)]
    assert costs[1] <= costs[0]
    for newer, older in pairwise(made.gaps):
        apart = newer.since - older.until
        assert apart > start, "else one read would cost no more"


def test_what_the_question_implies_is_taken_whatever_would_be_sent() -> None:
    looked_up = Request("ResourceName=x", None)
    asked = Asked("r", "", "", (looked_up,), 0, 10, 10, 10)
    wanted = All((meaning(parse("event:a")[0]), meaning(parse("resource:x")[0])))
    division = divided(asked, wanted, [Held(7, 0, 10, {"EventName=a": FINDS["a"]})])
    assert (division.gaps, [one.number for one in division.taken]) == ((), [7])
    other = divided(asked, wanted, [Held(7, 0, 10, {"EventName=b": FINDS["b"]})])
    assert other.taken == ()


def test_the_same_request_is_taken_though_nobody_knows_what_it_finds() -> None:
    asked = Asked("r", "", "", (Request("ResourceName=x", None),), 0, 10, 10, 10)
    kept = Held(1, 0, 10, {"ResourceName=x": None})
    assert divided(asked, meaning(parse("resource:x")[0]), [kept]).gaps == ()


def test_of_two_that_would_do_the_smaller_is_taken() -> None:
    large, small = Held(1, 0, 30, EVERYTHING, 900), Held(2, 0, 30, {"a": FINDS["a"]}, 10)
    division = divided(asked_of(("a",)), FINDS["a"], [large, small])
    assert [one.number for one in division.taken] == [2]


def test_what_is_ahead_is_told_in_calls_and_time() -> None:
    day = 86_400
    asked = asked_of((), 0, 30 * day)
    division = divided(asked, All(()), [Held(1, 0, 12 * day, EVERYTHING)])
    part = ahead_of(asked, division, COVERAGE)
    assert part == Ahead(30 * day, 18 * day, 7_200, 2.0)
    assert takes_long([part])
    assert outlook([part] * 6) == (
        "About 43,200 calls in 6 places, some 60 minutes at 2 a second each, newest first, "
        "40 % is here already."
    )


def test_nothing_is_ahead_of_what_is_here() -> None:
    asked = asked_of(())
    part = ahead_of(asked, divided(asked, All(()), [Held(1, 0, 30, EVERYTHING)]), COVERAGE)
    assert outlook([part]) == "All of it is here already: nothing is asked."
    assert not takes_long([part])
    assert outlook([]) == ""


def test_a_service_whose_calls_nobody_can_count_tells_the_share() -> None:
    assert outlook([Ahead(100, 25, None, 0.0)]) == "75 % is here already."
