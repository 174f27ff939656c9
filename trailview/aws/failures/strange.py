"""Answers that a service cannot have given: what stands in between, and how it shows.

A network's login page, a proxy and a wrong endpoint all answer in HTTP, and
the AWS libraries take much of it for an empty answer: botocore's JSON parser
makes a message of any text that is no JSON (`parsers.py`,
`_parse_body_as_json`), and no member of a service's answer is required.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_PAGE: Final = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*|<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_TITLE: Final = re.compile(rb"<title[^>]{0,200}>(.{1,300}?)</title", re.IGNORECASE | re.DOTALL)
_HEAD: Final = 8_192
"""Bytes of an answer that are looked at to know a page by."""
_SHOWN: Final = 80
"""Characters of an answer that are shown."""
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_LOG_IN_TO_THE_NETWORK: Final = 511
"""RFC 6585: Network Authentication Required."""
_FAILING: Final = 500
_OWN_REDIRECTS: Final = ("s3",)
"""Services that redirect by themselves, and whose redirects botocore follows."""


class StrangeAnswerError(Exception):
    """An answer that the service cannot have given: empty, broken, or somebody else's."""


class SlowAnswerError(Exception):
    """An answer that began and did not come to its end in time."""


class PortalError(StrangeAnswerError):
    """A web page, or the way to one, where an answer should be: a network's login page."""


class WrongEndpointError(StrangeAnswerError):
    """A web page of a server that does not know the request: no service of AWS."""


def refuse_page(service: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Raise what an answer is by its status and first bytes, where no service gives such.

    `headers` are by lower-case name. The type that an answer says it has
    counts for nothing: doubles of AWS send JSON as text/html. What fails with
    500 and more is let pass: it is a failure anyway, and botocore makes such calls again.
    """
    if status >= _FAILING and status != _LOG_IN_TO_THE_NETWORK:
        return
    is_page = _PAGE.match(body[:_HEAD]) is not None
    if status in _REDIRECTS and service not in _OWN_REDIRECTS:
        where = urlsplit(headers.get("location", "")).netloc
        raise PortalError(f"It is HTTP {status}" + f", a redirect to {where}." * bool(where))
    if not is_page:
        return
    told = f"It is HTTP {status} with a web page{_title(body)}."
    if status < 400 or status == _LOG_IN_TO_THE_NETWORK:
        raise PortalError(told)
    raise WrongEndpointError(told)


def _title(body: bytes) -> str:
    found = _TITLE.search(body[:_HEAD])
    if found is None:
        return ""
    text = " ".join(found[1].decode("utf-8", "replace").split())[:_SHOWN]
    return f", “{text}”" if text else ""


def excerpt(body: bytes) -> str:
    """The first characters of an answer, on one line, to be shown."""
    text = " ".join(body[: 4 * _SHOWN].decode("utf-8", "replace").split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
