"""The Athena planner: what it asks, what it refuses, what it says it will take."""

from __future__ import annotations

import re
import shlex

import pytest
import sqlglot

from tests.unit.plans.duck import documented, metadata
from trailview.errors import PlanError
from trailview.events.pattern import Pattern
from trailview.plans.athena import documented as documented_plan
from trailview.plans.athena.documented import assumed_table
from trailview.plans.athena.statement import MOST_BYTES, AthenaPlan, plan, price
from trailview.plans.athena.table import TableShape, shape_of
from trailview.plans.plan import Scope
from trailview.question.parse import parse
from trailview.question.query import ALL_TIME, Question, Window
from trailview.question.terms import Term

NOON = Window(1_763_812_800, 1_763_816_400)
"""An hour from 2025-11-22T12:00:00Z."""
USER = (
    "CASE WHEN useridentity.type IN ('AssumedRole', 'FederatedUser') THEN coalesce(nullif(substr("
    "useridentity.principalid, nullif(strpos(useridentity.principalid, ':'), 0) + 1), ''), "
    "nullif(useridentity.username, '')) WHEN useridentity.type = 'Root' THEN "
    "coalesce(nullif(useridentity.username, ''), 'root') ELSE nullif(useridentity.username, '') END"
)
ISSUER = "useridentity.sessioncontext.sessionissuer"
READ = "(readonly IN ('true', 'True', 'TRUE') OR (coalesce(readonly, '') NOT IN ("


def planned(text: str, window: Window = ALL_TIME, **scope: object) -> AthenaPlan:
    given = {"table": documented(), **scope}
    return plan(Question(parse(text), window), Scope(**given))  # type: ignore[arg-type]  # a test names them


def condition(text: str) -> str:
    """What stands in the WHERE clause for one term; empty where there is none."""
    lines = planned(text).sql.splitlines()
    assert lines[1] == "FROM cloudtrail_logs"
    return "".join(lines[2:]).removeprefix("WHERE ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event:CreateUser", "eventname = 'CreateUser'"),
        ("event:A,B,A", "eventname IN ('A', 'B')"),
        ("event:Get*", "eventname LIKE 'Get%'"),
        ("event:*_x%!*", "eventname LIKE '%!_x!%!!%' ESCAPE '!'"),
        (r"event:a\*", "eventname = 'a*'"),
        ("event:A,B*", "(eventname = 'A' OR eventname LIKE 'B%')"),
        ("-event:A", "NOT coalesce(eventname = 'A', false)"),
        ("error:*", "errorcode <> ''"),
        ("-error:*", "NOT coalesce(errorcode <> '', false)"),
        ('error:""', "errorcode = ''"),
        ("agent:it's", "useragent = 'it''s'"),
        ("region:us-east-1", "awsregion = 'us-east-1'"),
        ("user:alice", f"{USER} = 'alice'"),
        ("role:Admin", f"({ISSUER}.type = 'Role' AND {ISSUER}.username = 'Admin')"),
        ("role:arn:*", f"({ISSUER}.type = 'Role' AND {ISSUER}.arn LIKE 'arn:%')"),
        ("key:AKIA1", "useridentity.accesskeyid = 'AKIA1'"),
        ("principal-id:AIDA", "useridentity.principalid = 'AIDA'"),
        ("type:Root", "useridentity.type = 'Root'"),
        (
            "account:1",
            "coalesce(nullif(recipientaccountid, ''), useridentity.accountid) = '1'",
        ),
        ("category:Data", "coalesce(nullif(eventcategory, ''), 'Management') = 'Data'"),
        ("service:iam", "eventsource = 'iam.amazonaws.com'"),
        ("service:s3*", "(eventsource LIKE 's3%' OR eventsource LIKE 's3%.amazonaws.com')"),
        ("ip:203.0.113.7", "sourceipaddress = '203.0.113.7'"),
        ("ip:203.0.113.6/31", "regexp_like(sourceipaddress, '^203[.]0[.]113[.](6|7)$')"),
        ("is:root", "useridentity.type = 'Root'"),
        ("$.eventName:X", "eventname = 'X'"),
        ("$.userIdentity.userName:al*", "useridentity.username LIKE 'al%'"),
        ("$.userIdentity.userName.x:y", "false"),
        ("$.resources[1].ARN:x", "element_at(resources, 2).arn = 'x'"),
        (
            "$.requestParameters.userName:Alice",
            "(json_extract_scalar(requestparameters, '$.userName') = 'Alice' OR "
            "(regexp_like(json_format(json_extract(requestparameters, '$.userName')), '^[{[]') AND "
            "json_format(json_extract(requestparameters, '$.userName')) LIKE '%Alice%'))",
        ),
        (
            "$.requestParameters['it is'].x:y",
            "(json_extract_scalar(requestparameters, '$[\"it is\"].x') = 'y' OR "
            "(regexp_like(json_format(json_extract(requestparameters, '$[\"it is\"].x')), '^[{[]') "
            "AND json_format(json_extract(requestparameters, '$[\"it is\"].x')) LIKE '%y%'))",
        ),
        ("$.requestParameters['a\"b']:y", "requestparameters IS NOT NULL"),
    ],
)
def test_terms(text: str, expected: str) -> None:
    assert condition(text) == expected


@pytest.mark.parametrize(
    ("text", "same", "beginning"),
    [("is:read", "readonly:true", READ), ("is:write", "readonly:f*", f"NOT coalesce({READ}")],
)
def test_reading_and_writing(text: str, same: str, beginning: str) -> None:
    assert condition(text).startswith(beginning)
    assert condition(text) == condition(same)


def test_hostile_values_stay_texts() -> None:
    text = "x' OR 1=1 --\n; DROP TABLE t\x00\x1b[31m\\"
    made = plan(
        Question((Term("agent", (Pattern((text,)),)), Term("event", (Pattern((text, "")),)))),
        Scope(table=documented()),
    )
    assert not re.search(r"[\x00-\x09\x0b-\x1f]", made.sql)
    (tree,) = sqlglot.parse(made.sql, read="athena")
    assert tree is not None
    assert "'x'' OR 1=1 --'" in made.sql
    assert "chr(27)" in made.sql


def test_half_a_character_is_checked_here() -> None:
    made = plan(Question((Term("agent", (Pattern(("\ud800",)),)),)), Scope(table=documented()))
    assert made.residual == made.question.terms
    assert "WHERE" not in made.sql


@pytest.mark.parametrize(
    ("text", "residual", "asked"),
    [
        ("resource:my-bucket", True, "requestparameters LIKE '%my-bucket\"%'"),
        ('resource:"a/b é"', True, "requestparameters LIKE '%a%b %'"),
        ("-resource:x", True, None),
        ("hello", True, "LIKE '%hello%'"),
        ("-hello", True, None),
        ("ip:2001:db8::/32", True, "regexp_like(sourceipaddress, '^(?i:0{0,3}2001):')"),
        ("-ip:2001:db8::/32", True, None),
        ("$.requestParameters.n:1.5", True, "'$.n') = '1.5'"),
        ("-$.requestParameters.n:1.5", True, None),
        ("-$.requestParameters.n:15", True, "NOT coalesce("),
        ("resource-type:AWS::S3::Bucket", False, "r.type = 'AWS::S3::Bucket'"),
        ("-is:mfa", False, "NOT coalesce("),
    ],
)
def test_what_sql_cannot_say_exactly_is_settled_here(
    text: str, residual: bool, asked: str | None
) -> None:
    made = planned(text)
    terms = made.question.terms
    assert (made.residual, made.pushed) == ((terms, ()) if residual else ((), terms))
    assert ("WHERE" in made.sql) is (asked is not None)
    assert asked is None or asked in made.sql
    notes = " ".join(made.notes)
    assert ("settled here" in notes) is (residual and asked is not None)
    assert ("Not asked of Athena" in notes) is (asked is None)


OLDER = shape_of(
    metadata(without=("eventcategory", "resources"), responseelements="map<string,string>")
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("category:Data", "eventCategory"),
        ("resource:x", "resources"),
        ("$.userIdentity.sessionContext.sourceIdentity:x", "sourceIdentity"),
        ("-$.userIdentity.inScopeOf.sourceArn:x", "inScopeOf"),
        ("$.eventContext.a:x", "eventContext"),
        ("$.EventName:x", "eventName"),
        ("$.userIdentity.UserName:x", "userName"),
        ("$.userIdentity.fooBar:x", "fooBar"),
        ("$.responseElements.userName:x", "responseElements.userName"),
    ],
)
def test_what_the_table_does_not_hold_is_refused(text: str, named: str) -> None:
    with pytest.raises(PlanError) as caught:
        planned(text, table=OLDER)
    assert named in str(caught.value)


def test_a_table_is_needed() -> None:
    with pytest.raises(PlanError):
        planned("", table=None)


def test_a_statement_that_is_too_long_is_refused() -> None:
    with pytest.raises(PlanError, match="bytes"):
        planned(f"agent:{'x' * MOST_BYTES}")


def test_other_column_types_are_read_as_text() -> None:
    table = shape_of(
        metadata(readonly="boolean", eventtime="timestamp", useridentity="string", extra="bigint")
    )
    made = planned("readonly:true key:A $.extra:5", NOON, table=table)
    assert "CAST(readonly AS varchar) AS readonly" in made.sql
    assert "date_format(eventtime, '%Y-%m-%dT%H:%i:%sZ') >= '2025-11-22T12:00:00Z'" in made.sql
    assert "json_extract_scalar(useridentity, '$.accessKeyId') = 'A'" in made.sql
    assert "CAST(extra AS varchar) = '5'" in made.sql


def test_the_window_and_its_partitions() -> None:
    made = planned("event:X", NOON, now=NOON.until)
    assert made.sql.splitlines()[2:] == [
        "WHERE \"timestamp\" >= '2025/11/22'",
        "AND \"timestamp\" <= '2025/11/23'",
        "AND eventtime >= '2025-11-22T12:00:00Z'",
        "AND eventtime < '2025-11-22T13:00:00Z'",
        "AND eventname = 'X'",
    ]
    assert not made.full_scan
    assert (made.days, made.partitions) == (1, 1)
    assert made.estimate == "Reads 1 day. Athena charges $5 per TB scanned."


@pytest.mark.parametrize(("partitions", "window"), [((), NOON), (("timestamp",), ALL_TIME)])
def test_a_full_scan_is_said_to_be_one(partitions: tuple[str, ...], window: Window) -> None:
    made = planned("event:X", window, table=shape_of(metadata(partitions)))
    assert made.full_scan
    assert "whole table" in made.estimate
    assert ("time range" in made.notes[0]) is bool(partitions)


def test_regions_and_accounts_without_partitions_for_them() -> None:
    made = planned("", NOON, regions=("us-east-1", "eu-west-1"), accounts=("1" * 12,))
    assert "AND awsregion IN ('us-east-1', 'eu-west-1')" in made.sql
    assert "useridentity.accountid) = '111111111111'" in made.sql


def test_the_command_holds_when_pasted() -> None:
    made = planned(
        "agent:it's",
        NOON,
        workgroup="wg",
        output="s3://results/a b/",
        region="eu-west-1",
        profile="my profile",
        scan_limit=10**10,
    )
    words = shlex.split(made.request)
    assert words[:3] == ["aws", "athena", "start-query-execution"]
    given = dict(zip(words[3::2], words[4::2], strict=True))
    assert given == {
        "--query-string": made.sql,
        "--query-execution-context": "Database=default",
        "--work-group": "wg",
        "--result-configuration": '{"OutputLocation": "s3://results/a b/"}',
        "--region": "eu-west-1",
        "--profile": "my profile",
    }
    assert "10 GB, which costs $0.05" in made.estimate
    assert (made.workgroup, made.output) == ("wg", "s3://results/a b/")


def test_another_catalog_is_named() -> None:
    table = shape_of(metadata(), "logs", "Other")
    assert "Database=logs,Catalog=Other" in planned("", table=table).request


class TestFolders:
    """Regions and accounts that a question names are the only folders that are read."""

    def table(self, **projection: str) -> TableShape:
        keys = ("account", "region", "timestamp")
        given = metadata()
        properties = {f"projection.{key}.type": kind for key, kind in projection.items()}
        return shape_of(
            {
                **given,
                "PartitionKeys": [{"Name": key, "Type": "string"} for key in keys],
                "Parameters": {"projection.enabled": "true", **properties},
            }
        )

    def test_of_a_region_and_an_account(self) -> None:
        made = planned("region:us-east-1,us-west-2 account:111122223333", NOON, table=self.table())
        assert "AND region IN ('us-east-1', 'us-west-2')" in made.sql
        assert "account = '111122223333'" in made.sql
        assert "2 regions × 1 account" in made.estimate
        assert not made.full_scan

    @pytest.mark.parametrize("text", ["-region:us-east-1", "region:us-*", "event:X"])
    def test_of_all_where_none_is_named(self, text: str) -> None:
        made = planned(text, table=self.table())
        assert not re.search(r"\bregion (=|IN)", made.sql)
        assert made.full_scan

    def test_an_account_that_athena_has_to_be_told(self) -> None:
        table = self.table(account="injected")
        with pytest.raises(PlanError, match="account:…"):
            planned("event:X", table=table)
        assert "account = '1'" in planned("account:1", table=table).sql


def test_the_price_is_by_the_megabyte_and_ten_at_least() -> None:
    assert price(0) == price(10**7) == pytest.approx(0.00005)
    assert price(10**12) == pytest.approx(5.0)
    assert price(10**8 + 1) == pytest.approx(101e-6 * 5)


def test_what_is_not_known_yet_is_assumed_and_said() -> None:
    made = documented_plan.plan(Question(), Scope())
    assert made.sql.splitlines()[1] == "FROM cloudtrail_logs"
    assert assumed_table().types == documented().types
    assert "is not known yet" in made.notes[0]
    assert "is not known yet" not in " ".join(planned("").notes)
