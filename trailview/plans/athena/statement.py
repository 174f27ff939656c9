"""How Athena answers a question: one SELECT, with every term that SQL can say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from math import ceil
from typing import Final, NamedTuple

from trailview.errors import PlanError
from trailview.events.meanings import ACCOUNT, REGION
from trailview.events.text import counted
from trailview.events.times import iso
from trailview.plans.athena.columns import Columns
from trailview.plans.athena.conditions import WrittenSql, condition_of, expression
from trailview.plans.athena.listed import ListedPartitions, listed_partitions
from trailview.plans.athena.partitions import Narrowing, narrow
from trailview.plans.athena.reach import out_of_reach
from trailview.plans.athena.sql import TRUE, among, identifier, literal
from trailview.plans.athena.table import Role, TableShape
from trailview.plans.plan import Plan, Scope
from trailview.plans.raw import SQL, checked_raw
from trailview.plans.shell import aws_command
from trailview.question.query import Question, Window
from trailview.question.terms import Clause, Group, single_terms

MOST_BYTES: Final = 262_144
"""The longest statement that Athena takes, in bytes."""
PRICE: Final = 5.0
"""US dollars for a terabyte scanned, in most Regions."""
_MEGABYTE: Final = 10**6
_GIGABYTE: Final = 10**9
_TERABYTE: Final = 10**12
_LEAST: Final = 10
"""Megabytes that are charged for at least."""
_REBUILT: Final = "Rebuilt by Athena from the columns"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.:/+@-]+")


class AthenaPlan(Plan, kw_only=True):
    """A statement, where it runs, and what it reads."""

    sql: str
    database: str
    catalog: str
    workgroup: str
    """Empty for the account's primary one."""
    output: str
    """Where results go, as `s3://…`; empty where the workgroup says it."""
    columns: tuple[str, ...]
    """The columns of the result in order, as `record_of` takes them; of a raw statement, none."""
    full_scan: bool
    """Whether the whole table is read, for want of partitions or of a condition on them."""
    days: int | None
    """Days of delivery that are read; None where there is no end to them."""
    partitions: int | None
    """None where their number is not known."""
    region: str
    """Where Athena is asked; empty for the profile's own."""
    listed: ListedPartitions | None = None
    """The partitions that it reads, as Glue is asked for them; None where they are projected, or
    where Glue's language cannot say it."""
    shape: TableShape | None = None
    """The table, as the statement was made for it; None for a raw statement."""
    rows: str = ""
    """`FROM` and `WHERE` of the statement; empty for a raw one."""
    said: str = ""
    """What of `WHERE` is about neither times nor partitions; empty where nothing is."""
    scope: Scope = Scope()
    """What it was planned with."""
    stale: int = 0
    """Seconds that a result may be old which is taken for the statement's own."""

    @property
    def own_text(self) -> str:
        """The statement."""
        return self.sql


class _Folders(NamedTuple):
    """Of which Regions and accounts the trail's folders are read; none means all."""

    regions: tuple[str, ...]
    accounts: tuple[str, ...]


def plan(question: Question, scope: Scope) -> AthenaPlan:
    """The plan for the table of a scope, or for a raw statement in its database.

    Raises QuestionError for a statement that is not run, and PlanError where
    no table is known, where a term is about something that the table does not
    hold, and where the statement would be too long.
    """
    table = scope.table
    if table is None:
        raise PlanError(
            "No table", "Which columns the Athena table has is not known.", "Choose a table first."
        )
    if raw := checked_raw(question, SQL):
        return _raw_plan(raw, question, table, scope)
    found = [(term, condition_of(term, table)) for term in question.terms]
    folders = _Folders(
        scope.regions or _named(question, "region"), scope.accounts or _named(question, "account")
    )
    narrowed = narrow(table, question.window, scope.now, folders.regions, folders.accounts)
    beyond = out_of_reach(table, question.window, scope.now, folders.regions, folders.accounts)
    said = [*_place_conditions(table, scope), *(condition.sql for _, condition in found)]
    times = _time_conditions(table, question.window)
    rows = _rows(table, [*narrowed.conditions, *times, *said])
    sql = _statement(table, rows)
    full_scan = not narrowed.conditions
    return AthenaPlan(
        backend="athena",
        question=question,
        pushed=tuple(term for term, condition in found if condition.exact),
        residual=tuple(term for term, condition in found if not condition.exact),
        approximate=(),
        request=_command(sql, table, scope),
        estimate=_estimate(table, narrowed, folders, scope.scan_limit),
        notes=(*beyond, *_notes(table, found, full_scan=full_scan)),
        clipped=bool(beyond),
        beyond=beyond,
        sql=sql,
        database=table.database,
        catalog=table.catalog,
        workgroup=scope.workgroup,
        output=scope.output,
        columns=tuple(name for name, _ in table.columns),
        full_scan=full_scan,
        days=narrowed.days,
        partitions=narrowed.partitions,
        region=scope.region,
        record_note=_rebuilt(table),
        listed=listed_partitions(
            table, question.window, scope.now, folders.regions, folders.accounts
        ),
        shape=table,
        rows=rows,
        said=" AND ".join(said),
        scope=scope,
    )


def _raw_plan(sql: str, question: Question, table: TableShape, scope: Scope) -> AthenaPlan:
    """A statement as it was typed: what it reads is for its author to say."""
    return AthenaPlan(
        backend="athena",
        question=question,
        pushed=(),
        residual=(),
        approximate=(),
        request=_command(sql, table, scope),
        estimate=" ".join(_prices(scope.scan_limit)),
        notes=(
            "Runs as it is typed. The time range is not applied: the statement has to tell it, "
            "and the partitions.",
        ),
        sql=sql,
        database=table.database,
        catalog=table.catalog,
        workgroup=scope.workgroup,
        output=scope.output,
        columns=(),
        full_scan=False,
        days=None,
        partitions=None,
        region=scope.region,
        record_note=f"{_REBUILT} of the result.",
    )


def _named(question: Question, field: str) -> tuple[str, ...]:
    """The values that a term asks of a field: those of one term, as all of them have to hold.

    None where there is no such term, or where it has wildcards.
    """
    for term in single_terms(question.terms):
        texts = [value.literal for value in term.values]
        if term.field == field and not term.negated and None not in texts:
            return tuple(text for text in texts if text is not None)
    return ()


def why_full_scan(table: TableShape) -> str:
    """Why a question reads the whole table."""
    if table.partitions:
        return "No partition is told by the question: give it a time range."
    return "The table has no partitions: every query reads all of it."


def price(scanned: int) -> float:
    """US dollars for a query that scans so many bytes, which are charged by the megabyte."""
    return max(_LEAST, ceil(scanned / _MEGABYTE)) * _MEGABYTE / _TERABYTE * PRICE


def _time_conditions(table: TableShape, window: Window) -> list[str]:
    if window.is_all:
        return []
    time = Columns(table).text("eventTime")
    ends = ((">=", window.since), ("<", window.until))
    return [f"{time} {mark} {literal(iso(end))}" for mark, end in ends if end is not None]


def _place_conditions(table: TableShape, scope: Scope) -> list[str]:
    """Regions and accounts, where no partition key tells them."""
    places = ((Role.REGION, REGION, scope.regions), (Role.ACCOUNT, ACCOUNT, scope.accounts))
    return [
        among(expression(text, Columns(table)), named)
        for role, text, named in places
        if named and table.partition(role) is None
    ]


def _rows(table: TableShape, conditions: Iterable[str]) -> str:
    """The table, and which of its rows are asked for."""
    kept = [condition for condition in dict.fromkeys(conditions) if condition != TRUE]
    lines = [f"FROM {identifier(table.name)}"]
    lines += [f"{'AND' if n else 'WHERE'} {text}" for n, text in enumerate(kept)]
    return "\n".join(lines)


def _statement(table: TableShape, rows: str) -> str:
    """The statement. Its rows come in any order, and are sorted here: `ORDER BY` without `LIMIT`
    sends all rows to one worker, and "can run for a long time or even fail" (Athena user guide,
    "Optimize queries")."""
    sql = f"SELECT {', '.join(Columns(table).selected())}\n{rows}"
    if len(sql.encode("utf-8", "replace")) > MOST_BYTES:
        raise PlanError(
            "Question too long",
            f"The statement would have more than the {MOST_BYTES:,} bytes that Athena takes.",
            "Ask for fewer values at a time.",
        )
    return sql


def _command(sql: str, table: TableShape, scope: Scope) -> str:
    """The command that asks the same, as it is typed into a shell."""
    context = {"Database": table.database}
    if table.catalog != TableShape.catalog:
        context["Catalog"] = table.catalog
    output = _shorthand({"OutputLocation": scope.output}) if scope.output else ""
    options = [
        ("query-string", sql),
        ("query-execution-context", _shorthand(context)),
        ("work-group", scope.workgroup),
        ("result-configuration", output),
    ]
    return aws_command("athena", "start-query-execution", options, scope)


def _shorthand(values: dict[str, str]) -> str:
    """A structure as the AWS CLI takes it: its short form, or JSON for odd texts."""
    if all(_PLAIN.fullmatch(value) for value in values.values()):
        return ",".join(f"{name}={value}" for name, value in values.items())
    return json.dumps(values)


def _estimate(table: TableShape, narrowed: Narrowing, folders: _Folders, limit: int) -> str:
    return " ".join((_reads(table, narrowed, folders), *_prices(limit)))


def _prices(limit: int) -> list[str]:
    said = [f"Athena charges ${PRICE:g} per TB scanned."]
    if limit:
        said.append(
            f"The workgroup stops the query at {limit / _GIGABYTE:,.3g} GB, "
            f"which costs ${limit / _TERABYTE * PRICE:,.2f}."
        )
    return said


def _reads(table: TableShape, narrowed: Narrowing, folders: _Folders) -> str:
    if not narrowed.conditions:
        return "Reads the whole table, whatever its size."
    parts = [counted(narrowed.days, "day") if narrowed.days is not None else "all days"]
    for role, values in ((Role.REGION, folders.regions), (Role.ACCOUNT, folders.accounts)):
        if (key := table.partition(role)) is not None:
            known = len(values) or len(key.values)
            parts.append(counted(known, role.value) if known else f"all {role.value}s")
    total = f" = {counted(narrowed.partitions, 'partition')}" if narrowed.partitions else ""
    return f"Reads {' × '.join(parts)}{total if len(parts) > 1 else ''}."


def _notes(
    table: TableShape, found: list[tuple[Clause, WrittenSql]], *, full_scan: bool
) -> Iterable[str]:
    if table.is_assumed:
        yield (
            f"What {table.database}.{table.name} holds is not known yet: the columns and the "
            "partition that AWS documents are assumed."
        )
    if full_scan:
        yield why_full_scan(table)
    loose = [(term, condition.sql != TRUE) for term, condition in found if not condition.exact]
    for narrowing, said in (
        (True, "Narrowed by Athena, settled here"),
        (False, "Not asked of Athena, as SQL cannot say it exactly; checked here"),
    ):
        names = [_name(term) for term, narrows in loose if narrows is narrowing]
        if names:
            yield f"{said}: {', '.join(dict.fromkeys(names))}."
    yield f"{_rebuilt(table)}."


def _rebuilt(table: TableShape) -> str:
    return (
        f"{_REBUILT} of {table.database}.{table.name}: what it has no column for is not in the "
        "record"
    )


def _name(term: Clause) -> str:
    named = "alternatives" if isinstance(term, Group) else term.field or "free text"
    return ("-" if term.negated else "") + named
