"""Whether the rows of a table are known by what Glue says of it, and a table that was found lately.

Nobody is asked where a question is answered by what is kept. So what was found out of a table is
kept as well, for as long as it counts.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from typing import Any, Final

from trailview.aws.asking import Answer, Asking, Caller, Silence
from trailview.aws.calls import Stop
from trailview.backends.athena.target import Target
from trailview.errors import ServiceError
from trailview.plans.athena.facts import Facts, facts_of
from trailview.plans.athena.table import shape_of

_LONGEST: Final = 8.0
"""Seconds that Glue may take: the question waits for it, and can do without."""
_OF_SHAPE: Final = ("Name", "Columns", "PartitionKeys", "Parameters")
"""Members of a table's metadata that its shape is made of."""


def identified(caller: Caller, target: Target, stop: Stop) -> Asking[Target]:
    """The same target, with what stands for its table, or why nothing does.

    Raises Cancelled, and TrailviewError for want of credentials.
    """
    table = target.table
    asked = {"DatabaseName": table.database, "Name": table.name}
    try:
        told = yield from _soon(caller.ask("glue", "get_table", asked, stop))
    except ServiceError as error:
        found = Facts(why_none=f"Glue does not say what it is: {error.message}")
    else:
        found = _facts(target, told)
    if found.why_none:
        named = f"{table.database}.{table.name}"
        note = f"What {named} answers is not kept for later: {found.why_none.rstrip('.')}."
        return target._replace(not_kept=(note,))
    return target._replace(table=replace(table, facts=found.text))


def _facts(target: Target, told: Answer | None) -> Facts:
    if told is None:
        return Facts(why_none=f"Glue has not said within {_LONGEST:.0f} s what it is")
    return facts_of(told["Table"], target.table)


def _soon(asking: Asking[Answer]) -> Asking[Answer | None]:
    """The answer to a call; None where it takes too long."""
    with closing(asking):
        while True:
            try:
                news = next(asking)
            except StopIteration as end:
                found: Answer = end.value
                return found
            yield news
            if (news.seconds if isinstance(news, Silence) else news.since) >= _LONGEST:
                return None


def written(target: Target) -> str:
    """A target as it is kept."""
    said: dict[str, Any] = {
        **target._asdict(),
        "metadata": {name: target.metadata.get(name) for name in _OF_SHAPE},
        "table": [target.table.database, target.table.catalog, target.table.facts],
    }
    del said["not_kept"]  # what is kept has none
    return json.dumps(said, default=str)


def read_back(text: str) -> Target | None:
    """The target that was kept; None where it is not as this version writes it."""
    try:
        said = json.loads(text)
        database, catalog, facts = said["table"]
        shape = replace(shape_of(said["metadata"], database, catalog), facts=facts)
        return Target(**{**said, "table": shape, "notes": tuple(said["notes"])})
    except (ValueError, TypeError, KeyError):
        return None
