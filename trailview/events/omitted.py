"""Request parameters that CloudTrail left out because they were too large.

It then writes `{"omitted": true, "reason": "requestParameters too large"}` in
their place, which hides what the call was about: a known way to hide a target.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HIDDEN: Final = "(left out by CloudTrail: too large)"
"""What a row shows in place of the resource."""


def is_omitted(parameters: object) -> bool:
    """Whether these are no request parameters, but the word that they were left out."""
    return isinstance(parameters, Mapping) and parameters.get("omitted") in (True, "true")
