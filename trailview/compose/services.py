"""The backends there are, a row each: what every other part of the program knows of them.

A new backend is its planner (`trailview.plans`), its reader
(`trailview.backends`) and its row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from trailview.compose import coverages
from trailview.compose.backend_options import (
    ALLOW_FULL_SCAN,
    ATHENA_OUTPUT,
    ATHENA_REUSE,
    ATHENA_TABLE,
    ATHENA_WORKGROUP,
    LOG_GROUP,
    NO_CACHE,
    READ_ALL,
)
from trailview.compose.row import BackendRow, Freshness, HeldIn, Option
from trailview.compose.trail_file_rows import BUCKET, FILES
from trailview.context import Context
from trailview.errors import UsageError
from trailview.plans.plan import Plan, Scope
from trailview.plans.raw import FILTER_PATTERN, INSIGHTS_QUERY, SQL, checked_raw, refuse_raw
from trailview.question.query import Question

if TYPE_CHECKING:
    from trailview.aws.credentials.sessions import Access
    from trailview.aws.doctor.rows import Needs, PolicyStatement
    from trailview.backends.base import Backend
    from trailview.compose.profile_way import ProfileWay
    from trailview.plans.history import AddedRegion
    from trailview.search.source import Source
    from trailview.setup.discovery import Sought


def _regional(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    from trailview.compose.regional import source

    return source(row, context, way)


# Event history


def _history_planner(question: Question, scope: Scope) -> Plan:
    from trailview.plans.history import plan

    return plan(question, scope)


def _history_scope(context: Context, region: str, now: int) -> Scope:
    return Scope(
        now,
        profile=context.aws_name,
        region=region,
        regions=context.regions,
        read_all=bool(context.number(READ_ALL.name)),
    )


def _history_beside(question: Question, regions: tuple[str, ...]) -> AddedRegion:
    from trailview.plans.history import beside

    return beside(question, regions)


def _history_reader(access: Access) -> Backend:
    from trailview.backends.history import HistoryBackend

    return HistoryBackend(access)


def _history_permissions() -> Sequence[PolicyStatement]:
    from trailview.aws.doctor.rows import HISTORY, REGIONS

    return (HISTORY, REGIONS)


# The log group of a trail, both ways


def _group_scope(context: Context, region: str, now: int) -> Scope:
    group = context.text(LOG_GROUP.name)
    return Scope(now, profile=context.aws_name, region=region, log_group=group)


def _group_sought() -> Sequence[Sought]:
    from trailview.setup.discovery import Sought, find_log_groups

    return (Sought(LOG_GROUP.setting, "Log group", find_log_groups),)


def _logs_planner(question: Question, scope: Scope) -> Plan:
    from trailview.plans.log_group.patterns import plan

    return plan(question, scope)


def _logs_reader(access: Access) -> Backend:
    from trailview.backends.log_group.patterns import LogsBackend

    return LogsBackend(access)


def _logs_permissions() -> Sequence[PolicyStatement]:
    from trailview.aws.doctor.rows import LOGS_LIST, LOGS_READ

    return (LOGS_LIST, LOGS_READ)


def _insights_planner(question: Question, scope: Scope) -> Plan:
    from trailview.plans.log_group.insights import plan

    return plan(question, scope)


def _insights_reader(access: Access) -> Backend:
    from trailview.backends.log_group.insights import InsightsBackend

    return InsightsBackend(access)


def _insights_permissions() -> Sequence[PolicyStatement]:
    from trailview.aws.doctor.rows import LOGS_LIST, LOGS_READ, LOGS_RESULTS

    return (LOGS_LIST, LOGS_READ, LOGS_RESULTS)


# Athena


def _athena_counter(plan: Plan, by: Sequence[str]) -> Plan | None:
    from trailview.plans.athena.counting import counted

    return counted(plan, by)


def _athena_planner(question: Question, scope: Scope) -> Plan:
    from trailview.plans.athena.documented import plan

    return plan(question, scope)


def _athena_scope(context: Context, region: str, now: int) -> Scope:
    from trailview.aws.athena.tables import split_name
    from trailview.plans.athena.documented import assumed_table

    named = context.text(ATHENA_TABLE.name)
    return Scope(
        now,
        profile=context.aws_name,
        region=region,
        table=assumed_table(*split_name(named)) if named else assumed_table(),
        workgroup=context.text(ATHENA_WORKGROUP.name),
        output=context.text(ATHENA_OUTPUT.name),
    )


def _athena_source(row: BackendRow, context: Context, way: ProfileWay) -> Source:
    from trailview.compose.athena import source

    return source(row, context, way)


def _athena_recall(context: Context, way: ProfileWay, scope: Scope) -> Scope | None:
    from trailview.compose.athena import recalled

    return recalled(context, way, scope)


def _athena_sought() -> Sequence[Sought]:
    from trailview.setup.discovery import Sought, find_tables

    return (Sought(ATHENA_TABLE.setting, "Athena table", find_tables),)


def _athena_permissions() -> Sequence[PolicyStatement]:
    from trailview.aws.doctor import rows

    lists = (rows.ATHENA_LISTS, rows.ATHENA_METADATA)
    return (*lists, rows.ATHENA, rows.GLUE, rows.TRAIL_BUCKET, rows.RESULTS)


ROWS: tuple[BackendRow, ...] = (
    BackendRow(
        "history",
        "CloudTrail's event history: management events of the last 90 days, of one account and "
        "Region, at two requests a second",
        "data events, network activity and Insights events, and what is older than 90 days",
        HeldIn.EACH,
        _history_planner,
        _history_scope,
        _regional,
        _history_reader,
        _history_beside,
        coverage=coverages.of_history,
        options=(READ_ALL, NO_CACHE),
        permissions=_history_permissions,
    ),
    BackendRow(
        "logs",
        "the log group that a trail writes to, by CloudWatch Logs filter patterns",
        "what the trail does not record, what came before it wrote there, and what the group's "
        "retention has deleted",
        HeldIn.ONE,
        _logs_planner,
        _group_scope,
        _regional,
        _logs_reader,
        coverage=coverages.of_patterns,
        language=FILTER_PATTERN,
        options=(LOG_GROUP, NO_CACHE),
        sought=_group_sought,
        permissions=_logs_permissions,
        freshness=(Freshness.TRAIL,),
    ),
    BackendRow(
        "insights",
        "the same log group, by Logs Insights queries, which cost by the byte scanned",
        "the same as `logs`",
        HeldIn.ONE,
        _insights_planner,
        _group_scope,
        _regional,
        _insights_reader,
        coverage=coverages.of_insights,
        charged_by="byte scanned",
        language=INSIGHTS_QUERY,
        options=(LOG_GROUP, NO_CACHE),
        sought=_group_sought,
        permissions=_insights_permissions,
        freshness=(Freshness.TRAIL,),
    ),
    BackendRow(
        "athena",
        "a trail's table, by SQL, which costs by the byte scanned",
        "what the trail does not record, what its table has no column or partition for, and what "
        "is no longer in its bucket",
        HeldIn.ONE,
        _athena_planner,
        _athena_scope,
        _athena_source,
        counter=_athena_counter,
        coverage=coverages.of_athena,
        recall=_athena_recall,
        charged_by="byte scanned",
        language=SQL,
        options=(
            ATHENA_TABLE,
            ATHENA_WORKGROUP,
            ATHENA_OUTPUT,
            ATHENA_REUSE,
            ALLOW_FULL_SCAN,
            NO_CACHE,
        ),
        sought=_athena_sought,
        permissions=_athena_permissions,
        freshness=(Freshness.TRAIL, Freshness.TABLE),
    ),
    BUCKET,
    FILES,
)
"""The first is asked unless another is said."""


def names() -> tuple[str, ...]:
    """Every backend, as the command line spells it."""
    return tuple(row.name for row in ROWS)


def services() -> tuple[BackendRow, ...]:
    """The backends that are asked over a network; no files have to be named for them."""
    return tuple(row for row in ROWS if row.is_service)


def row_of(name: str) -> BackendRow:
    """The row of a backend. Raises UsageError for a name that is none."""
    found = next((row for row in ROWS if row.name == name), None)
    if found is None:
        raise UsageError("No such backend", repr(name), f"There are: {', '.join(names())}.")
    return found


def read_from_paths() -> BackendRow:
    """The backend that is meant where paths are named."""
    return next(row for row in ROWS if not row.is_service)


def reader_of(paths: Sequence[str]) -> BackendRow:
    """The backend that reads some paths: files, or what their beginning says.

    Raises UsageError where they are of different ones.
    """
    found = {_row_of_path(path).name for path in paths}
    if len(found) > 1:
        raise UsageError(
            "Paths of different kinds",
            ", ".join(paths),
            "Ask files and buckets in two questions.",
        )
    return row_of(found.pop()) if found else read_from_paths()


def _row_of_path(path: str) -> BackendRow:
    begins = (row for row in ROWS if row.scheme and path.startswith(row.scheme))
    return next(begins, read_from_paths())


def options() -> tuple[Option, ...]:
    """Everything that can be said of backends, each once."""
    return tuple(dict.fromkeys(option for row in ROWS for option in row.options))


def sought() -> tuple[Sought, ...]:
    """Everything that a setup looks for, each once."""
    found = {entry.name: entry for row in ROWS for entry in row.sought()}
    return tuple(found.values())


def _listed(rows: Iterable[BackendRow]) -> str:
    return ", ".join(row.name for row in rows)


def planned(row: BackendRow, question: Question, scope: Scope) -> Plan:
    """How a backend would answer.

    Raises UsageError for a raw text where it has no language, and what its planner raises.
    """
    check_raw(question, row.name)
    return row.planner(question, scope)


def check_raw(question: Question, backend: str) -> None:
    """Refuse a raw text that a backend, by its name, is not sent.

    Raises UsageError where it has no language of its own, and QuestionError.
    """
    languages = {row.name: row.language for row in ROWS if row.language is not None}
    if backend in languages:
        checked_raw(question, languages[backend])
    else:
        refuse_raw(question, backend, ", ".join(languages))


def needs() -> Needs:
    """What all backends need in AWS, each with those that need it."""
    from trailview.aws.doctor.rows import ACCOUNT, Needed, Needs

    def named(is_one: Callable[[BackendRow], bool]) -> str:
        return _listed(row for row in ROWS if is_one(row))

    by_row = {row.name: tuple(row.permissions()) for row in ROWS}
    each = {statement.sid: statement for found in by_row.values() for statement in found}
    statements = (
        Needed(statement, _listed(row for row in ROWS if statement in by_row[row.name]))
        for statement in each.values()
    )
    return Needs(
        (Needed(ACCOUNT), *statements),
        named(lambda row: Freshness.TRAIL in row.freshness),
        named(lambda row: Freshness.TABLE in row.freshness),
    )
