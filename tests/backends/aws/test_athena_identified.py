"""What Glue says of a table that was found, and what of that is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.backends.aws.athena_site import OUTPUT, caller, found
from tests.backends.aws.site import OpenSite
from tests.make import record
from trailview.aws.asking import Answer, Asking, Caller, Silence, wait_for
from trailview.aws.calls import Stop
from trailview.backends.athena.identified import identified, read_back, written
from trailview.backends.base import Cancel

RECORDS = [record(n) for n in range(3)]


class SilentGlue(Caller):
    """Glue gives no answer."""

    def ask(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        stop: Stop,
        late: Callable[[Answer], object] | None = None,
    ) -> Asking[Answer]:
        for seconds in range(2, 60, 2):
            assert seconds <= 8, "nobody waits that long"
            yield Silence(seconds)
        return {}


def test_a_question_does_not_wait_long_for_glue(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    target = wait_for(identified(SilentGlue(site.access), found(site), Cancel()))
    assert target.table.facts == ""
    (why,) = target.not_kept
    assert why.endswith("is not kept for later: Glue has not said within 8 s what it is.")


@pytest.mark.parametrize("name", ["cloudtrail_logs", "cloudtrail_old", "cloudtrail_organization"])
def test_what_is_kept_is_read_back_as_it_was(open_site: OpenSite, name: str) -> None:
    site = open_site(RECORDS)
    target = wait_for(identified(caller(site), found(site, table=name, output=OUTPUT), Cancel()))
    assert target.table.facts
    back = read_back(written(target))
    assert back is not None
    assert back.table == target.table
    assert back._replace(metadata={}) == target._replace(metadata={})


def test_what_another_version_has_kept_is_not_taken(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    text = written(wait_for(identified(caller(site), found(site), Cancel())))
    said = json.loads(text)
    others: tuple[object, ...] = (
        {**said, "more": 1},
        {**said, "table": ["x"]},
        {"table": 1},
        [],
        "x",
    )
    assert [read_back(json.dumps(other)) for other in others] == [None] * len(others)
    assert read_back(text[:-9]) is None
    assert read_back(text) is not None
