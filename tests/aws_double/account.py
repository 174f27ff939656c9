"""Account management: which Regions the account can use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from tests.aws_double.service import Call

PAGE: Final = 50


class Account:
    """ListRegions, as many a page as are asked for."""

    routes: ClassVar[Mapping[tuple[str, str], str]] = {("POST", "/listRegions"): "ListRegions"}
    is_signed: ClassVar = True

    def __init__(self, enabled: Iterable[str], disabled: Iterable[str] = ()) -> None:
        self._regions = {
            **dict.fromkeys(enabled, "ENABLED_BY_DEFAULT"),
            **dict.fromkeys(disabled, "DISABLED"),
        }

    def call(self, call: Call) -> dict[str, Any]:
        wanted = call.body.get("RegionOptStatusContains") or ("ENABLED_BY_DEFAULT", "DISABLED")
        found = [
            {"RegionName": region, "RegionOptStatus": status}
            for region, status in sorted(self._regions.items())
            if status in wanted
        ]
        start, size = int(call.body.get("NextToken", 0)), int(call.body.get("MaxResults", PAGE))
        answer: dict[str, Any] = {"Regions": found[start : start + size]}
        if start + size < len(found):
            answer["NextToken"] = str(start + size)
        return answer
