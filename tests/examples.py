"""How many examples a property is tried with: a share of them in the suite, all when thorough.

In the suite they are the same ones each time. `TRAILVIEW_THOROUGH=1` in the environment tries
four times as many, and others each time.
"""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings

_IS_THOROUGH: Final = bool(os.environ.get("TRAILVIEW_THOROUGH"))
_SHARE: Final = 4
_FEWEST: Final = 10
_USUAL: Final = 100


def examples(number: int) -> settings:
    """The settings of a property for which `number` examples are thorough."""
    return settings(max_examples=_tried(number))


def load_profile() -> None:
    """Make it so for all properties. No time counts: other programs may hold up any example."""
    settings.register_profile(
        "tests",
        max_examples=_tried(_USUAL),
        deadline=None,
        derandomize=not _IS_THOROUGH,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("tests")


def _tried(number: int) -> int:
    return number if _IS_THOROUGH else max(number // _SHARE, min(number, _FEWEST))
