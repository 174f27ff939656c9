"""What each operation's answer must have, and the look at every answer before it is believed.

No member of an answer is required in the services' models, so the AWS
libraries let anything pass: a page of a proxy, `{}`, half an object. What is
needed here of each operation is one row of `MEMBERS`; which members real
answers have is told by the API references of the services. The look is
botocore's own event `before-parse`, so that it is taken at calls that the
libraries make by themselves too: for a role, for a login, for PyAthena.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from trailview.aws.failures.strange import StrangeAnswerError, excerpt, refuse_page

if TYPE_CHECKING:
    from botocore.session import Session

MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "account:ListRegions": ("Regions",),
    "athena:GetDataCatalog": ("DataCatalog",),
    "athena:GetQueryExecution": ("QueryExecution.QueryExecutionId", "QueryExecution.Status.State"),
    "athena:GetQueryResults": ("ResultSet.Rows",),
    "athena:GetTableMetadata": ("TableMetadata.Name",),
    "athena:GetWorkGroup": ("WorkGroup.Name",),
    "athena:ListDataCatalogs": ("DataCatalogsSummary",),
    "athena:ListDatabases": ("DatabaseList[].Name",),
    "athena:ListTableMetadata": ("TableMetadataList[].Name",),
    "athena:ListWorkGroups": ("WorkGroups[].Name",),
    "athena:StartQueryExecution": ("QueryExecutionId",),
    "athena:StopQueryExecution": (),
    "cloudtrail:DescribeTrails": ("trailList",),
    "cloudtrail:GetTrailStatus": ("IsLogging",),
    "cloudtrail:LookupEvents": ("Events",),
    "ec2:DescribeRegions": ("regionInfo",),
    "glue:GetDatabase": ("Database",),
    "glue:GetDatabases": ("DatabaseList",),
    "glue:GetPartition": ("Partition",),
    "glue:GetPartitions": ("Partitions",),
    "glue:GetTable": ("Table",),
    "glue:GetTables": ("TableList",),
    "iam:ListAccountAliases": ("AccountAliases",),
    "logs:DescribeLogGroups": ("logGroups",),
    "logs:FilterLogEvents": ("events[].timestamp",),
    "logs:GetLogRecord": ("logRecord",),
    "logs:GetQueryResults": ("status",),
    "logs:GetTransformer": (),
    "logs:StartQuery": ("queryId",),
    "logs:StopQuery": (),
    "s3:GetBucketLocation": (),
    "s3:GetObject": (),
    "s3:ListObjectsV2": ("IsTruncated",),
    "signin:CreateOAuth2Token": ("accessToken",),
    "sso-oidc:CreateToken": ("accessToken", "expiresIn"),
    "sso-oidc:RegisterClient": ("clientId", "clientSecret", "clientSecretExpiresAt"),
    "sso-oidc:StartDeviceAuthorization": (
        *("deviceCode", "userCode", "verificationUri", "expiresIn"),
    ),
    "sso:GetRoleCredentials": ("roleCredentials",),
    "sts:AssumeRole": ("Credentials",),
    "sts:AssumeRoleWithWebIdentity": ("Credentials",),
    "sts:GetAccessKeyInfo": ("Account",),
    "sts:GetCallerIdentity": ("Account", "Arn"),
}
"""By service and operation: members as the wire spells them.

A dot leads into a member, `[]` to each entry of a list. XML is searched for
the members' tags.
"""

_JSON: Final = ("json", "rest-json")
_ROOT: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?<([A-Za-z0-9]+)")
_DOCUMENTS: Final = {"ListObjectsV2": "ListBucketResult"}
"""The root of S3's documents, which is not named after the operation."""
_RANGE: Final = "content-range"
_PART: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/", re.ASCII)
_NOT_READ: Final = "It cannot be read"
_BROKEN: Final = (AttributeError, KeyError, LookupError, TypeError, ValueError, OverflowError)
"""What botocore's parsers raise for members of the wrong type."""


class _Seen(threading.local):
    """Whether an answer has come since the call began, for each thread."""

    answer = False


_seen: Final = _Seen()


def look_at_answers(session: Session) -> None:
    """Have every answer to this session's clients looked at; they raise StrangeAnswerError."""
    session.register("before-parse", _look, unique_id="trailview-answers")


@contextmanager
def reading_answer() -> Iterator[None]:
    """Tell what fails in reading an answer from what fails before it came.

    Raises StrangeAnswerError for the former, whatever the AWS libraries raise.
    """
    _seen.answer = False
    try:
        yield
    except _BROKEN as error:
        if not _seen.answer or isinstance(error, StrangeAnswerError):
            raise
        raise StrangeAnswerError(f"{_NOT_READ}: {type(error).__name__}: {error}") from error


def _look(operation_model: Any, response_dict: Mapping[str, Any], **others: object) -> None:
    """The look at one answer (botocore's event has no types). Raises StrangeAnswerError."""
    del others
    model = operation_model.service_model
    service, operation = str(model.service_name), str(operation_model.name)
    body, status = response_dict["body"], int(response_dict["status_code"])
    headers = {str(k).lower(): str(v) for k, v in dict(response_dict["headers"]).items()}
    text = body if isinstance(body, bytes) else b""  # an object in S3 is a stream
    refuse_page(service, status, headers, text)
    if status < 300:
        name = f"{service}:{operation}"
        if model.resolved_protocol in _JSON:
            no_output = operation_model.output_shape is None
            _look_at_json(text, MEMBERS.get(name, ()), is_empty=no_output)
        elif operation in _DOCUMENTS:
            _look_at_xml(text, _DOCUMENTS[operation], MEMBERS.get(name, ()))
        elif service == "s3":
            _look_at_object(operation, headers, body)
        else:
            _look_at_xml(text, f"{operation}Response", MEMBERS.get(name, ()))
    _seen.answer = True


def _look_at_json(text: bytes, members: Sequence[str], *, is_empty: bool) -> None:
    if not text.strip() and (is_empty or not members):
        return
    try:
        found = json.loads(text.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise StrangeAnswerError(f"It is no JSON: {excerpt(text) or 'nothing'}") from None
    if not isinstance(found, dict):
        raise StrangeAnswerError(f"It is no JSON object: {excerpt(text)}")
    for path in members:
        if not _has(found, path.replace("[]", ".[]").split(".")):
            raise StrangeAnswerError(f"It has no {path}: {excerpt(text)}")


def _has(found: object, path: Sequence[str]) -> bool:
    """Whether a member is there, and has a value; of a list, in each entry."""
    for place, name in enumerate(path):
        if name == "[]":
            rest = path[place + 1 :]
            return isinstance(found, list) and all(_has(entry, rest) for entry in found)
        if not isinstance(found, dict) or found.get(name) is None:
            return False
        found = found[name]
    return True


def _look_at_xml(text: bytes, name: str, members: Sequence[str]) -> None:
    root = _ROOT.match(text)
    if root is None or root[1].decode() != name:
        raise StrangeAnswerError(f"It is no {name}: {excerpt(text) or 'nothing'}")
    for member in members:
        if not re.search(rb"<%s\b" % member.encode(), text):
            raise StrangeAnswerError(f"It has no {member}: {excerpt(text)}")


def _look_at_object(operation: str, headers: Mapping[str, str], body: Any) -> None:
    """Objects are only asked for by a range of bytes: a server that knows none sends all."""
    if operation == "GetObject" and _RANGE not in headers:
        body.close()
        raise StrangeAnswerError("It is not the part of the object that was asked for.")


def check_part(content_range: str, size: int) -> None:
    """Refuse a part of an object that has fewer bytes than its header says (`bytes 0-99/1234`).

    Raises StrangeAnswerError.
    """
    match = _PART.match(content_range)
    if match is not None and int(match[2]) - int(match[1]) + 1 != size:
        raise StrangeAnswerError(f"It ends after {size:,} bytes of the part {content_range}.")
