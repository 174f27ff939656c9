"""A question's terms as conditions of a SQL statement.

A condition is *exact* where it holds for just the rows that the term holds
for. One that is not exact holds for more of them, never for fewer: it narrows
what Athena sends, and the term is settled here. Its opposite would lose rows,
so a negated term without an exact condition is not asked at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from trailview.events.record import DENIED_CODES
from trailview.events.severity import READ_VERBS
from trailview.plans.athena import paths, texts
from trailview.plans.athena.addresses import address_test
from trailview.plans.athena.columns import Columns, any_resource
from trailview.plans.athena.sql import TRUE, all_of, among, any_of, fits, like, none_of
from trailview.plans.athena.table import TableShape
from trailview.question.fields import Compare, Field, find_field
from trailview.question.predicate import full_service, has_dot, is_arn
from trailview.question.query import FREE_TEXT, Pattern, Term

_ISSUER: Final = "userIdentity.sessionContext.sessionIssuer"
_SUFFIX: Final = ".amazonaws.com"


class Condition(NamedTuple):
    """What a term is in SQL."""

    sql: str
    """True where nothing can be asked."""
    exact: bool
    """Whether the condition says all that the term does."""


def condition_of(term: Term, table: TableShape) -> Condition:
    """The condition for a term. Raises PlanError for what the table does not hold."""
    found = _positive(term, Columns(table))
    if not term.negated:
        return found
    return Condition(none_of(found.sql), True) if found.exact else Condition(TRUE, False)


def _positive(term: Term, columns: Columns) -> Condition:
    if any(not _is_sayable(value) for value in term.values):
        return Condition(TRUE, False)
    if term.field == FREE_TEXT:
        return Condition(texts.free_text(columns, term.values), False)
    if term.is_path:
        return Condition(*paths.path_test(columns, term))
    field = find_field(term.field)
    if field is None:
        raise ValueError(f"no field {term.field!r}")
    return _field(field, term.values, columns)


def _is_sayable(value: Pattern) -> bool:
    """Whether a value can be written at all: half a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for p in value.pieces for character in p)


def _field(field: Field, values: tuple[Pattern, ...], columns: Columns) -> Condition:
    if field.compare is Compare.RESOURCE:
        return Condition(texts.resource(columns, values), False)
    if field.name == "resource-type":
        return _resource_type(columns, values)
    if field.compare is Compare.ADDRESS:
        return Condition(*address_test(columns.text("sourceIPAddress"), values))
    if field.compare is Compare.ROLE:
        return Condition(_role(columns, values), True)
    if field.compare is Compare.FLAG:
        flags = _IS_WORDS if field.name == "is" else _READONLY_WORDS
        chosen = [word for word in field.words if any(value.matches(word) for value in values)]
        return Condition(any_of([flags[word](columns) for word in chosen]), True)
    made = _EXPRESSIONS.get(field.name)
    expression = made(columns) if made else columns.text(field.spelling.paths[0])
    if field.compare is Compare.SERVICE:
        return Condition(_service(expression, values), True)
    return Condition(fits(expression, values), True)


def _user(columns: Columns) -> str:
    """The user as `events.identity` tells it: by the type of identity."""
    kind, name, principal = (
        columns.text(f"userIdentity.{member}") for member in ("type", "userName", "principalId")
    )
    after_colon = f"substr({principal}, nullif(strpos({principal}, ':'), 0) + 1)"
    return (
        f"CASE WHEN {kind} IN ('AssumedRole', 'FederatedUser') "
        f"THEN coalesce(nullif({after_colon}, ''), nullif({name}, '')) "
        f"WHEN {kind} = 'Root' THEN coalesce(nullif({name}, ''), 'root') "
        f"ELSE nullif({name}, '') END"
    )


def _account(columns: Columns) -> str:
    own, callers = columns.text("recipientAccountId"), columns.text("userIdentity.accountId")
    return f"coalesce(nullif({own}, ''), {callers})"


def _category(columns: Columns) -> str:
    return f"coalesce(nullif({columns.text('eventCategory')}, ''), 'Management')"


_EXPRESSIONS: Final[Mapping[str, Callable[[Columns], str]]] = {
    "user": _user,
    "account": _account,
    "category": _category,
}
"""Fields that are more than the text of one member."""


def _service(expression: str, values: tuple[Pattern, ...]) -> str:
    short = [v.pieces for v in values if v.literal is None and not v.is_any and not has_dot(v)]
    return any_of(
        [
            fits(expression, tuple(full_service(value) for value in values)),
            *(like(expression, (*pieces[:-1], pieces[-1] + _SUFFIX)) for pieces in short),
        ]
    )


def _role(columns: Columns, values: tuple[Pattern, ...]) -> str:
    names = tuple(value for value in values if not is_arn(value))
    arns = tuple(value for value in values if is_arn(value))
    tests = [fits(columns.text(f"{_ISSUER}.userName"), names)] if names else []
    if arns:
        tests.append(fits(columns.text(f"{_ISSUER}.arn"), arns))
    return all_of([among(columns.text(f"{_ISSUER}.type"), ["Role"]), any_of(tests)])


def _resource_type(columns: Columns, values: tuple[Pattern, ...]) -> Condition:
    if not columns.has_resources("type"):
        return Condition(texts.json_has("resources", values), False)
    test = all_of(["r.type <> ''", fits("r.type", values)])
    return Condition(any_resource(test), True)


def _is_read(columns: Columns) -> str:
    said, name = columns.text("readOnly"), columns.text("eventName")
    known = "'true', 'True', 'TRUE', 'false', 'False', 'FALSE'"
    return (
        f"({said} IN ('true', 'True', 'TRUE') OR (coalesce({said}, '') NOT IN ({known}) "
        f"AND regexp_like({name}, '^({'|'.join(READ_VERBS)})')))"
    )


def _is_write(columns: Columns) -> str:
    return none_of(_is_read(columns))


def _is_denied(columns: Columns) -> str:
    code = columns.text("errorCode")
    return any_of(
        [
            among(code, sorted(DENIED_CODES)),
            like(code, ("Client.Unauthorized", "")),
            like(code, ("", ".AccessDenied")),
            like(code, ("", ".UnauthorizedOperation")),
        ]
    )


def _is_console(columns: Columns) -> str:
    return any_of(
        [
            among(columns.text("sessionCredentialFromConsole"), ["true"]),
            among(columns.text("eventSource"), ["signin.amazonaws.com"]),
            among(f"lower({columns.text('eventType')})", ["awsconsolesignin", "awsconsoleaction"]),
        ]
    )


def _is_service(columns: Columns) -> str:
    return any_of(
        [
            among(columns.text("userIdentity.type"), ["AWSService"]),
            like(columns.text("userIdentity.invokedBy"), ("", _SUFFIX)),
        ]
    )


def _has_mfa(columns: Columns) -> str:
    attribute = columns.text("userIdentity.sessionContext.attributes.mfaAuthenticated")
    return any_of(
        [
            among(attribute, ["true"]),
            among(columns.text("additionalEventData.MFAUsed"), ["Yes"]),
        ]
    )


_READONLY_WORDS: Final = {"true": _is_read, "false": _is_write}
_IS_WORDS: Final[Mapping[str, Callable[[Columns], str]]] = {
    "read": _is_read,
    "write": _is_write,
    "error": lambda columns: f"{columns.text('errorCode')} <> ''",
    "denied": _is_denied,
    "root": lambda columns: among(columns.text("userIdentity.type"), ["Root"]),
    "console": _is_console,
    "service": _is_service,
    "mfa": _has_mfa,
}
