"""What trailview may be allowed to do in AWS, in statements of a policy.

Which backend needs which is said by the backends' rows
(`trailview.compose.services`); the policy in docs/CREDENTIALS.md and what
`trailview doctor` tries come from both.
Actions are IAM's names; those of Glue and S3 are needed because Athena reads
a table's metadata and files, and writes results, in the caller's name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from trailview.aws.groups import NO_TRANSFORMER

QUERY: Final = "EXPLAIN SELECT 1"
"""What Athena is tried with: it scans nothing, and is therefore not charged for (Athena user
guide, page "Using EXPLAIN and EXPLAIN ANALYZE in Athena")."""
_IN_PARTS: Final = "not tried: Athena asks for it when it writes a large result"


class Trial(NamedTuple):
    """The cheapest call that shows whether an action is allowed, as boto3 spells it."""

    service: str
    operation: str
    parameters: Mapping[str, Any] = {}
    """Texts in braces stand for what was found before: `{group}`."""
    accepted: tuple[str, ...] = ()
    """Errors of the service that only come to those who are allowed to ask."""


class ShownByResult(NamedTuple):
    """No call of ours shows it, as that would write: the result of Athena's query does."""

    parameters: Mapping[str, Any] = {"Bucket": "{result_bucket}", "Query": "{ended}"}
    """Where that is, and what has to have ended."""


class Permission(NamedTuple):
    """One action."""

    action: str
    trial: Trial | ShownByResult | str
    """How it is tried, or why it is not."""
    without: str = ""
    """What is so without it, where that is good enough: the action is optional then."""
    unless: str = ""
    """An action that tells the same: with it, this one is not needed."""


class PolicyStatement(NamedTuple):
    """Actions on the same resources."""

    sid: str
    permissions: tuple[Permission, ...]
    resources: tuple[str, ...] = ("*",)
    """Words in capitals stand for names of the account: `GROUP`."""


class Needed(NamedTuple):
    """A statement, and what it is for."""

    statement: PolicyStatement
    backends: str = ""
    """The backends that need it, with commas between them; empty for what everything needs."""


class Needs(NamedTuple):
    """All that the backends there are need."""

    statements: tuple[Needed, ...]
    """In the order in which they are tried: later trials use what earlier ones find."""
    of_trails: str = ""
    """The backends that have what a trail delivers, with commas between them."""
    of_tables: str = ""
    """The backends that ask a table over a trail's files."""


GROUP_ARN: Final = "arn:aws:logs:REGION:ACCOUNT:log-group:GROUP"
_QUERY: Final = {"queryId": "{query}"}
_CATALOG: Final = {"CatalogName": "AwsDataCatalog"}
_DATABASE: Final = {**_CATALOG, "DatabaseName": "{database}"}
_TABLE: Final = {"DatabaseName": "{database}", "TableName": "{table}"}
_FIRST_BYTE: Final = "bytes=0-0"
_ALL_REGIONS: Final = "`all` is every Region of the partition, enabled or not"

ACCOUNT: Final = PolicyStatement(
    "Account",
    (
        Permission(
            "iam:ListAccountAliases",
            Trial("iam", "list_account_aliases", {"MaxItems": 1}),
            "the header shows the account's number only",
        ),
        Permission(
            "sts:GetAccessKeyInfo",
            "not tried: it is only asked where `who` follows a key as several profiles",
            "`who` asks all of several profiles for a key, not that of its account first",
        ),
    ),
)
HISTORY: Final = PolicyStatement(
    "History",
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
)
REGIONS: Final = PolicyStatement(
    "Regions",
    (
        Permission("ec2:DescribeRegions", Trial("ec2", "describe_regions"), _ALL_REGIONS),
        Permission(
            "account:ListRegions",
            Trial("account", "list_regions", {"MaxResults": 1}),
            _ALL_REGIONS,
            unless="ec2:DescribeRegions",
        ),
    ),
)
LOGS_LIST: Final = PolicyStatement(
    "LogsList",
    (Permission("logs:DescribeLogGroups", Trial("logs", "describe_log_groups", {"limit": 1})),),
)
LOGS_READ: Final = PolicyStatement(
    "LogsRead",
    (
        Permission(
            "logs:FilterLogEvents",
            Trial(
                "logs",
                "filter_log_events",
                {
                    "logGroupIdentifier": "{group}",
                    "startTime": "{day_ago_ms}",
                    "endTime": "{now_ms}",
                    "startFromHead": False,
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
                    "logGroupIdentifiers": ["{group}"],
                    "startTime": "{before}",
                    "endTime": "{now}",
                    "queryString": "limit 1",
                },
            ),
        ),
        Permission(
            "logs:GetTransformer",
            Trial("logs", "get_transformer", {"logGroupIdentifier": "{group}"}, NO_TRANSFORMER),
            "it is not told where a transformer changes what Insights sees",
        ),
    ),
    (GROUP_ARN, f"{GROUP_ARN}:*"),
)
LOGS_RESULTS: Final = PolicyStatement(
    "LogsResults",
    (
        Permission("logs:GetQueryResults", Trial("logs", "get_query_results", _QUERY)),
        Permission(
            "logs:StopQuery",
            Trial("logs", "stop_query", _QUERY, ("InvalidParameterException",)),
        ),
        Permission(
            "logs:GetLogRecord",
            "not tried: it is only asked for records that Insights has cut",
            "records that Insights has cut are shown in part",
        ),
    ),
)
ATHENA_LISTS: Final = PolicyStatement(
    "AthenaLists",
    (
        Permission("athena:ListWorkGroups", Trial("athena", "list_work_groups")),
        Permission("athena:ListDataCatalogs", Trial("athena", "list_data_catalogs")),
    ),
)
ATHENA_METADATA: Final = PolicyStatement(
    "AthenaMeta",
    (
        Permission(
            "athena:GetDataCatalog",
            Trial("athena", "get_data_catalog", {"Name": "AwsDataCatalog"}),
        ),
        Permission("athena:ListDatabases", Trial("athena", "list_databases", _CATALOG)),
        Permission("athena:ListTableMetadata", Trial("athena", "list_table_metadata", _DATABASE)),
        Permission(
            "athena:GetTableMetadata",
            Trial("athena", "get_table_metadata", {**_DATABASE, "TableName": "{table}"}),
        ),
    ),
    ("arn:aws:athena:REGION:ACCOUNT:datacatalog/AwsDataCatalog",),
)
ATHENA: Final = PolicyStatement(
    "Athena",
    (
        Permission(
            "athena:GetWorkGroup",
            Trial("athena", "get_work_group", {"WorkGroup": "{workgroup}"}),
        ),
        Permission(
            "athena:StartQueryExecution",
            Trial(
                "athena",
                "start_query_execution",
                {
                    "QueryString": QUERY,
                    "WorkGroup": "{workgroup}",
                    "ResultConfiguration": "{results}",
                },
            ),
        ),
        Permission(
            "athena:GetQueryExecution",
            Trial("athena", "get_query_execution", {"QueryExecutionId": "{execution}"}),
        ),
        Permission(
            "athena:GetQueryResults",
            Trial(
                "athena",
                "get_query_results",
                {"QueryExecutionId": "{succeeded}", "MaxResults": 1},
            ),
        ),
        Permission(
            "athena:StopQueryExecution",
            Trial(
                "athena",
                "stop_query_execution",
                {"QueryExecutionId": "{execution}"},
                ("InvalidRequestException",),
            ),
        ),
    ),
    ("arn:aws:athena:REGION:ACCOUNT:workgroup/WG",),
)
GLUE: Final = PolicyStatement(
    "Glue",
    (
        Permission("glue:GetDatabase", Trial("glue", "get_database", {"Name": "{database}"})),
        Permission("glue:GetDatabases", Trial("glue", "get_databases", {"MaxResults": 1})),
        Permission(
            "glue:GetTable",
            Trial("glue", "get_table", {"DatabaseName": "{database}", "Name": "{table}"}),
        ),
        Permission(
            "glue:GetTables",
            Trial("glue", "get_tables", {"DatabaseName": "{database}", "MaxResults": 1}),
        ),
        Permission(
            "glue:GetPartition",
            Trial(
                "glue",
                "get_partition",
                {**_TABLE, "PartitionValues": ["none"]},
                ("EntityNotFoundException", "InvalidInputException"),
            ),
        ),
        Permission(
            "glue:GetPartitions", Trial("glue", "get_partitions", {**_TABLE, "MaxResults": 1})
        ),
    ),
    (
        "arn:aws:glue:REGION:ACCOUNT:catalog",
        "arn:aws:glue:REGION:ACCOUNT:database/DATABASE",
        "arn:aws:glue:REGION:ACCOUNT:table/DATABASE/*",
    ),
)
TRAIL_BUCKET: Final = PolicyStatement(
    "TrailBucket",
    (
        Permission(
            "s3:ListBucket",
            Trial(
                "s3",
                "list_objects_v2",
                {"Bucket": "{trail_bucket}", "Prefix": "{trail_prefix}", "MaxKeys": 1},
            ),
        ),
        Permission(
            "s3:GetObject",
            Trial(
                "s3",
                "get_object",
                {"Bucket": "{trail_bucket}", "Key": "{trail_key}", "Range": _FIRST_BYTE},
                ("InvalidRange",),
            ),
        ),
    ),
    ("arn:aws:s3:::TRAIL", "arn:aws:s3:::TRAIL/AWSLogs/*"),
)
TRAIL_KEY: Final = PolicyStatement(
    "TrailKey",
    (
        Permission(
            "kms:Decrypt",
            "not tried: getting an object shows it, where the trail encrypts with a KMS key",
            "objects that the trail encrypts with a KMS key of the account cannot be read",
        ),
    ),
    ("arn:aws:kms:REGION:ACCOUNT:key/KEY",),
)
RESULTS: Final = PolicyStatement(
    "Results",
    (
        Permission(
            "s3:GetBucketLocation",
            Trial("s3", "get_bucket_location", {"Bucket": "{result_bucket}"}),
        ),
        Permission(
            "s3:ListBucket",
            Trial(
                "s3",
                "list_objects_v2",
                {"Bucket": "{result_bucket}", "Prefix": "{result_prefix}", "MaxKeys": 1},
            ),
        ),
        Permission("s3:PutObject", ShownByResult()),
        Permission(
            "s3:GetObject",
            Trial(
                "s3",
                "get_object",
                {"Bucket": "{result_bucket}", "Key": "{result_key}", "Range": _FIRST_BYTE},
                ("InvalidRange",),
            ),
        ),
        Permission("s3:AbortMultipartUpload", _IN_PARTS),
        Permission("s3:ListMultipartUploadParts", _IN_PARTS),
    ),
    ("arn:aws:s3:::RESULTS", "arn:aws:s3:::RESULTS/*"),
)
