"""What can be said of backends: a row for each option, which the rows of backends name."""

from __future__ import annotations

from typing import Final

from trailview.compose.row import Option, OptionKind
from trailview.plans.plan import READ_ALL as READ_ALL_NAME

LOG_GROUP: Final = Option(
    "log_group",
    "the log group, for logs and insights",
    "G",
    setting="log_group",
    doc="the log group that the trail writes to",
)
ATHENA_TABLE: Final = Option(
    "athena_table",
    "the database and table, for athena (default: the best that there is)",
    "DB.T",
    setting="athena_table",
    doc="the table to ask, as DATABASE.TABLE",
)
ATHENA_WORKGROUP: Final = Option(
    "athena_workgroup",
    "the workgroup (default: primary)",
    "W",
    setting="athena_workgroup",
    doc="the workgroup that queries run in",
)
ATHENA_OUTPUT: Final = Option(
    "athena_output",
    "where results go: s3://BUCKET/PREFIX/ (default: what the workgroup says)",
    "S3URI",
    setting="athena_output",
    doc="where Athena puts results: s3://…",
)
ATHENA_REUSE: Final = Option(
    "athena_reuse",
    "take the result of the same query where one is not older than that",
    "MINUTES",
    OptionKind.COUNT,
)
ALLOW_FULL_SCAN: Final = Option(
    "allow_full_scan",
    "let athena read the whole table where a question tells no partition",
    kind=OptionKind.SWITCH,
)
READ_ALL: Final = Option(
    READ_ALL_NAME,
    "have event history read every event, rather than look a role up by its sessions",
    kind=OptionKind.SWITCH,
)
NO_CACHE: Final = Option(
    "no_cache",
    "ask anew: neither take nor keep what was read before",
    kind=OptionKind.SWITCH,
)
PATH: Final = Option(
    "path",
    "a file or folder of logs, or - for standard input, or s3://BUCKET/PREFIX; may be given again",
    "PATH",
    OptionKind.PATHS,
    setting="paths",
    doc="files and folders, for the backend files",
)


BUCKET_PATH: Final = Option(
    "bucket_path",
    "where the trail's objects are, for bucket: s3://BUCKET/PREFIX (default: as the trail says)",
    "S3URI",
    setting="bucket_path",
    doc="where the trail's objects are: s3://BUCKET/PREFIX",
)
REQUESTER_PAYS: Final = Option(
    "requester_pays",
    "pay for the requests to a bucket whose requesters pay",
    kind=OptionKind.SWITCH,
)


INFLATE_LIMIT: Final = Option(
    "inflate_limit",
    "bytes that one compressed text may inflate to, such as 2G (default: 192M)",
    "SIZE",
    OptionKind.SIZE,
)


LATE_BY: Final = Option(
    "late_by",
    "open files of a trail that were delivered up to so long after the time range, such as 36h "
    "(default: 24h); all opens every file, whatever its name tells",
    "TIME",
    OptionKind.LATENESS,
)
