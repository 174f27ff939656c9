"""Who acts, as the table in `trailview.events.acts` tells it.

The kind is told by two things that have nothing to do with each other: the
credentials (`userIdentity`) and the program that used them (`userAgent`). Each
tells a kind of its own, and the one that comes first counts: service,
automation, workload, person. So a column of kinds is the larger of two
columns, each found once for each distinct value.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from trailview.events.acts import PERSON, ROWS, SERVICE, UNNAMED_SERVICE, ActRow
from trailview.events.identity import Identity
from trailview.events.places import member_of, text_of

_BREAKS: Final = re.compile(r"[\s\[\](),;]+")
"""Between the words of a user agent, which S3 puts in brackets."""
_MOST_CHARACTERS: Final = 4_096
"""More than CloudTrail lets a user agent have (1 KB)."""
_NOTHING: Final = ("\n",)
"""What no word and no path begins with."""
_AWS_INTERNAL: Final = "AWS Internal"
"""What `invokedBy` says of a service without saying which."""
_BY_MEMBERS: Final = tuple(row for row in ROWS if row.members)
_TELLING: Final = frozenset(
    spelt for row in _BY_MEMBERS for name in row.members for spelt in (name, name.lower())
)
"""The members that rows are told by, as they and as Athena write them."""
_PLACES: Final = {row.what: place for place, row in enumerate(ROWS)}


def row_of_identity(identity: Identity, user_identity: object) -> ActRow | None:
    """What the credentials tell; None where a record has none, as those of Insights.

    `user_identity` is the decoded JSON that `identity` was read from.
    """
    if identity.is_service:
        return SERVICE
    if identity.type is None and identity.invoked_by == _AWS_INTERNAL:
        return UNNAMED_SERVICE
    if not user_identity:
        return None
    context = member_of(user_identity, "sessionContext")
    rows = (
        *_fitting("sessions", _session(identity)),
        *_fitting("providers", _provider(user_identity, context)),
        *_rows_of_path(identity.role_arn),
        *_rows_of_members(user_identity, context),
    )
    return _first(*rows) if rows else PERSON


@lru_cache(maxsize=4_096)
def row_of_agent(agent: str | None) -> ActRow | None:
    """What the program tells that made the call; None where it tells nothing."""
    words = _BREAKS.split((agent or "")[:_MOST_CHARACTERS].lower())
    found = [row for row in ROWS for word in words if word.startswith(row.agents or _NOTHING)]
    return _first(*found) if found else None


def who_acts(of_identity: ActRow | None, of_agent: ActRow | None) -> ActRow | None:
    """The row that counts of what credentials and program tell; None where there is neither."""
    told = [row for row in (of_identity, of_agent) if row is not None]
    return _first(*told) if told else None


def acting(identity: Identity, user_identity: object, agent: str | None) -> ActRow | None:
    """The row that counts for a record with these members; see `row_of_identity`."""
    return who_acts(row_of_identity(identity, user_identity), row_of_agent(agent))


def _first(*rows: ActRow) -> ActRow:
    """Of the rows of the kind that counts the first; a person where there is none."""
    return min(rows, key=lambda row: (-row.kind, _PLACES[row.what]), default=PERSON)


def _session(identity: Identity) -> str:
    """The name of the session, also of one that another account's role has here."""
    _, colon, name = (identity.principal_id or "").partition(":")
    if identity.type in ("AssumedRole", "FederatedUser", "AWSAccount") and colon:
        return name
    return ""


def _provider(user_identity: object, context: object) -> str:
    """The address of the web identity provider, in a record of its user or of its session."""
    data = member_of(context, "webIdFederationData")
    told = text_of(member_of(data, "federatedProvider")) if data else None
    if told is None and member_of(user_identity, "type") == "WebIdentityUser":
        told = text_of(member_of(user_identity, "identityProvider"))
    if told is None:
        return ""
    _, is_arn, address = told.partition(":oidc-provider/")
    return (address if is_arn else told).removeprefix("https://").lower()


@lru_cache(maxsize=1)
def _expressions() -> dict[str, re.Pattern[str]]:
    """For sessions and providers one expression of all rows, with a group for each row."""
    return {
        name: re.compile(
            "|".join(
                f"(?P<row{number}>{'|'.join(getattr(row, name))})"
                for number, row in enumerate(ROWS)
                if getattr(row, name)
            )
        )
        for name in ("sessions", "providers")
    }


@lru_cache(maxsize=4_096)
def _fitting(name: str, text: str) -> tuple[ActRow, ...]:
    match = _expressions()[name].fullmatch(text) if text else None
    return () if match is None or match.lastgroup is None else (ROWS[int(match.lastgroup[3:])],)


@lru_cache(maxsize=4_096)
def _rows_of_path(role_arn: str | None) -> tuple[ActRow, ...]:
    _, _, path = (role_arn or "").partition(":role")
    return tuple(row for row in ROWS if path.startswith(row.paths or _NOTHING))


def _rows_of_members(user_identity: object, context: object) -> list[ActRow]:
    if not (_has_telling(user_identity) or _has_telling(context)):
        return []  # of most: to find out which row it is takes ten times as long
    return [
        row
        for row in _BY_MEMBERS
        if any(member_of(user_identity, name) or member_of(context, name) for name in row.members)
    ]


def _has_telling(value: object) -> bool:
    return isinstance(value, dict) and not _TELLING.isdisjoint(value)
