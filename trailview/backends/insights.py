"""CloudWatch Logs Insights: queries that run in the service, watched until they end.

A query gives its newest 100,000 rows at most, 10,000 a page. Where it has
more, its span is halved, and the newer half asked first. A query goes on, and
is charged for, when nobody looks any more: it is stopped whatever ends the read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from trailview.aws.asking import Answer, Caller
from trailview.aws.calls import Cancelled, try_briefly
from trailview.aws.pacing import SHARED, Pacing
from trailview.aws.sessions import Access
from trailview.backends.base import Batch, Cancel, Problem
from trailview.backends.log_group import find_group
from trailview.backends.pages import Inline, Pages, is_record, no_records
from trailview.errors import ServiceError
from trailview.events.record import Delivery
from trailview.events.times import seconds
from trailview.plans.insights import InsightsPlan
from trailview.plans.plan import Plan
from trailview.question.query import Window

MOST_ROWS: Final = 100_000
"""Rows of one query, and no more (API reference of StartQuery)."""
DOLLARS_A_BYTE: Final = 0.005 / 1e9
"""What a query costs for what it scans, in us-east-1; more in some other regions."""
_FIRST_LOOK: Final = 0.25
_LONGEST_PAUSE: Final = 2.0
