"""What trailview's own CSV and Parquet say in columns that are no member of a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trailview.events.meanings import ROOT
from trailview.events.places import text_of
from trailview.events.rebuilt import Record

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def unguarded(cell: str) -> str:
    """A cell without the `'` that keeps spreadsheets from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_FORMULA) else cell


def completed(record: Record, columns: Mapping[str, object]) -> None:
    """Put into a record what its row says beside the members: flags, resource, actor."""
    source = text_of(record.get("eventSource")) or ""
    if source and "." not in source:
        record["eventSource"] = f"{source}.amazonaws.com"
    if resource := text_of(columns.get("resource")):
        record["resources"] = [{"ARN": resource}]
    words = (text_of(columns.get("is")) or "").split()
    severity = text_of(columns.get("severity")) or ""
    if "read" in words or severity.endswith("read"):
        record["readOnly"] = True
    elif "write" in words or severity in ("write", "destructive"):
        record["readOnly"] = False
    if "console" in words:
        record["sessionCredentialFromConsole"] = "true"
    _complete_identity(record, text_of(columns.get("actor")) or "", words)


def _complete_identity(record: Record, actor: str, words: list[str]) -> None:
    identity = record.setdefault("userIdentity", {})
    if not isinstance(identity, dict):
        return
    kind = identity.get("type")
    if kind == "Root" and identity.get("userName") == ROOT:
        del identity["userName"]
    if kind in ("AssumedRole", "FederatedUser") and ":" in str(identity.get("principalId", "")):
        identity.pop("userName", None)
    context = identity.get("sessionContext")
    issuer = context.get("sessionIssuer") if isinstance(context, dict) else None
    if isinstance(issuer, dict):
        issuer["type"] = "Role"
    if "mfa" in words:
        context = identity.setdefault("sessionContext", {})
        context.setdefault("attributes", {})["mfaAuthenticated"] = "true"
    if actor and kind == "AWSAccount":
        identity["accountId"] = actor
    elif actor and (kind == "AWSService" or ("service" in words and actor != "AWS service")):
        identity["invokedBy"] = actor
    if not identity:
        record["userIdentity"] = actor or None
