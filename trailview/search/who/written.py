"""Chains and trees written down: for people as a tree, for reports as Markdown, for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from trailview.events.chain import Chain, Hop
from trailview.events.lookups import Missing
from trailview.events.origin import Origin
from trailview.events.text import counted, printable
from trailview.events.times import iso
from trailview.events.tree import Branch, Count

FORMATS: Final = ("tree", "json", "markdown")
TimeText = Callable[[int], str]


def chain_object(chain: Chain, calls: Mapping[str, int]) -> dict[str, object]:
    """A chain for programs; times are ISO 8601 in UTC. `calls` are those made, by backend."""
    return {
        "subject": chain.subject.text,
        "hops": [_hop_object(hop) for hop in chain.hops],
        "origin": None if chain.origin is None else _origin_object(chain.origin),
        "missing": [missing_object(one) for one in chain.missing],
        "calls": dict(calls),
        "notes": list(chain.notes),
    }


def _time(time: int | None) -> str | None:
    return None if time is None else iso(time)


def _hop_object(hop: Hop) -> dict[str, object]:
    issue = hop.issue
    return {
        "accessKeyId": hop.key,
        "issuingEventID": issue.id if issue else None,
        "issuingEventName": issue.name if issue else None,
        "issuedAt": _time(issue.time if issue else None),
        "roleArn": hop.role_arn,
        "roleSessionName": hop.session_name,
        "confidence": hop.confidence.value if hop.confidence else None,
        "sessionArn": hop.session_arn,
        "account": hop.account,
        "sourceIdentity": hop.source_identity,
        "mfa": hop.mfa,
        "sourceIPAddress": issue.ip if issue else None,
        "awsRegion": issue.region if issue else None,
        "recordedIn": issue.account if issue else None,
        "otherEventID": hop.other.id if hop.other else None,
        "workload": hop.workload,
    }


def _origin_object(origin: Origin) -> dict[str, object]:
    return {
        "type": origin.type,
        "arn": origin.arn,
        "accessKeyId": origin.key,
        "subject": origin.subject,
        "account": origin.account,
        "identityProvider": origin.provider,
        "workload": origin.workload,
        "confidence": origin.confidence.value,
    }


def missing_object(one: Missing) -> dict[str, object]:
    """Something that was not found, for programs."""
    return {
        "what": one.what,
        "why": one.why,
        "find": one.find,
        "accessKeyId": one.key,
        "account": one.account,
        "regions": list(one.regions),
        "since": _time(one.since),
        "until": _time(one.until),
        "backend": one.backend or None,
        "profile": one.profile or None,
    }


def tree_object(
    subject: str, root: Branch, missing: Sequence[Mapping[str, object]], calls: Mapping[str, int]
) -> dict[str, object]:
    """A tree for programs."""
    return {
        "subject": subject,
        "tree": branch_object(root),
        "missing": list(missing),
        "calls": dict(calls),
    }


def branch_object(root: Branch) -> dict[str, object]:
    """A branch with all that hangs from it; a chain of any length."""
    made: dict[int, dict[str, object]] = {}
    for branch in reversed(list(_down(root))):
        issue = branch.issue
        made[id(branch)] = {
            "accessKeyIds": list(branch.keys),
            "sessionArn": branch.session_arn,
            "roleArn": branch.role_arn,
            "roleSessionName": branch.session_name,
            "issuingEventID": issue.id if issue else None,
            "issuingEventName": issue.name if issue else None,
            "issuedAt": _time(issue.time if issue else None),
            "confidence": branch.confidence.value if branch.confidence else None,
            "own": _count_object(branch.own),
            "total": _count_object(branch.total),
            "sessions": [made[id(child)] for child in branch.children],
        }
    return made[id(root)]


def _down(root: Branch) -> Iterator[Branch]:
    stack = [root]
    while stack:
        branch = stack.pop()
        yield branch
        stack += reversed(branch.children)


def _count_object(count: Count) -> dict[str, object]:
    return {
        "events": count.events,
        "first": _time(count.first),
        "last": _time(count.last),
        "writes": count.writes,
        "denials": count.denials,
        "accounts": list(count.accounts),
    }


def as_json(written: object) -> str:
    """JSON that people can read as well."""
    return json.dumps(written, indent=2, ensure_ascii=False)


class TreeEntry(NamedTuple):
    """One place in a chain or a tree, as people read it."""

    depth: int
    """0 is what was asked about."""
    lines: tuple[str, ...]
    """What it is, and what else is known of it. As in the record: not made printable."""
    what: Hop | Origin | Branch | None = None


def chain_entries(chain: Chain, time_text: TimeText = iso) -> list[TreeEntry]:
    """A chain from the top: the subject, each hop below what it made, and the origin."""
    found = [TreeEntry(0, (chain.subject.text,))]
    for depth, hop in enumerate(chain.hops, 1):
        found.append(TreeEntry(depth, (_issued_text(hop, time_text), *_details(hop)), hop))
    origin = "not known" if chain.origin is None else origin_text(chain.origin)
    return [*found, TreeEntry(len(found), (origin,), chain.origin)]


def chain_lines(chain: Chain, time_text: TimeText = iso) -> list[str]:
    """A chain as a tree of lines."""
    return _lines(chain_entries(chain, time_text))


def _lines(entries: Sequence[TreeEntry]) -> list[str]:
    """Entries as lines, each below and right of what it hangs from."""
    return [
        f"{'   ' * (entry.depth - 1)}{front if entry.depth else ''}{printable(line)}"
        for entry in entries
        for front, line in zip(("└─ ", *["   "] * len(entry.lines)), entry.lines, strict=False)
    ]


def _issued_text(hop: Hop, time_text: TimeText) -> str:
    """How a key came to be, in one line."""
    key = hop.key or hop.session_arn or "a session"
    if hop.issue is None:
        return f"{key} · what issued it was not found"
    parts = [key, hop.issue.name or "?", time_text(hop.issue.time) if hop.issue.time else ""]
    sure = hop.confidence.value if hop.confidence else ""
    return " · ".join(filter(None, (*parts, hop.issue.ip or "", sure)))


def _details(hop: Hop) -> Iterator[str]:
    if hop.role_arn:
        yield f"role {hop.role_arn}, session {hop.session_name or '?'}"
    elif hop.session_arn:
        yield f"session {hop.session_arn}"
    more = [
        f"source identity {hop.source_identity}" if hop.source_identity else "",
        "MFA" if hop.mfa else "",
        hop.workload or "",
        f"event {hop.issue.id}" if hop.issue and hop.issue.id else "",
    ]
    if any(more):
        yield ", ".join(filter(None, more))


def origin_text(origin: Origin) -> str:
    """Who it was, in one line."""
    who = origin.arn or origin.subject or origin.account or "?"
    parts = [f"{origin.type} {who}"]
    if origin.key:
        parts.append(f"key {origin.key}")
    if origin.workload:
        parts.append(origin.workload)
    if origin.type == "AWSAccount" and origin.account:
        parts.append(f"of account {origin.account}")
    if origin.provider:
        parts.append(f"by {origin.provider}")
    return " · ".join((*parts, origin.confidence.value))


def missing_text(one: Missing) -> str:
    """Something that was not found, in one line."""
    return f"missing: {one.what}: {one.why}. To find it: {one.find}."


def tree_entries(subject: str, root: Branch, time_text: TimeText = iso) -> list[TreeEntry]:
    """A tree of sessions from the top, each with what its calls come to."""
    found, stack = list[TreeEntry](), [(root, 0)]
    while stack:
        branch, depth = stack.pop()
        name = subject if branch is root else _branch_name(branch, time_text)
        found.append(TreeEntry(depth, (f"{name}: {count_text(branch, time_text)}",), branch))
        stack += [(child, depth + 1) for child in reversed(branch.children)]
    return found


def tree_lines(subject: str, root: Branch, time_text: TimeText = iso) -> list[str]:
    """A tree of sessions as lines."""
    return _lines(tree_entries(subject, root, time_text))


def _branch_name(branch: Branch, time_text: TimeText) -> str:
    session = (branch.session_arn or "").rpartition(":")[2].removeprefix("assumed-role/")
    name = session or branch.session_name or "session"
    key = f" {branch.keys[0]}" if branch.keys else ""
    began = branch.issue.time if branch.issue else None
    return f"{name}{key}" + (f" from {time_text(began)}" if began is not None else "")


def count_text(branch: Branch, time_text: TimeText = iso) -> str:
    """What a branch comes to, in a few words."""
    own, total = branch.own, branch.total
    parts = [counted(own.events, "event")]
    if branch.children:
        parts[0] += f" ({total.events:,} with sessions)"
    if own.writes:
        parts.append(counted(own.writes, "write"))
    if own.denials:
        parts.append(f"{own.denials:,} denied")
    if own.first is not None and own.last is not None:
        parts.append(f"{time_text(own.first)} to {time_text(own.last)}")
    if len(total.accounts) > 1:
        parts.append(f"accounts {', '.join(total.accounts)}")
    return ", ".join(parts)


def markdown(title: str, lines: Sequence[str], missing: Sequence[str]) -> str:
    """A chain or a tree for a report: the lines as they are, and what is missing as a list."""
    fence = "```"
    while any(fence in line for line in lines):
        fence += "`"
    body = [f"### {inline(title)}", "", f"{fence}text", *lines, fence]
    if missing:
        body += ["", *(f"- {inline(line)}" for line in missing)]
    return "\n".join(body)


def inline(text: str) -> str:
    """Text of a record that Markdown shows as it is, in one line."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#|~" else c for c in printable(text))
