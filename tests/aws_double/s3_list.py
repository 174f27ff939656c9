"""Pages of a bucket's list, as ListObjectsV2 gives them (API reference, "ListObjectsV2")."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape

_TAB: Final = "\t"
NAMESPACE: Final = "http://s3.amazonaws.com/doc/2006-03-01/"


def etag_of(data: bytes) -> str:
    """An object's ETag, with its quotation marks."""
    return f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'


def empty_page(asked: Mapping[str, str], number: int) -> str:
    """A page with nothing in it that is not the last."""
    begins = asked.get("prefix", "").removesuffix("/") or " "
    behind = asked.get("continuation-token") or asked.get("start-after") or begins
    return (
        f'<ListBucketResult xmlns="{NAMESPACE}"><KeyCount>0</KeyCount><IsTruncated>true'
        f"</IsTruncated><NextContinuationToken>{escape(_marked(behind, number))}"
        "</NextContinuationToken></ListBucketResult>"
    )


def _marked(behind: str, number: int) -> str:
    """Another token for the same place: no key has a tab in it here."""
    return f"{behind.partition(_TAB)[0]}{_TAB}{number}"


def listing(
    sizes: Mapping[str, int], etags: Mapping[str, str], asked: Mapping[str, str], limit: int
) -> str:
    """A page; a token is the key, or the folder, that it goes on behind.

    Keys come in the order of their UTF-8 bytes. What has the same beginning up to the delimiter
    is one entry, which counts like a key.
    """
    prefix, delimiter = asked.get("prefix", ""), asked.get("delimiter", "")
    most = min(int(asked.get("max-keys", limit)), limit)
    token = asked.get("continuation-token", "").partition(_TAB)[0]
    behind = token or asked.get("start-after", "")
    is_coded = asked.get("encoding-type") == "url"
    keys = sorted((key for key in sizes if key.startswith(prefix)), key=str.encode)
    place = bisect_right(keys, behind.encode(), key=str.encode)
    entries: dict[str, bool] = {}
    is_cut = False
    for key in keys[place:]:
        end = key.find(delimiter, len(prefix)) if delimiter else -1
        folder = key[: end + len(delimiter)] if end >= 0 else ""
        entry = folder or key
        if folder and folder <= behind:
            continue  # it was on the page before
        if entry not in entries and len(entries) == most:
            is_cut = True
            break
        entries[entry] = bool(folder)

    def told(text: str) -> str:
        return escape(quote(text) if is_coded else text)

    contents = "".join(
        f"<Contents><Key>{told(key)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>"
        f"<ETag>{escape(etags[key])}</ETag><Size>{sizes[key]}</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
        for key, is_folder in entries.items()
        if not is_folder
    )
    folders = "".join(
        f"<CommonPrefixes><Prefix>{told(folder)}</Prefix></CommonPrefixes>"
        for folder, is_folder in entries.items()
        if is_folder
    )
    token = ""
    if is_cut and entries:
        last = [*entries][-1]
        token = f"<NextContinuationToken>{escape(last)}</NextContinuationToken>"
    coded = "<EncodingType>url</EncodingType>" * is_coded
    return (
        f'<ListBucketResult xmlns="{NAMESPACE}"><Name>{escape(asked["Bucket"])}</Name>'
        f"<Prefix>{told(prefix)}</Prefix><KeyCount>{len(entries)}</KeyCount>"
        f"<MaxKeys>{most}</MaxKeys>{coded}"
        f"<IsTruncated>{str(is_cut).lower()}</IsTruncated>{token}{contents}{folders}"
        "</ListBucketResult>"
    )
