"""What the question language means, said again: plain, slow, and on its own.

Written from docs/QUERY.md for plain `json.loads` values. It shares no code
with the evaluator, so that a mistake in one shows as a difference.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import Any

from tests.reference_acts import who_acts
from trailview.events.expressions import Expression
from trailview.events.pattern import Pattern, Value
from trailview.question.terms import Clause, Term

READ_PREFIXES = (
    "Get", "List", "Describe", "Head", "Lookup", "Search", "Query", "Scan", "BatchGet", "View",
    "Check", "Test", "Preview", "Simulate", "Validate", "Verify",
)  # fmt: skip

Record = dict[str, Any]


def reference_matches(
    clauses: Iterable[Clause], record: Record, lookup_resources: Sequence[Any] = ()
) -> bool:
    """Whether every clause holds for the record (and event history's own `Resources`)."""
    for clause in clauses:
        if isinstance(clause, Term):
            holds = _term_holds(clause, record, lookup_resources)
        else:
            holds = any(
                reference_matches(alternative, record, lookup_resources)
                for alternative in clause.alternatives
            )
        if holds == clause.negated:
            return False
    return True


def field_values(name: str, record: Record, lookup_resources: Sequence[Any] = ()) -> list[str]:
    """Every value that a field has in a record; a role's name and ARN both."""
    if name == "role":
        return [text for text in _role(record) if text is not None]
    if name == "resource":
        return _resources(record, lookup_resources)
    if name == "resource-type":
        found = [_text(item.get("type")) for item in _entries(record)]
        found += [_text(x.get("ResourceType")) for x in lookup_resources if isinstance(x, dict)]
        return [text for text in found if text]
    if name == "is":
        return _flags(record)
    if name == "by":
        kind = who_acts(record, "service" in _flags(record))
        return [] if kind is None else [kind]
    one = _one_value(name, record)
    return [] if one is None else [one]


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return None


def _get(value: Any, *names: str) -> Any:
    for name in names:
        if not isinstance(value, dict):
            return None
        value = value.get(name)
    return value


def _one_value(name: str, record: Record) -> str | None:
    top = {
        "region": "awsRegion",
        "event": "eventName",
        "service": "eventSource",
        "ip": "sourceIPAddress",
        "agent": "userAgent",
        "error": "errorCode",
        "message": "errorMessage",
        "id": "eventID",
        "request": "requestID",
    }
    of_identity = {
        "key": "accessKeyId",
        "principal": "arn",
        "principal-id": "principalId",
        "type": "type",
    }
    if name in top:
        return _text(record.get(top[name]))
    if name in of_identity:
        return _text(_get(record, "userIdentity", of_identity[name]))
    if name == "account":
        own = _text(record.get("recipientAccountId"))
        return own or _text(_get(record, "userIdentity", "accountId"))
    if name == "category":
        return _text(record.get("eventCategory")) or "Management"
    if name == "readonly":
        return "true" if _is_read(record) else "false"
    assert name == "user"
    return _user(record)


def _user(record: Record) -> str | None:
    if not isinstance(record.get("userIdentity"), dict):
        return None
    kind = _text(_get(record, "userIdentity", "type"))
    name = _text(_get(record, "userIdentity", "userName")) or None
    if kind in ("AssumedRole", "FederatedUser"):
        principal = _text(_get(record, "userIdentity", "principalId")) or ""
        session = principal[principal.index(":") + 1 :] if ":" in principal else ""
        return session or name
    if kind == "Root":
        return name or "root"
    return name


def _role(record: Record) -> tuple[str | None, str | None]:
    issuer = _get(record, "userIdentity", "sessionContext", "sessionIssuer")
    if _text(_get(issuer, "type")) != "Role":
        return None, None
    return _text(_get(issuer, "userName")), _text(_get(issuer, "arn"))


def _entries(record: Record) -> list[Record]:
    value = record.get("resources")
    if isinstance(value, dict):
        return [value]
    return [x for x in value if isinstance(x, dict)] if isinstance(value, list) else []


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return []


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return list(value) + [text for item in value.values() for text in _words(item)]
    if isinstance(value, list):
        return [text for item in value for text in _words(item)]
    return []


def _resources(record: Record, lookup_resources: Sequence[Any]) -> list[str]:
    found = [_text(item.get("ARN")) for item in _entries(record)]
    found += [_text(x.get("ResourceName")) for x in lookup_resources if isinstance(x, dict)]
    texts = [text for text in found if text]
    return (
        texts + _strings(record.get("requestParameters")) + _strings(record.get("responseElements"))
    )


def _is_read(record: Record) -> bool:
    said = (_text(record.get("readOnly")) or "").lower()
    if said in ("true", "false"):
        return said == "true"
    name = _text(record.get("eventName")) or ""
    return name.startswith(READ_PREFIXES)


def _flags(record: Record) -> list[str]:
    flags = ["read" if _is_read(record) else "write"]
    error = _text(record.get("errorCode")) or ""
    kind = _text(_get(record, "userIdentity", "type"))
    if error:
        flags.append("error")
    if (
        error in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
        or error.startswith("Client.Unauthorized")
        or error.endswith((".AccessDenied", ".UnauthorizedOperation"))
    ):
        flags.append("denied")
    if kind == "Root":
        flags.append("root")
    event_type = (_text(record.get("eventType")) or "").lower()
    if (
        _text(record.get("sessionCredentialFromConsole")) == "true"
        or event_type in ("awsconsolesignin", "awsconsoleaction")
        or _text(record.get("eventSource")) == "signin.amazonaws.com"
    ):
        flags.append("console")
    invoker = _text(_get(record, "userIdentity", "invokedBy")) or ""
    if kind == "AWSService" or invoker.endswith(".amazonaws.com"):
        flags.append("service")
    mfa = _get(record, "userIdentity", "sessionContext", "attributes", "mfaAuthenticated")
    if _text(mfa) == "true" or _text(_get(record, "additionalEventData", "MFAUsed")) == "Yes":
        flags.append("mfa")
    return flags


def _term_holds(term: Term, record: Record, lookup_resources: Sequence[Any]) -> bool:
    if term.field == "":
        texts = [text.casefold() for text in _words(record)]
        patterns = [value for value in term.values if isinstance(value, Pattern)]
        return any(_contains(text, value) for value in patterns for text in texts)
    if term.field.startswith("$"):
        return any(_path_holds(term.field, value, record) for value in term.values)
    if term.field == "role":
        name, arn = _role(record)
        return any(
            _fits(arn if _beginning(value).startswith("arn:") else name, value)
            for value in term.values
        )
    found = field_values(term.field, record, lookup_resources)
    return any(value_holds(term.field, text, value) for value in term.values for text in found)


def _beginning(value: Value) -> str:
    if isinstance(value, Expression):
        return value.source.removeprefix("^")
    return value.pieces[0]


def value_holds(field: str, text: str, value: Value) -> bool:
    """Whether one value of a field, other than `role`, fits one of a term's."""
    if isinstance(value, Expression):
        return _fits(text, value)
    if value.folds:
        return value_holds(field, _small(text), Pattern(value.pieces))
    if field == "service" and not any("." in piece for piece in value.pieces):
        suffix = ".amazonaws.com"
        if len(value.pieces) > 1:
            return _fits(text, value) or _fits(text.removesuffix(suffix), value)
        return text == (value.pieces[0] and value.pieces[0] + suffix)
    if field == "ip" and len(value.pieces) == 1 and "/" in value.pieces[0]:
        try:
            network = ipaddress.ip_network(value.pieces[0], strict=False)
        except ValueError:
            return text == value.pieces[0]
        try:
            return ipaddress.ip_address(text) in network
        except ValueError:
            return False
    if field == "resource" and value.pieces != ("",):
        tails = [text[m.end() :] for m in re.finditer("[/:]", text)]
        return any(_fits(candidate, value) for candidate in [text, *tails])
    return _fits(text, value)


def _expression(value: Pattern) -> str:
    return ".*".join(re.escape(piece) for piece in value.pieces)


def _small(text: str) -> str:
    """Letters of ASCII in small, and others where their small form is one letter beyond ASCII."""
    small = [character.lower() for character in text]
    return "".join(
        there if len(there) == 1 and there.isascii() == here.isascii() else here
        for here, there in zip(text, small, strict=True)
    )


def _fits(text: str | None, value: Value) -> bool:
    if text is None:
        return False
    if isinstance(value, Expression):  # those of tests mean the same to `re`, but for `$`
        return re.search(re.sub(r"(?<!\\)\$", r"\\Z", value.source), text) is not None
    if value.folds:
        text, value = _small(text), Pattern(value.pieces)
    if len(value.pieces) > 1 and not "".join(value.pieces):
        return text != ""
    return re.fullmatch(_expression(value), text, re.DOTALL) is not None


def _contains(folded_text: str, value: Pattern) -> bool:
    folded = Pattern(tuple(piece.casefold() for piece in value.pieces))
    if len(folded.pieces) > 1 and not "".join(folded.pieces):
        return folded_text != ""
    return re.search(_expression(folded), folded_text, re.DOTALL) is not None


def _path_holds(path: str, value: Value, record: Record) -> bool:
    current: Any = record
    for step in re.findall(r"\.([^.\[]+)|\[([0-9]+)\]|\['((?:[^'\\]|\\.)*)'\]", path):
        name, index, quoted = step
        if index:
            if not isinstance(current, list) or int(index) >= len(current):
                return False
            current = current[int(index)]
        else:
            key = name or re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL)
            if not isinstance(current, dict) or key not in current:
                return False
            current = current[key]
    is_any = isinstance(value, Pattern) and len(value.pieces) > 1 and not "".join(value.pieces)
    if isinstance(current, dict | list) and is_any:
        return bool(current)
    return any(_fits(text, value) for text in _texts(current))


def _texts(value: Any) -> list[str]:
    """The text of every text, number and boolean in it."""
    inner = list(value.values()) if isinstance(value, dict) else value
    if isinstance(inner, list):
        return [text for item in inner for text in _texts(item)]
    text = _text(value)
    return [] if text is None else [text]
