"""What trailview may be allowed to do in AWS: the one table of it.

The policy in README.md and what `trailview doctor` tries both come from here.
Actions are IAM's names; those of Glue and S3 are needed because Athena reads
a table's metadata and files in the caller's name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

COSTS: Final = "not tried: it would run a query"
BY_ATHENA: Final = "not tried: Athena asks for it when it reads a table"


class Trial(NamedTuple):
    """The cheapest call that shows whether an action is allowed, as boto3 spells it."""

    service: str
    operation: str
    parameters: Mapping[str, Any] = {}
    """Texts in braces stand for what was found before: `{group}`."""
    accepted: tuple[str, ...] = ()
    """Errors of the service that only come to those who are allowed to ask."""


class Permission(NamedTuple):
    """One action."""

    action: str
    trial: Trial | str
    """How it is tried, or why it is not."""


class Statement(NamedTuple):
    """Actions on the same resources."""

    sid: str
    backends: str
    """What needs it."""
    permissions: tuple[Permission, ...]
    resources: tuple[str, ...] = ("*",)
    """Words in capitals stand for names of the account: `GROUP`."""


def _untried(reason: str, *actions: str) -> tuple[Permission, ...]:
    return tuple(Permission(action, reason) for action in actions)


GROUP_ARN: Final = "arn:aws:logs:REGION:ACCOUNT:log-group:GROUP"
_QUERY: Final = {"queryId": "{query}"}
_CATALOG: Final = {"CatalogName": "AwsDataCatalog"}
_DATABASE: Final = {**_CATALOG, "DatabaseName": "{database}"}

STATEMENTS: Final = (
    Statement(
        "History",
        "history",
        (
            Permission(
                "cloudtrail:LookupEvents",
                Trial("cloudtrail", "lookup_events", {"MaxResults": 1}),
            ),
            Permission(
                "cloudtrail:DescribeTrails",
                Trial("cloudtrail", "describe_trails", {"includeShadowTrails": True}),
            ),
            Permission(
                "cloudtrail:GetTrailStatus",
                Trial("cloudtrail", "get_trail_status", {"Name": "{trail_arn}"}),
            ),
        ),
    ),
    Statement(
        "Regions",
        "history",
        (Permission("ec2:DescribeRegions", Trial("ec2", "describe_regions")),),
    ),
    Statement(
        "LogsList",
        "logs, insights",
        (Permission("logs:DescribeLogGroups", Trial("logs", "describe_log_groups", {"limit": 1})),),
    ),
    Statement(
        "LogsRead",
        "logs, insights",
        (
            Permission(
                "logs:FilterLogEvents",
                Trial(
                    "logs",
                    "filter_log_events",
                    {
                        "logGroupIdentifier": "{group_arn}",
                        "startTime": "{now_ms}",
                        "endTime": "{now_ms}",
                        "limit": 1,
                    },
                ),
            ),
            Permission(
                "logs:StartQuery",
                Trial(
                    "logs",
                    "start_query",
                    {
                        "logGroupIdentifiers": ["{group_arn}"],
                        "startTime": "{before}",
                        "endTime": "{now}",
                        "queryString": "limit 1",
                    },
                ),
            ),
        ),
        (GROUP_ARN, f"{GROUP_ARN}:*"),
    ),
    Statement(
        "LogsResults",
        "insights",
        (
            Permission("logs:GetQueryResults", Trial("logs", "get_query_results", _QUERY)),
            Permission(
                "logs:StopQuery",
                Trial("logs", "stop_query", _QUERY, ("InvalidParameterException",)),
            ),
        ),
    ),
    Statement(
        "AthenaLists",
        "athena",
        (
            Permission("athena:ListWorkGroups", Trial("athena", "list_work_groups")),
            Permission("athena:ListDataCatalogs", Trial("athena", "list_data_catalogs")),
        ),
    ),
    Statement(
        "AthenaMeta",
        "athena",
        (
            Permission(
                "athena:GetDataCatalog",
                Trial("athena", "get_data_catalog", {"Name": "AwsDataCatalog"}),
            ),
            Permission("athena:ListDatabases", Trial("athena", "list_databases", _CATALOG)),
            Permission(
                "athena:ListTableMetadata", Trial("athena", "list_table_metadata", _DATABASE)
            ),
            Permission(
                "athena:GetTableMetadata",
                Trial("athena", "get_table_metadata", {**_DATABASE, "TableName": "{table}"}),
            ),
        ),
        ("arn:aws:athena:REGION:ACCOUNT:datacatalog/AwsDataCatalog",),
    ),
    Statement(
        "Athena",
        "athena",
        (
            Permission(
                "athena:GetWorkGroup",
                Trial("athena", "get_work_group", {"WorkGroup": "{workgroup}"}),
            ),
            *_untried(
                COSTS,
                "athena:StartQueryExecution",
                "athena:StopQueryExecution",
                "athena:GetQueryExecution",
                "athena:GetQueryResults",
            ),
        ),
        ("arn:aws:athena:REGION:ACCOUNT:workgroup/WG",),
    ),
    Statement(
        "Glue",
        "athena",
        _untried(
            BY_ATHENA,
            "glue:GetDatabase",
            "glue:GetDatabases",
            "glue:GetTable",
            "glue:GetTables",
            "glue:GetPartition",
            "glue:GetPartitions",
        ),
        (
            "arn:aws:glue:REGION:ACCOUNT:catalog",
            "arn:aws:glue:REGION:ACCOUNT:database/DATABASE",
            "arn:aws:glue:REGION:ACCOUNT:table/DATABASE/*",
        ),
    ),
    Statement(
        "TrailBucket",
        "athena",
        _untried(BY_ATHENA, "s3:GetObject", "s3:ListBucket"),
        ("arn:aws:s3:::TRAIL", "arn:aws:s3:::TRAIL/AWSLogs/*"),
    ),
    Statement(
        "Results",
        "athena",
        _untried(
            COSTS,
            "s3:GetBucketLocation",
            "s3:ListBucket",
            "s3:GetObject",
            "s3:PutObject",
            "s3:AbortMultipartUpload",
            "s3:ListMultipartUploadParts",
        ),
        ("arn:aws:s3:::RESULTS", "arn:aws:s3:::RESULTS/*"),
    ),
)
"""Everything, in the order in which it is tried: later trials use what earlier ones find."""


def policy(actions: Collection[str] | None = None, names: Mapping[str, str] | None = None) -> str:
    """An IAM policy as JSON, a statement a line: for all there is, or for some actions only.

    `names` says what words in resources stand for. Empty where the table has none of the actions.
    """
    lines = []
    for statement in STATEMENTS:
        allowed = [
            permission.action
            for permission in statement.permissions
            if actions is None or permission.action in actions
        ]
        if allowed:
            resources = [_named(resource, names or {}) for resource in statement.resources]
            lines.append(
                json.dumps(
                    {
                        "Sid": statement.sid,
                        "Effect": "Allow",
                        "Action": allowed,
                        "Resource": resources[0] if len(resources) == 1 else resources,
                    }
                )
            )
    if not lines:
        return ""
    inner = ",\n  ".join(lines)
    return f'{{"Version": "2012-10-17", "Statement": [\n  {inner}\n]}}'


def _named(resource: str, names: Mapping[str, str]) -> str:
    if not names:
        return resource
    return re.sub("|".join(map(re.escape, names)), lambda word: names[word[0]], resource)
