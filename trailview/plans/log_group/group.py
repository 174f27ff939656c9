"""What both ways to ask a CloudWatch log group have in common: its name and its time.

A log event's timestamp is when CloudTrail delivered the record, not when the
call was made (CloudTrail user guide, "Sending events to CloudWatch Logs"). So
the span that is read ends later than the question's window; events outside
the window are dropped here, by their own time.
"""

from __future__ import annotations

from typing import Final

from trailview.plans.plan import Scope
from trailview.question.query import Window

DELIVERY: Final = 30 * 60
"""Seconds after the call within which its record is delivered."""

_PLACEHOLDER: Final = "LOG-GROUP"


def delivery_end(window: Window, scope: Scope, delay: int = DELIVERY) -> int:
    """The second before which all events of the window are delivered, by `delay` at most."""
    until = scope.now if window.until is None else window.until
    return until + delay


def identifier(log_group: str) -> str:
    """The group's name or ARN as the APIs take it: an ARN without `:*` at its end."""
    return log_group.removesuffix(":*") if is_arn(log_group) else log_group


def is_arn(log_group: str) -> bool:
    """Whether a log group is given by its ARN, not by its name."""
    return log_group.startswith("arn:")


def group_option(scope: Scope, by_arn: str) -> tuple[str, str]:
    """The AWS CLI option that names the group; `by_arn` is its name where an ARN is given."""
    group = identifier(scope.log_group) or _PLACEHOLDER
    return (by_arn if is_arn(group) else "log-group-name", group)


def group_notes(scope: Scope) -> tuple[str, ...]:
    """What to say about a scope without a group."""
    if scope.log_group:
        return ()
    return (f"The log group is not known yet; {_PLACEHOLDER} stands for it.",)


NOTE: Final = (
    f"Events are stored by delivery time: reads {DELIVERY // 60} minutes further, "
    "and checks each event's own time here."
)
RAW_NOTE: Final = (
    "Runs as it is typed. The time range is that of delivery, some minutes after each event's "
    "own time; nothing is checked here."
)
