"""The rows of the backends that read files as a trail writes them: in its bucket, and here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from trailview.compose.backend_options import (
    BUCKET_PATH,
    INFLATE_LIMIT,
    LATE_BY,
    NO_CACHE,
    PATH,
    REQUESTER_PAYS,
)
from trailview.compose.row import BackendRow, Freshness, HeldIn
from trailview.context import Context
from trailview.plans.plan import Plan, Scope
from trailview.plans.trail_files import USUAL_LATE
from trailview.question.query import Question

if TYPE_CHECKING:
    from trailview.aws.doctor.rows import PolicyStatement
    from trailview.compose.profile_way import ProfileWay
    from trailview.search.source import Source


# A trail's bucket


def _bucket_planner(question: Question, scope: Scope) -> Plan:
    from trailview.plans.bucket import plan

    return plan(question, scope)


def _bucket_scope(context: Context, region: str, now: int) -> Scope:
    from trailview.plans.bucket import SCHEME

    named = [path for path in context.texts(PATH.name) if path.startswith(SCHEME)]
    said = context.text(BUCKET_PATH.name)
    paths = tuple(named) or tuple(filter(None, (said,)))
    return Scope(now, paths=paths, profile=context.aws_name, region=region, late=_late(context))


def _bucket_source(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    from trailview.compose.bucket import source

    return source(row, context, way)


def _bucket_outlook(
    row: BackendRow, context: Context, way: ProfileWay, question: Question, at: int
) -> str:
    from trailview.compose.bucket import outlook

    return outlook(row, context, way, question, at)


def _bucket_permissions() -> Sequence[PolicyStatement]:
    from trailview.aws.doctor import rows

    return (rows.TRAIL_BUCKET, rows.TRAIL_KEY)


# Files


def _files_planner(question: Question, scope: Scope) -> Plan:
    from trailview.plans.files import plan

    return plan(question, scope)


def _files_scope(context: Context, region: str, now: int) -> Scope:
    del region
    return Scope(now, paths=context.texts(PATH.name) or (PATH.metavar,), late=_late(context))


def _late(context: Context) -> int:
    """How late files are taken to be delivered."""
    return context.number(LATE_BY.name) or USUAL_LATE


def _files_source(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    from trailview.compose.files import folder_index, source

    del row, way
    most = context.number(INFLATE_LIMIT.name)
    index = None if context.number(NO_CACHE.name) else folder_index()
    return source(context.texts(PATH.name), most=most, late=_late(context), index=index)


def _files_survey(context: Context, question: Question) -> Sequence[str]:
    from trailview.compose.files import survey

    return survey(context.texts(PATH.name), question, _late(context))


BUCKET: Final = BackendRow(
    "bucket",
    "a trail's objects in S3, which charges by the request",
    "what the trail does not record, and what is no longer in its bucket",
    HeldIn.ONE,
    _bucket_planner,
    _bucket_scope,
    _bucket_source,
    charged_by="request",
    options=(PATH, BUCKET_PATH, REQUESTER_PAYS, INFLATE_LIMIT, LATE_BY, NO_CACHE),
    permissions=_bucket_permissions,
    freshness=(Freshness.TRAIL,),
    scheme="s3://",
    outlook=_bucket_outlook,
)
FILES: Final = BackendRow(
    "files",
    "log files and folders on this machine",
    "what was not copied there",
    HeldIn.NONE,
    _files_planner,
    _files_scope,
    _files_source,
    options=(PATH, INFLATE_LIMIT, LATE_BY, NO_CACHE),
    survey=_files_survey,
)
