"""What a file without events looks like, and what would help: a row for each kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from trailview.backends.files.python_text import looks_printed

_HEAD: Final = 4_096


class Stranger(NamedTuple):
    """A kind of file that holds no events."""

    kind: str
    """In a few words, after "it looks like"."""
    is_it: Callable[[bytes], bool]
    """Whether the beginning of a text is that of one."""
    help: str = ""
    """What to do about it."""


def _starts(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(marks)


def _has(pattern: bytes) -> Callable[[bytes], bool]:
    compiled = re.compile(pattern, re.DOTALL)
    return lambda head: compiled.search(head) is not None


def _is_binary(head: bytes) -> bool:
    return b"\0" in head


KINDS: Final = (
    Stranger("an empty file", lambda head: not head.strip()),
    Stranger("a PDF", _starts(b"%PDF"), "Give the log file itself."),
    Stranger("a picture", _starts(b"\x89PNG", b"GIF8", b"\xff\xd8\xff")),
    Stranger(
        "an SQLite database", _starts(b"SQLite format 3\0"), "Export its table as CSV or JSON."
    ),
    Stranger("an ORC file", _starts(b"ORC"), "Export it as JSON, CSV or Parquet."),
    Stranger("an Avro file", _starts(b"Obj\x01"), "Export it as JSON, CSV or Parquet."),
    Stranger("a Windows event log", _starts(b"ElfFile")),
    Stranger("a capture of network packets", _starts(b"\xd4\xc3\xb2\xa1", b"\n\r\r\n")),
    Stranger("a 7-Zip archive", _starts(b"7z\xbc\xaf\x27\x1c"), "Unpack it first."),
    Stranger("a RAR archive", _starts(b"Rar!"), "Unpack it first."),
    Stranger("an LZ4 file", _starts(b"\x04\x22\x4d\x18"), "Unpack it first: lz4 -d."),
    Stranger("a Snappy file", _starts(b"\xff\x06\0\0sNaPpY"), "Unpack it first."),
    Stranger(
        "an encrypted file",
        _has(rb"^(?:-----BEGIN PGP MESSAGE|age-encryption\.org|Salted__|\x85\x01|\x85\x02)"),
        "Decrypt it first.",
    ),
    Stranger("an HTML page", _has(rb"(?i)^\s*(?:<!doctype html|<html)"), "Save the log itself."),
    Stranger(
        "an XML answer of a service (maybe an error)",
        _has(rb"^\s*<\?xml|^\s*<Error>"),
        "Download it again; the text in it says what went wrong.",
    ),
    Stranger("a digest of CloudTrail", _has(rb'"digestStartTime"'), "It holds checksums."),
    Stranger(
        "an AWS Config snapshot or history", _has(rb'"configurationItems"|"configSnapshotId"')
    ),
    Stranger(
        "a GuardDuty finding", _has(rb'"schemaVersion"[^{}]*"(?:type|accountId)"|"guardduty"')
    ),
    Stranger("a notification of S3", _has(rb'"eventSource"\s*:\s*"aws:'), "It names log files."),
    Stranger("a VPC flow log", _has(rb"^(?:version )?account-id |^2 \d{12} eni-|^version account")),
    Stranger("an S3 access log", _has(rb"^[0-9a-f]{64} \S+ \[\d\d/\w{3}/\d{4}:")),
    Stranger("a load balancer's log", _has(rb"^(?:https?|h2|wss?|tls) \d{4}-\d\d-\d\dT")),
    Stranger("a web server's log", _has(rb'^\S+ \S+ \S+ \[[^\]]+\] "[A-Z]+ ')),
    Stranger("OCSF events that are not CloudTrail's", _has(rb'"class_uid"|"class_name"')),
    Stranger(
        "what Python prints, cut or with objects in it",
        looks_printed,
        "Write it with json.dumps(…, default=str).",
    ),
    Stranger("binary data", _is_binary),
    Stranger(
        "JSON that is broken or cut",
        lambda head: head.lstrip()[:1] in (b"{", b"[") and not _may_be_json(head),
        "Fetch it again.",
    ),
    Stranger(
        "JSON without CloudTrail events", lambda head: head.lstrip()[:1] in (b"{", b"[", b'"')
    ),
    Stranger("JSON without CloudTrail events", _has(rb"^\s*(?:null|true|false|-?[0-9.eE+-]+)\s*$")),
    Stranger(
        "a table without columns of CloudTrail",
        _has(rb"^[^\n]{1,2000}[,;\t|][^\n]*\n[^\n]*[,;\t|]"),
        "Name its columns as CloudTrail does: eventTime, eventName, eventSource …",
    ),
)
_OTHER: Final = Stranger("text without CloudTrail events", lambda _: True)
HELP: Final = {stranger.kind: stranger.help for stranger in KINDS}


def _may_be_json(head: bytes) -> bool:
    """Whether the beginning of a text can be that of whole JSON."""
    import msgspec

    if len(head) >= _HEAD:
        return True
    try:
        msgspec.json.decode(head, type=msgspec.Raw)
    except (ValueError, RecursionError):
        pass
    else:
        return True
    try:
        msgspec.json.Decoder(msgspec.Raw).decode_lines(head)
    except (ValueError, RecursionError):
        return False
    return True


def looks_like(data: bytes) -> str:
    """What a text without events looks like, in a few words."""
    head = data[:_HEAD].lstrip()
    return next((kind.kind for kind in KINDS if kind.is_it(head)), _OTHER.kind)


def told(kind: str) -> str:
    """Why a file of a kind was not read, as a sentence and what would help."""
    said = f"no CloudTrail event was found: it looks like {kind}"
    return f"{said}. {HELP[kind]}" if HELP.get(kind) else said
