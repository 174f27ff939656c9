"""EC2: which Regions the account can use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tests.aws_double.service import Call, UnknownOperation

_NAMESPACE: Final = "http://ec2.amazonaws.com/doc/2016-11-15/"


class Ec2:
    """DescribeRegions: the enabled ones, and the others with `AllRegions`."""

    name = "ec2"

    def __init__(self, enabled: Iterable[str], disabled: Iterable[str] = ()) -> None:
        self._regions = {
            **dict.fromkeys(enabled, "opt-in-not-required"),
            **dict.fromkeys(disabled, "not-opted-in"),
        }

    def call(self, call: Call) -> str:
        if call.operation != "DescribeRegions":
            raise UnknownOperation(call.operation)
        everything = call.body.get("AllRegions") == "true"
        named = {value for name, value in call.body.items() if name.startswith("RegionName.")}
        items = "".join(
            f"<item><regionName>{region}</regionName>"
            f"<regionEndpoint>ec2.{region}.amazonaws.com</regionEndpoint>"
            f"<optInStatus>{status}</optInStatus></item>"
            for region, status in sorted(self._regions.items())
            if (everything or status != "not-opted-in") and (not named or region in named)
        )
        return (
            f'<DescribeRegionsResponse xmlns="{_NAMESPACE}"><requestId>double</requestId>'
            f"<regionInfo>{items}</regionInfo></DescribeRegionsResponse>"
        )
