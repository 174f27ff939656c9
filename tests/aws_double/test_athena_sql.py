"""Athena's SQL in the double, asked by PyAthena."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pyathena.error import DatabaseError, OperationalError

from tests.aws_double.athena_fixture import REGION, Asking, running_athena
from tests.aws_double.corpus import Corpus
from tests.aws_double.trails import Trail
from tests.make import record

TRAIL = Trail("111122223333", REGION)
ROLE = "arn:aws:iam::123456789012:role/role-name"
ALICE = {
    "type": "IAMUser",
    "principalId": "AIDAALICE",
    "userName": "Alice",
    "accessKeyId": "AKIAIOSFODNN7EXAMPLE",
}
SESSION = {
    "type": "AssumedRole",
    "principalId": "AROAROLE:bob",
    "sessionContext": {
        "sessionIssuer": {"type": "Role", "arn": ROLE, "userName": "role-name"},
        "attributes": {"mfaAuthenticated": "true"},
        "webIdFederationData": {"attributes": {"aud": "x"}},
    },
}
ISSUED = {"credentials": {"accessKeyId": "ASIAISSUED", "expiration": None}, "list": [1, 2.50, True]}
CORPUS = Corpus(
    [
        record(0, userIdentity=ALICE, requestParameters={"odd.name": {"x": "it's"}, "n": 5}),
        record(1, userIdentity=SESSION, readOnly=False, responseElements=ISSUED),
        record(
            2,
            eventName="GetObject",
            sourceIPAddress="2001:db8::7",
            resources=[{"ARN": "arn:aws:s3:::b", "type": "AWS::S3::Bucket"}, {"ARN": "arn:x"}],
        ),
        record(3, eventName="PutObject", sourceIPAddress="AWS Internal", resources=[{"type": "t"}]),
    ]
)


@pytest.fixture(scope="module")
def asking() -> Iterator[Asking]:
    with running_athena(CORPUS, [TRAIL]) as running:
        yield running


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        (
            "SELECT * FROM t WHERE useridentity.type = 'IAMUser' "
            "AND useridentity.username LIKE 'Alice';",
            [0],
        ),
        (
            "SELECT * FROM t WHERE useridentity.sessionContext.sessionissuer.arn "
            "LIKE '%role-name%' AND useridentity.sessionContext.sessionissuer.type = 'Role';",
            [1],
        ),
        (
            "SELECT * FROM t WHERE useridentity.sessionContext.sessionissuer.arn = "
            f"'{ROLE}' AND useridentity.sessionContext.sessionissuer.type = 'Role';",
            [1],
        ),
        (
            "SELECT eventTime, eventName, userIdentity.principalId, eventSource FROM t "
            "WHERE useridentity.accesskeyid LIKE 'AKIAIOSFODNN7EXAMPLE'",
            [0],
        ),
    ],
)
@pytest.mark.parametrize("table", ["cloudtrail_logs", "cloudtrail_console", "cloudtrail_old"])
def test_the_examples_run_as_they_are_typed(
    asking: Asking, table: str, sql: str, found: list[int]
) -> None:
    cursor = asking.ask(sql.replace("FROM t", f"FROM {table}"))
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor]
    assert [row["eventtime"] for row in rows] == [record(x)["eventTime"] for x in found]
    assert [row["eventsource"] for row in rows] == ["ec2.amazonaws.com"]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("true", [0, 1, 2, 3]),
        ("readonly = 'false'", [1]),
        ("errorcode IS NULL AND requestparameters IS NULL", [1, 2, 3]),
        ("json_extract_scalar(requestparameters, '$[\"odd.name\"].x') = 'it''s'", [0]),
        ("json_extract_scalar(requestparameters, '$.n') = '5'", [0]),
        ("json_extract_scalar(requestparameters, '$[\"odd.name\"]') IS NOT NULL", []),
        ("json_extract_scalar(responseelements, '$.credentials.accessKeyId') LIKE 'ASIA%'", [1]),
        ("json_extract_scalar(responseelements, '$.list[1]') = '2.5'", [1]),
        ("json_extract_scalar(responseelements, '$.list[2]') = 'true'", [1]),
        ("json_extract_scalar(responseelements, '$.credentials.expiration') IS NOT NULL", []),
        ("json_extract_scalar(eventname, '$.no.json') IS NOT NULL", []),
        ("CAST(json_extract(responseelements, '$.credentials.accessKeyId') AS varchar) > ''", [1]),
        ("CAST(json_extract(responseelements, '$.list') AS array(varchar)) IS NOT NULL", [1]),
        ("requestparameters LIKE '%odd.name%'", [0]),
        ("any_match(resources, r -> r.arn = 'arn:aws:s3:::b')", [2]),
        ("NOT any_match(resources, r -> r.arn = 'arn:aws:s3:::b')", []),
        ("NOT coalesce(any_match(resources, r -> r.arn = 'arn:aws:s3:::b'), false)", [0, 1, 3]),
        ("all_match(resources, r -> r.arn LIKE 'arn:%')", [2]),
        ("none_match(resources, r -> r.type = 'AWS::S3::Bucket')", [3]),
        ("cardinality(filter(resources, r -> r.type = 't')) = 1", [3]),
        ("contains(transform(resources, r -> r.arn), 'arn:x')", [2]),
        ("contains('203.0.113.0/24', try_cast(sourceipaddress AS ipaddress))", [0, 1]),
        (
            "contains(CAST('2001:db8::/32' AS ipprefix), try_cast(sourceipaddress AS ipaddress))",
            [2],
        ),
        ("regexp_like(eventname, '(?i)^(get|put)OBJECT$')", [2, 3]),
        (r"eventname LIKE 'Get\_bject' ESCAPE '\'", []),
        ("eventname LIKE 'Get_bject'", [2]),
        (r"eventname <> 'a\' AND lower(eventname) = 'getobject'", [2]),
        ("from_iso8601_timestamp(eventtime) >= timestamp '2025-11-22 12:00:03 UTC'", [3]),
        ("eventtime BETWEEN '2025-11-22T12:00:01Z' AND '2025-11-22T12:00:02Z'", [1, 2]),
        ("\"timestamp\" = '2025/11/22' AND timestamp IN ('2025/11/22')", [0, 1, 2, 3]),
        ("cloudtrail_logs.useridentity.sessioncontext.attributes.mfaauthenticated = 'true'", [1]),
        ("strpos(eventname, 'Obj') > 0 AND length(eventname) = 9", [2, 3]),
        ("starts_with(eventname, 'Put') OR split_part(eventsource, '.', 1) = 'nope'", [3]),
    ],
)
def test_condition(asking: Asking, condition: str, found: list[int]) -> None:
    sql = f"SELECT eventtime FROM default.cloudtrail_logs WHERE {condition} ORDER BY 1"
    rows = asking.rows(sql)
    assert rows == [(record(number)["eventTime"],) for number in found]


@pytest.mark.parametrize(
    ("select", "name", "text"),
    [
        ("eventName", "eventname", "DescribeInstances"),
        ("useridentity.principalId", "principalid", "AROAROLE:bob"),
        ("eventname AS Loud", "loud", "DescribeInstances"),
        ("upper(eventname)", "_col0", "DESCRIBEINSTANCES"),
        ("errorcode", "errorcode", None),
        ("readonly", "readonly", "false"),
        ("responseelements", "responseelements", json.dumps(ISSUED, separators=(",", ":"))),
        ("json_extract(responseelements, '$.list')", "_col0", "[1,2.5,true]"),
        ("1 + 1", "_col0", "2"),
        ("eventname = 'x'", "_col0", "false"),
        ("from_iso8601_timestamp(eventtime)", "_col0", "2025-11-22 12:00:01.000 UTC"),
        ("date '2026-11-20'", "_col0", "2026-11-20"),
        ("array['a', 'b']", "_col0", "[a, b]"),
        (
            "useridentity.sessioncontext.sessionissuer",
            "sessionissuer",
            f"{{type=Role, principalid=null, arn={ROLE}, accountid=null, username=role-name}}",
        ),
        (
            "useridentity.sessioncontext.webidfederationdata.attributes",
            "attributes",
            "{aud=x}",
        ),
        (
            "json_format(CAST(useridentity.sessioncontext.attributes AS JSON))",
            "_col0",
            '{"mfaauthenticated":"true","creationdate":null}',
        ),
    ],
)
def test_value(asking: Asking, select: str, name: str, text: str | None) -> None:
    sql = f"SELECT {select} FROM cloudtrail_logs WHERE eventtime LIKE '%:01Z'"
    cursor = asking.ask(sql)
    answer = asking.client("athena").get_query_results(QueryExecutionId=cursor.query_id)
    header, row = answer["ResultSet"]["Rows"]
    assert header == {"Data": [{"VarCharValue": name}]}
    assert row == {"Data": [{} if text is None else {"VarCharValue": text}]}


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        (
            "SELECT r.arn FROM cloudtrail_logs CROSS JOIN UNNEST(resources) AS t(r) "
            "WHERE r.arn IS NOT NULL ORDER BY 1",
            [("arn:aws:s3:::b",), ("arn:x",)],
        ),
        (
            "WITH calls AS (SELECT eventname e FROM cloudtrail_logs) "
            "SELECT e, count(*) AS n FROM calls GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1",
            [("DescribeInstances", 2)],
        ),
        ("SELECT count(DISTINCT useridentity.type) FROM cloudtrail_logs a", [(2,)]),
        ("SELECT a.eventname FROM cloudtrail_logs a ORDER BY a.eventtime OFFSET 3 LIMIT 9", [
            ("PutObject",),
        ]),
    ],
)  # fmt: skip
def test_query(asking: Asking, sql: str, rows: list[tuple[Any, ...]]) -> None:
    assert asking.rows(sql) == rows


@pytest.mark.parametrize(
    ("parameters", "found"),
    [
        (["'PutObject'", "'x''y?'"], [3]),
        (["'GetObject'", "'PutObject'"], [2, 3]),
    ],
)
def test_parameters_are_literals(asking: Asking, parameters: list[str], found: list[int]) -> None:
    sql = "SELECT eventtime FROM cloudtrail_logs WHERE eventname = ? OR eventname = ? ORDER BY 1"
    assert asking.rows(sql, parameters) == [(record(x)["eventTime"],) for x in found]


@pytest.mark.parametrize(
    ("sql", "parameters", "told"),
    [
        ("SELECT ?, ?", ["1"], "expected 2 but found 1"),
        ("SELECT 1", ["1"], "expected 0 but found 1"),
        ("SELECT ?", ["Alice"], "no literal"),
        ("SELECT ?", ["1, 2"], "no literal"),
        ("SELECT ?", ["'"], "mismatched input"),
        ("SELEC 1", [], "line 1:7: mismatched input '1'"),
        ("SELECT 'x", [], "mismatched input"),
        ("-- nothing", [], "Only one sql statement is allowed"),
        ("SELECT 1; SELECT 2", [], "Only one sql statement is allowed"),
        ("SELECT '1'::int", [], "mismatched input '::'"),
        ("SELECT 1 WHERE 'a' ILIKE 'A'", [], "mismatched input 'ILIKE'"),
        ("DROP TABLE cloudtrail_logs", [], "Queries of this type are not supported"),
        ("DELETE FROM cloudtrail_logs", [], "Queries of this type are not supported"),
        ("EXPLAIN SELEC 1", [], "mismatched input"),
        ("EXPLAIN DROP TABLE x", [], "Queries of this type are not supported"),
        ("SHOW CREATE TABLE cloudtrail_logs", [], "Queries of this type are not supported"),
        ("CREATE TABLE x AS SELECT 1", [], "Queries of this type are not supported"),
    ],
)
def test_what_is_refused_at_the_start(
    asking: Asking, sql: str, parameters: list[str], told: str
) -> None:
    before = asking.service.executions
    with pytest.raises(DatabaseError, match="InvalidRequestException") as refused:
        asking.ask(sql, parameters)
    assert asking.service.executions == before
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT a FROM nope", "TABLE_NOT_FOUND: .*'awsdatacatalog.default.nope' does not exist"),
        ("SELECT a FROM other.t", "SCHEMA_NOT_FOUND: .*'other'"),
        ("SELECT nope FROM cloudtrail_logs", "COLUMN_NOT_FOUND: .*'nope' cannot be resolved"),
        ("SELECT useridentity.nope FROM cloudtrail_logs", "COLUMN_NOT_FOUND: .*'nope'"),
        ("SELECT eventcategory FROM cloudtrail_old", "COLUMN_NOT_FOUND: .*'eventcategory'"),
        ("SELECT nope(eventname) FROM cloudtrail_logs", "FUNCTION_NOT_FOUND: .*'nope'"),
        ("SELECT 1 FROM cloudtrail_logs WHERE readonly = true", "TYPE_MISMATCH"),
        ("SELECT 1 FROM cloudtrail_logs WHERE useridentity.type IN (1)", "TYPE_MISMATCH"),
        ("SELECT eventname, count(*) FROM cloudtrail_logs", "SYNTAX_ERROR"),
        (
            "SELECT CAST(sourceipaddress AS ipaddress) FROM cloudtrail_logs",
            "INVALID_CAST_ARGUMENT: Cannot cast value to IPADDRESS: AWS Internal",
        ),
        (
            "SELECT json_extract_scalar(requestparameters, '$.a[''b'']') FROM cloudtrail_logs",
            "INVALID_FUNCTION_ARGUMENT: Invalid JSON path",
        ),
    ],
)
def test_what_fails_while_it_runs(asking: Asking, sql: str, told: str) -> None:
    with pytest.raises(OperationalError, match=told):
        asking.ask(sql)
    [*_, execution] = asking.service.executions
    assert (execution.state, execution.scanned) == ("FAILED", 0)
    assert execution.error_type in (1006, 1110)
