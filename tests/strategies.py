"""Hypothesis strategies: records as CloudTrail writes them and as it should not, and terms."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.reference import Record, field_values
from trailview.events.expressions import Expression
from trailview.events.pattern import Pattern, Value, fold
from trailview.question.fields import BY_NAME, FIELDS
from trailview.question.paths import format_path
from trailview.question.terms import FREE_TEXT, Clause, Group, Term

ACCOUNTS = ("111122223333", "444455556666")
NAMES = (
    "alice",
    "Alice",
    "bob",
    "o'hara",
    'a"b',
    "a,b",
    "a*b",
    "a\\b",
    "Ünïcode",
    "straße",
    "root",
)
ROLES = ("Admin", "Reader", "AWSReservedSSO_Admin_0123456789abcdef")
EVENTS = (
    "CreateAccessKey", "DeleteTrail", "GetObject", "ListBuckets", "DescribeInstances",
    "ConsoleLogin", "BatchGetItem", "Getaway", "PutObject",
)  # fmt: skip
SOURCES = (
    "iam.amazonaws.com", "s3.amazonaws.com", "s3express.amazonaws.com", "signin.amazonaws.com",
    "iam", "custom.example.org", "",
)  # fmt: skip
ADDRESSES = (
    "203.0.113.7", "203.0.113.200", "198.51.100.1", "2001:db8::1", "2001:db8:1::9",
    "cloudformation.amazonaws.com", "AWS Internal", "AWS Internal/3", "", "999.1.1.1",
)  # fmt: skip
ERRORS = (
    "AccessDenied", "Client.UnauthorizedOperation", "s3.AccessDenied", "NoSuchBucket",
    "UnauthorizedOperation", "AccessDeniedException", "",
)  # fmt: skip
NETWORKS = (
    "203.0.113.0/24", "203.0.113.7/25", "0.0.0.0/0", "2001:db8::/32", "::/0", "AWS Internal/3",
    "198.51.100.1/32",
)  # fmt: skip

ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=4),
    st.just([]),
    st.just({}),
    st.just(["x", {"y": "z"}]),
)


def _mostly(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """The strategy's values, and now and then a value of a type that has no place there."""
    return st.one_of(strategy, strategy, strategy, strategy, ODD)


def _some(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[Record]:
    """Objects with the required members, and any of the others."""
    return st.fixed_dictionaries(
        {name: _mostly(value) for name, value in required.items()},
        optional={name: _mostly(value) for name, value in optional.items()},
    )


_names = st.sampled_from(NAMES)
_accounts = st.sampled_from(ACCOUNTS)
_role_arns = st.builds(
    lambda account, path, role: f"arn:aws:iam::{account}:role/{path}{role}",
    _accounts,
    st.sampled_from(["", "team/a/"]),
    st.sampled_from(ROLES),
)
_session = _some(
    {
        "sessionIssuer": st.one_of(
            st.just({}),
            _some(
                {"type": st.sampled_from(["Role", "Role", "Role", "IAMUser"])},
                {"arn": _role_arns, "userName": st.sampled_from(ROLES), "principalId": _names},
            ),
        ),
    },
    {
        "attributes": _some(
            {}, {"mfaAuthenticated": st.sampled_from(["true", "false", True, False])}
        ),
    },
)
_types = st.sampled_from(
    [
        "Root", "IAMUser", "AssumedRole", "Role", "FederatedUser", "SAMLUser", "WebIdentityUser",
        "AWSAccount", "AWSService", "IdentityCenterUser", "Directory", "Unknown",
    ]
)  # fmt: skip
_identity = _some(
    {"type": _types, "sessionContext": _session},
    {
        "userName": _names,
        "principalId": st.one_of(
            _names.map(lambda name: f"AROAEXAMPLE:{name}"),
            st.sampled_from(["AIDAEXAMPLE", "AROAEXAMPLE:", "AROA:a:b", ""]),
            st.sampled_from(["AROAEXAMPLE:i-0a1b2c3d", "AROAEXAMPLE:github-deploy"]),
        ),
        "arn": st.builds(
            lambda role, name: f"arn:aws:sts::{ACCOUNTS[0]}:assumed-role/{role}/{name}",
            st.sampled_from(ROLES),
            _names,
        ),
        "accountId": _accounts,
        "accessKeyId": st.sampled_from(["AKIAIOSFODNN7EXAMPLE", "ASIAEXAMPLE", ""]),
        "invokedBy": st.sampled_from(["cloudformation.amazonaws.com", "AWS Internal"]),
    },
)
_leaf = st.one_of(_names, _role_arns, st.sampled_from(["my-bucket", "a/b:c", "x/", ""]), ODD)
_keys = st.sampled_from(["userName", "bucketName", "odd.name", "it's", "x-amz-acl", "a b", "\\"])
_tree: st.SearchStrategy[Any] = st.recursive(
    _leaf,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_keys, inner, max_size=3)),
    max_leaves=6,
)
_parameters = st.dictionaries(_keys, _tree, max_size=4)
_resource = _some(
    {},
    {"ARN": _role_arns, "type": st.sampled_from(["AWS::S3::Bucket", "AWS::IAM::Role", ""])},
)


def records() -> st.SearchStrategy[Record]:
    """Records like CloudTrail's, with members missing or of a wrong type."""
    return _some(
        {
            "eventName": st.sampled_from(EVENTS),
            "eventSource": st.sampled_from(SOURCES),
            "userIdentity": _identity,
            "sourceIPAddress": st.sampled_from(ADDRESSES),
        },
        {
            "eventTime": st.just("2026-11-20T10:00:00Z"),
            "awsRegion": st.sampled_from(["us-east-1", "eu-west-1"]),
            "userAgent": st.sampled_from(["aws-cli/2.9", "Mozilla/5.0 (X11, Linux)", "[S3]"]),
            "errorCode": st.sampled_from(ERRORS),
            "errorMessage": _names.map(lambda name: f"User: {name} is not\nauthorized"),
            "requestParameters": _parameters,
            "responseElements": _parameters,
            "additionalEventData": _some({}, {"MFAUsed": st.sampled_from(["Yes", "No"])}),
            "requestID": st.sampled_from(["r-1", "r-2"]),
            "eventID": st.sampled_from(["e-1", "e-2"]),
            "readOnly": st.sampled_from([True, False, "true", "false"]),
            "resources": st.one_of(st.lists(_mostly(_resource), max_size=2), _resource),
            "eventType": st.sampled_from(["AwsApiCall", "AwsConsoleSignin", "AwsConsoleAction"]),
            "recipientAccountId": _accounts,
            "eventCategory": st.sampled_from(["Management", "Data", "Insight"]),
            "sessionCredentialFromConsole": st.sampled_from(["true", True, "false"]),
        },
    )


def lookup_resources() -> st.SearchStrategy[list[Any]]:
    """Event history's own `Resources`: none most of the time."""
    entry = _some(
        {},
        {
            "ResourceName": st.one_of(_names, _role_arns),
            "ResourceType": st.sampled_from(["AWS::IAM::User", "AWS::S3::Bucket"]),
        },
    )
    return st.one_of(st.just([]), st.lists(_mostly(entry), max_size=2))


def _paths(
    value: Any, parts: tuple[str | int, ...] = ()
) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every place in decoded JSON with what stands there."""
    found = [(parts, value)] if parts else []
    if isinstance(value, dict):
        members: list[tuple[str | int, Any]] = list(value.items())
    elif isinstance(value, list):
        members = list(enumerate(value))
    else:
        return found
    for part, inner in members:
        found += _paths(inner, (*parts, part))
    return found


@st.composite
def patterns(draw: st.DrawFn, text: str) -> Pattern:
    """The text itself, something near it, or wildcards that fit it or nearly do."""
    kind = draw(st.integers(0, 10))
    if kind == 10:
        near = draw(patterns(text))
        return Pattern(tuple(map(fold, near.pieces)), folds=True)
    if kind <= 3:
        return Pattern((text,))
    if kind == 4:
        return Pattern(("", ""))
    if kind == 5:
        return Pattern((draw(st.sampled_from([text.upper(), text.lower(), text + "x", ""])),))
    if kind == 6:
        return Pattern((text[draw(st.integers(0, len(text))) :],))
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    pieces = [text[:start], *([text[start:end]] if kind == 7 and end > start else []), text[end:]]
    if kind == 8:
        pieces[0] = ""
    return Pattern(tuple(pieces))


@st.composite
def _field_term(draw: st.DrawFn, record: Record, found: list[Any]) -> Term:
    names = [row.name for row in FIELDS]
    told = [name for name in names if field_values(name, record, found)]
    name = draw(st.sampled_from(told * 2 + names))
    negated = draw(st.booleans())
    if name in ("is", "by", "readonly"):
        words = BY_NAME[name].words
        chosen = draw(st.lists(st.sampled_from(words), min_size=1, max_size=2))
        return Term(name, tuple(Pattern((word,)) for word in chosen), negated)
    texts = field_values(name, record, found)
    if name == "ip":
        texts = [*texts, *NETWORKS]
    if name == "service":
        texts = [*texts, *(text.removesuffix(".amazonaws.com") for text in texts), "iam", "s3"]
    if name == "resource":
        texts = [*texts, *(part for text in texts for part in text.replace(":", "/").split("/"))]
    return Term(name, draw(_values(texts or list(NAMES))), negated)


@st.composite
def expressions(draw: st.DrawFn, text: str) -> Expression:
    """An expression that is found in the text, or nearly: all of it means the same to `re`."""
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    middle = "".join(map(_as_itself, text[start:end])) or "x?"
    kind = draw(st.sampled_from(["", "^", "$", "(?i)", "|", ".+", "[a-z]"]))
    match kind:
        case "^" | "(?i)":
            return Expression(kind + middle)
        case "|":
            return Expression(f"zz|(?:{middle})")
        case "":
            return Expression(middle)
    return Expression(middle + kind)


def _as_itself(character: str) -> str:
    if character.isascii() and not character.isalnum():
        return f"\\x{ord(character):02x}"
    is_sure = character.isascii() or character.isalpha()
    return character if is_sure and not 0xD800 <= ord(character) < 0xE000 else "."


def _values(texts: list[str]) -> st.SearchStrategy[tuple[Value, ...]]:
    """One or two values near the texts; one in six is an expression."""
    near = st.sampled_from(texts).flatmap(patterns)
    one = st.one_of(near, near, near, near, near, st.sampled_from(texts).flatmap(expressions))
    return st.one_of(one.map(lambda value: (value,)), st.tuples(one, one))


@st.composite
def _path_term(draw: st.DrawFn, record: Record) -> Term:
    parts, value = draw(st.sampled_from([*_paths(record), (("absent", 0), "x")]))
    text = {True: "true", False: "false"}.get(value) if isinstance(value, bool) else str(value)
    return Term(format_path(parts), draw(_values([text or "", "x"])), draw(st.booleans()))


@st.composite
def _text_term(draw: st.DrawFn, record: Record) -> Term:
    texts = [str(part) for parts, _ in _paths(record) for part in parts if isinstance(part, str)]
    texts += [value for _, value in _paths(record) if isinstance(value, str)]
    values = draw(_values([text for text in texts if text] or ["x"]))
    kept = tuple(
        Pattern(value.pieces)
        for value in values
        if isinstance(value, Pattern) and value.literal != ""
    )
    return Term(FREE_TEXT, kept or (Pattern(("x",)),), draw(st.booleans()))


@st.composite
def terms_for(draw: st.DrawFn, record: Record, found: list[Any] | None = None) -> Term:
    """A term of any kind, often one about what the record holds."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(_text_term(record))
    if kind <= 2:
        return draw(_path_term(record))
    return draw(_field_term(record, found or []))


def clauses_for(
    record: Record, found: list[Any] | None = None, depth: int = 3
) -> st.SearchStrategy[Clause]:
    """A term, or alternatives that nest so many levels deep."""
    term = terms_for(record, found)
    if not depth:
        return term
    inner = clauses_for(record, found, depth - 1)
    alternative = st.lists(inner, min_size=1, max_size=2).map(tuple)
    alternatives = st.lists(alternative, min_size=1, max_size=3).map(tuple)
    return st.one_of(term, st.builds(Group, alternatives, st.booleans()))
