"""Answers that no service gives: pages of what stands in between, and halves of answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from tests.aws_double.faults import Fault
from tests.aws_double.wire import Answer

_PORTAL: Final = (
    b"\n<!DOCTYPE html>\n<html><head><title>Welcome to\nGuest WiFi</title></head>"
    b"<body><form>accept the terms</form></body></html>"
)
_BAD_GATEWAY: Final = (
    b"<html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>"
)
_NOT_FOUND: Final = b"<html>\r\n<head><title>404 Not Found</title></head>\r\n<body></body></html>"
PAGES: Final[Mapping[Fault, Answer]] = {
    Fault.HTML: Answer(502, "text/html", _BAD_GATEWAY, {}),
    Fault.PORTAL: Answer(200, "text/html; charset=utf-8", _PORTAL, {}),
    Fault.REDIRECTED: Answer(
        302, "text/html", b"", {"Location": "https://portal.example.net/login?from=aws"}
    ),
    Fault.UNKNOWN: Answer(404, "text/html", _NOT_FOUND, {}),
}
"""What is answered in the service's place."""


def spoilt(fault: Fault, answer: Answer) -> Answer:
    """A service's answer as a fault leaves it."""
    is_json = "json" in answer.content_type
    if fault is Fault.EMPTY:
        return answer._replace(data=b"{}" if is_json else b"<a/>")
    if fault is Fault.BROKEN:
        return answer._replace(data=answer.data[: len(answer.data) // 2])
    if fault is Fault.NO_OBJECT:
        return answer._replace(data=b'["hello"]' if is_json else b"<rss><channel/></rss>")
    if fault is Fault.MISTYPED and is_json:
        return answer._replace(
            data=json.dumps(dict.fromkeys(json.loads(answer.data), "x")).encode()
        )
    if fault is Fault.DRIPPING:
        return answer._replace(drips=True, data=answer.data + b" " * 1_000_000)
    return answer
