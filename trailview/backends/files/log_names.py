"""Which files can be logs, by their names alone: the same in folders and in archives."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

_ENDINGS: Final = frozenset(
    {"", "json", "jsonl", "ndjson", "log", "txt", "csv", "tsv", "yaml", "yml", "gz", "gzip"}
    | {"zst", "zstd", "bz2", "xz", "zip", "tar", "tgz", "tbz", "tbz2", "txz", "tzst", "parquet"}
)
_FOREIGN: Final = (".cpio.gz", ".sql.gz")
_DIGEST: Final = "CloudTrail-Digest"


def can_be_log(path: str) -> bool:
    """Whether a file can hold events, as its name says. Digests hold checksums."""
    _, _, name = path.rpartition("/")
    if _DIGEST in path and is_digest(path):
        return False
    _, dot, ending = name.rpartition(".")
    ending = ending.lower() if dot else ""
    return ending in _ENDINGS and not name.lower().endswith(_FOREIGN)


def is_digest(path: str) -> bool:
    """Whether a file is one of CloudTrail's digests, as its name or folder says."""
    *folders, name = PurePosixPath(path).parts
    return _DIGEST in folders or f"_{_DIGEST}_" in name


def kind_of_name(path: str) -> str:
    """What is said of a file that is passed over for its name."""
    _, _, name = path.rpartition("/")
    if name.startswith("."):
        return "hidden"
    if is_digest(path):
        return "CloudTrail digest"
    _, dot, ending = name.rpartition(".")
    return f".{ending.lower()[:12]}" if dot else "other"
