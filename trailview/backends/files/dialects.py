"""How tables and other systems name what a record says: a row for each name.

Documented members in other spellings need no row: `trailview.events.spelling`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from trailview.events.spelling import Path, path_of, plain

_USER: Final = ("userIdentity",)
_ISSUER: Final = ("userIdentity", "sessionContext", "sessionIssuer")
_ATTRIBUTES: Final = ("userIdentity", "sessionContext", "attributes")

_ALIASES: Final[Mapping[str, Path]] = {
    # The console's download of event history, and tables made after it.
    "username": (*_USER, "userName"),
    "awsaccesskey": (*_USER, "accessKeyId"),
    "accesskey": (*_USER, "accessKeyId"),
    "accesskeyid": (*_USER, "accessKeyId"),
    "userarn": (*_USER, "arn"),
    "usertype": (*_USER, "type"),
    "principalid": (*_USER, "principalId"),
    "userid": _USER,
    "eventdatetime": ("eventTime",),
    "region": ("awsRegion",),
    "sourceip": ("sourceIPAddress",),
    "requestuseragent": ("userAgent",),
    "accountid": ("recipientAccountId",),
    "awsaccountid": ("recipientAccountId",),
    # Microsoft Sentinel, table AWSCloudTrail.
    "awseventid": ("eventID",),
    "awsrequestid": ("requestID",),
    "awsrequestid_": ("requestID",),
    "eventtypename": ("eventType",),
    "timegenerated": ("eventTime",),
    "ec2roledelivery": ("userIdentity", "sessionContext", "ec2RoleDelivery"),
}
_OWN_EXPORT: Final[Mapping[str, Path]] = {
    "time": ("eventTime",),
    "event": ("eventName",),
    "user": (*_USER, "userName"),
    "role": (*_ISSUER, "userName"),
    "key": (*_USER, "accessKeyId"),
    "principal": (*_USER, "arn"),
    "type": (*_USER, "type"),
    "ip": ("sourceIPAddress",),
    "service": ("eventSource",),
    "region": ("awsRegion",),
    "account": ("recipientAccountId",),
    "error": ("errorCode",),
    "message": ("errorMessage",),
    "agent": ("userAgent",),
    "category": ("eventCategory",),
    "principalid": (*_USER, "principalId"),
    "rolearn": (*_ISSUER, "arn"),
    "id": ("eventID",),
}
"""Columns of trailview's own CSV and Parquet; what else they say is put in by `own_export`."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one kind of table names its columns."""

    name: str
    """What a rebuilt record is said to come from."""
    needs: frozenset[str] = frozenset()
    """Columns by which it is told, letters and digits alone."""
    names: Mapping[str, Path] = field(default_factory=dict)
    only: bool = False
    """Whether documented spellings do not count besides."""

    def path(self, title: str) -> Path | None:
        """Where in a record the value of a column stands; None for a column of no use."""
        title = title.partition(" [")[0].strip().lstrip("\ufeff")  # "TimeGenerated [UTC]"
        own = self.names.get(plain(title))
        return own if own is not None or self.only else path_of(title)


OWN: Final = Dialect(
    "trailview's own export", frozenset({"time", "event", "service", "id"}), _OWN_EXPORT, only=True
)
COLUMNS: Final = Dialect("the columns of a table", names=_ALIASES)
SPELT: Final = Dialect("members that are spelt otherwise than CloudTrail does", names=_ALIASES)


def dialect_of(titles: Iterable[str], *, in_table: bool = True) -> Dialect:
    """The dialect of a table or object with these columns or members."""
    names = {plain(title) for title in titles}
    if OWN.needs <= names and "eventname" not in names:
        return OWN
    return COLUMNS if in_table else SPELT


@dataclass(frozen=True, slots=True)
class Form:
    """Another normal form of events: objects that say in nested members what a record does."""

    name: str
    is_it: Callable[[Mapping[str, object]], bool]
    paths: tuple[tuple[str, Path], ...]
    """Where in the form, dots between, and where in a record; the first that is there counts."""


def at(tree: object, dotted: str) -> object:
    """A member by its path, also where some of its names are joined with dots; else None."""
    if not isinstance(tree, Mapping):
        return None
    if dotted in tree:
        return tree[dotted]
    head, dot = "", dotted.find(".")
    while dot > 0:
        head, rest = dotted[:dot], dotted[dot + 1 :]
        if head in tree and (found := at(tree[head], rest)) is not None:
            return found
        dot = dotted.find(".", dot + 1)
    return None


def _is_ocsf(tree: Mapping[str, object]) -> bool:
    product = at(tree, "metadata.product.name")
    return at(tree, "api.operation") is not None and (
        product == "CloudTrail" or at(tree, "cloud.provider") == "AWS"
    )


def _is_ecs(tree: Mapping[str, object]) -> bool:
    return at(tree, "aws.cloudtrail") is not None or (
        at(tree, "aws.cloudtrail.event_version") is not None
        or at(tree, "aws.cloudtrail.user_identity.type") is not None
        or at(tree, "event.dataset") == "aws.cloudtrail"
    )


_OCSF: Final = Form(
    "OCSF (Security Lake)",
    _is_ocsf,
    (
        ("metadata.product.version", ("eventVersion",)),
        ("metadata.uid", ("eventID",)),
        ("metadata.event_code", ("eventType",)),
        ("metadata.product.feature.name", ("eventCategory",)),
        ("time_dt", ("eventTime",)),
        ("time", ("eventTime",)),
        ("api.operation", ("eventName",)),
        ("api.service.name", ("eventSource",)),
        ("api.version", ("apiVersion",)),
        ("api.request.uid", ("requestID",)),
        ("api.request.data", ("requestParameters",)),
        ("api.response.data", ("responseElements",)),
        ("api.response.error", ("errorCode",)),
        ("api.response.message", ("errorMessage",)),
        ("cloud.region", ("awsRegion",)),
        ("region", ("awsRegion",)),
        ("unmapped.recipientAccountId", ("recipientAccountId",)),
        ("cloud.account.uid", ("recipientAccountId",)),
        ("cloud.account_uid", ("recipientAccountId",)),
        ("accountid", ("recipientAccountId",)),
        ("accountId", ("recipientAccountId",)),
        ("src_endpoint.ip", ("sourceIPAddress",)),
        ("src_endpoint.domain", ("sourceIPAddress",)),
        ("http_request.user_agent", ("userAgent",)),
        ("unmapped.readOnly", ("readOnly",)),
        ("actor.user.type", (*_USER, "type")),
        ("actor.user.name", (*_USER, "userName")),
        ("actor.user.uid_alt", (*_USER, "arn")),
        ("actor.user.uid", (*_USER, "principalId")),
        ("actor.user.uuid", (*_USER, "arn")),
        ("actor.user.account.uid", (*_USER, "accountId")),
        ("actor.user.account_uid", (*_USER, "accountId")),
        ("actor.user.credential_uid", (*_USER, "accessKeyId")),
        ("actor.invoked_by", (*_USER, "invokedBy")),
        ("actor.session.issuer", (*_ISSUER, "arn")),
        ("actor.session.mfa", (*_ATTRIBUTES, "mfaAuthenticated")),
        ("actor.session.is_mfa", (*_ATTRIBUTES, "mfaAuthenticated")),
        ("actor.session.created_time_dt", (*_ATTRIBUTES, "creationDate")),
        ("resources", ("resources",)),
    ),
)
_CT: Final = "aws.cloudtrail."
_ECS: Final = Form(
    "Elastic's common schema",
    _is_ecs,
    (
        (f"{_CT}event_version", ("eventVersion",)),
        ("event.id", ("eventID",)),
        ("@timestamp", ("eventTime",)),
        ("event.created", ("eventTime",)),
        ("event.action", ("eventName",)),
        ("event.provider", ("eventSource",)),
        ("cloud.region", ("awsRegion",)),
        (f"{_CT}recipient_account_id", ("recipientAccountId",)),
        ("cloud.account.id", ("recipientAccountId",)),
        ("source.address", ("sourceIPAddress",)),
        ("source.ip", ("sourceIPAddress",)),
        ("user_agent.original", ("userAgent",)),
        (f"{_CT}error_code", ("errorCode",)),
        (f"{_CT}error_message", ("errorMessage",)),
        (f"{_CT}request_id", ("requestID",)),
        (f"{_CT}event_type", ("eventType",)),
        (f"{_CT}event_category", ("eventCategory",)),
        (f"{_CT}management_event", ("managementEvent",)),
        (f"{_CT}read_only", ("readOnly",)),
        (f"{_CT}api_version", ("apiVersion",)),
        (f"{_CT}resources", ("resources",)),
        (f"{_CT}flattened.request_parameters", ("requestParameters",)),
        (f"{_CT}request_parameters", ("requestParameters",)),
        (f"{_CT}flattened.response_elements", ("responseElements",)),
        (f"{_CT}response_elements", ("responseElements",)),
        (f"{_CT}flattened.additional_eventdata", ("additionalEventData",)),
        (f"{_CT}additional_eventdata", ("additionalEventData",)),
        (f"{_CT}user_identity.type", (*_USER, "type")),
        (f"{_CT}user_identity.arn", (*_USER, "arn")),
        (f"{_CT}user_identity.access_key_id", (*_USER, "accessKeyId")),
        (f"{_CT}user_identity.invoked_by", (*_USER, "invokedBy")),
        (f"{_CT}user_identity.account_id", (*_USER, "accountId")),
        ("user.name", (*_USER, "userName")),
        ("user.id", (*_USER, "principalId")),
        *(
            (f"{_CT}user_identity.session_context.session_issuer.{theirs}", (*_ISSUER, ours))
            for theirs, ours in (
                ("type", "type"),
                ("arn", "arn"),
                ("principal_id", "principalId"),
                ("account_id", "accountId"),
                ("user_name", "userName"),
            )
        ),
        (
            f"{_CT}user_identity.session_context.mfa_authenticated",
            (*_ATTRIBUTES, "mfaAuthenticated"),
        ),
        (f"{_CT}user_identity.session_context.creation_date", (*_ATTRIBUTES, "creationDate")),
    ),
)
FORMS: Final = (_OCSF, _ECS)
