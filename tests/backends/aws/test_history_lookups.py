"""Several look-ups of one question, against the double of LookupEvents."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from tests.aws_double.faults import Fault
from tests.backends.aws.site import (
    OpenSite,
    Site,
    asking,
    check_claims,
    ids_in_order,
    ids_of,
    pieces,
    read,
)
from tests.make import START, record
from trailview.backends.base import Cancel
from trailview.backends.history import HistoryBackend
from trailview.plans.history import HistoryPlan, plan
from trailview.question.query import Window

RECORDS = [
    record(n, eventName=f"Describe{n % 3}", eventSource=f"s{n % 2}.amazonaws.com")
    for n in range(400)
]


SINCE, UNTIL = START - 7 * 86_400, START + 400


def planned(site: Site, text: str) -> HistoryPlan:
    """A plan for a week that ends with the events, all of which have been delivered."""
    site.clock.advance(600)
    return plan(asking(text, SINCE, UNTIL), site.scope)


def wanted(*names: str) -> list[str]:
    """The IDs of the events with one of these names, newest first."""
    return [made["eventID"] for made in reversed(RECORDS) if made["eventName"] in names]


def test_several_values_are_as_many_lookups(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = planned(site, "event:Describe0,Describe1,Nothing")
    batches = read(HistoryBackend(site.access, site.pacing), made)
    assert sorted(filter(None, ids_in_order(batches))) == sorted(wanted("Describe0", "Describe1"))
    asked = [body["LookupAttributes"][0]["AttributeValue"] for body in site.asked("LookupEvents")]
    assert sorted(asked) == ["Describe0"] * 3 + ["Describe1"] * 3 + ["Nothing"]
    assert batches[-1].tally.requests == 7
    assert site.running.double.refusals == []


def test_lookups_go_back_together(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = planned(site, "event:Describe0,Describe1")
    batches = read(HistoryBackend(site.access, site.pacing), made)
    asked = [body["LookupAttributes"][0]["AttributeValue"] for body in site.asked("LookupEvents")]
    assert asked == ["Describe0", "Describe1"] * 3
    check_claims(batches, [r for r in RECORDS if r["eventName"] != "Describe2"])
    sinces = [b.covered.since for b in batches if b.covered is not None]
    assert len(sinces) == 5
    assert all(
        after is not None and before is not None and after < before
        for before, after in pairwise(sinces)
    )


def test_an_event_that_two_lookups_find_comes_once(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = planned(site, "event:Describe0,Describe1")
    made = replace(made, lookups=(("EventName", "Describe0"), ("EventSource", "s0.amazonaws.com")))
    batches = read(HistoryBackend(site.access, site.pacing), made)
    either = [r for r in RECORDS if r["eventName"] == "Describe0" or "s0" in r["eventSource"]]
    assert batches[-1].tally.records == len(either)
    assert ids_of(batches) == {made["eventID"] for made in either}
    check_claims(batches, either)


def test_lookups_go_on_where_they_stopped(open_site: OpenSite) -> None:
    site = open_site(RECORDS, scan_budget=37)
    made = planned(site, "event:Describe0,Describe2")
    parts = list(pieces(HistoryBackend(site.access, site.pacing), made))
    assert ids_of(parts) == set(wanted("Describe0", "Describe2"))
    check_claims(parts, [r for r in RECORDS if r["eventName"] != "Describe1"])
    assert parts[-1].tally.records == len(wanted("Describe0", "Describe2"))
    asked = [str(body) for body in site.asked("LookupEvents")]
    assert len(asked) == len(set(asked)) == parts[-1].tally.requests


def test_tokens_that_are_too_old_lose_nothing_and_give_nothing_twice(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    backend, made = (
        HistoryBackend(site.access, site.pacing),
        planned(site, "event:Describe0,Describe1"),
    )
    batches = backend.read(made, Cancel())
    first = [next(batches), next(batches)]
    site.clock.advance(2 * 86_400)
    rest = read(backend, made, first[-1].resume)
    assert ids_of([*first, *rest]) == set(wanted("Describe0", "Describe1"))
    assert rest[-1].tally.records == len(wanted("Describe0", "Describe1"))


def test_lookups_are_paced_together(open_site: OpenSite) -> None:
    site = open_site(RECORDS, scan_budget=5)
    began = site.clock.monotonic()
    made = planned(site, "event:Describe0,Describe1,Describe2")
    batches = read(HistoryBackend(site.access, site.pacing), made)
    took = site.clock.monotonic() - began
    assert batches[-1].tally.requests / took <= 2.05
    assert site.running.double.refusals == []


def test_cancelled_between_lookups_just_ends(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    cancel = Cancel()
    made = planned(site, "event:Describe0,Describe1")
    batches = HistoryBackend(site.access, site.pacing).read(made, cancel)
    next(batches)
    cancel.set()
    assert list(batches) == []
    assert len(site.asked("LookupEvents")) == 1


def test_a_fault_in_one_lookup_is_waited_out(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    site.fail(Fault.THROTTLED, "LookupEvents", 2, 5)
    batches = read(
        HistoryBackend(site.access, site.pacing), planned(site, "event:Describe0,Describe1")
    )
    assert ids_of(batches) == set(wanted("Describe0", "Describe1"))
    assert batches[-1].covered is not None
    assert batches[-1].covered.since == SINCE


def test_nothing_is_covered_before_each_lookup_has_answered(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    made = planned(site, "event:Nothing,Describe0")
    batches = read(HistoryBackend(site.access, site.pacing), made)
    assert batches[0].covered is None
    assert batches[-1].covered == Window(SINCE, UNTIL)
