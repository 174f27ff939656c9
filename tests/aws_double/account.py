"""Account Management: which Regions the account can use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from tests.aws_double.service import Call

_PAGE: Final = 50


class AccountManagement:
    """ListRegions: those that are enabled by default."""

    is_signed: ClassVar = True
    routes: ClassVar[Mapping[tuple[str, str], str]] = {("POST", "/listRegions"): "ListRegions"}

    def __init__(self, enabled: Iterable[str]) -> None:
        self._regions = sorted(enabled)

    def call(self, call: Call) -> dict[str, Any]:
        wanted = call.body.get("RegionOptStatusContains") or ["ENABLED_BY_DEFAULT"]
        names = self._regions if "ENABLED_BY_DEFAULT" in wanted else []
        first = int(call.body.get("NextToken", 0))
        end = first + int(call.body.get("MaxResults", _PAGE))
        answer: dict[str, Any] = {
            "Regions": [
                {"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT"}
                for name in names[first:end]
            ]
        }
        if end < len(names):
            answer["NextToken"] = str(end)
        return answer
