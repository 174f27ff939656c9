"""What is here of a plan already, by what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from trailview.events.condition_text import condition_of
from trailview.events.conditions import All, Condition
from trailview.plans.coverage import Asked, Coverage
from trailview.plans.gaps import Ahead, Division, Held, ahead_of, divided, joined
from trailview.plans.plan import Plan
from trailview.question.meaning import meaning
from trailview.search.kept.owner import Owner
from trailview.store.disk.kept import DiskStore
from trailview.store.disk.lots import Lot, PlaceKept


def ahead_of_plan(
    plan: Plan, coverage: Coverage, store: DiskStore, owner: Owner | None
) -> Ahead | None:
    """What is ahead of a plan, as far as it is known without a call; None where nothing is.

    Without `owner`, nothing that is kept counts.
    """
    asked = None if plan.question.raw else coverage.asked(plan)
    if asked is None:
        return None
    account = "" if owner is None else owner.known()
    lots = list[Lot]()
    if owner is not None and account:
        lots = store.lots(place_of(plan.backend, account, asked, owner.endpoint))
    return ahead_of(asked, division_of(plan, asked, lots, coverage), coverage)


def place_of(backend: str, account: str, asked: Asked, endpoint: str) -> PlaceKept:
    """Where the answers to a plan are kept."""
    where = (asked.region, asked.held_in, asked.category, endpoint)
    return PlaceKept(backend, account, *where)


def division_of(plan: Plan, asked: Asked, lots: Sequence[Lot], coverage: Coverage) -> Division:
    """What is here of a plan, and what is not, by the lots of its place."""
    wanted = All(tuple(map(meaning, plan.question.terms)))
    known = dict[str, Condition | None]()
    held = [
        Held(
            lot.number,
            lot.since,
            lot.until,
            {text: _condition(finds, known) for text, finds in lot.requests.items()},
            lot.bytes,
        )
        for lot in lots
    ]
    division = divided(asked, wanted, held)
    if coverage.weight is None:
        return division
    return joined(division, asked, partial(coverage.weight, plan))


def _condition(text: str | None, known: dict[str, Condition | None]) -> Condition | None:
    if text is None:
        return None
    if text not in known:
        try:
            known[text] = condition_of(text)
        except ValueError:
            known[text] = None  # of a version that says more
    return known[text]
