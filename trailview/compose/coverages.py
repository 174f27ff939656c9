"""How the answers of backends are kept on disk, for their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trailview.plans.coverage import Coverage


def of_history() -> Coverage:
    """Event history's, look-up by look-up."""
    from trailview.plans.history_coverage import COVERAGE

    return COVERAGE


def of_patterns() -> Coverage:
    """A log group's, by filter pattern."""
    from trailview.plans.log_group.coverage import OF_PATTERNS

    return OF_PATTERNS


def of_insights() -> Coverage:
    """A log group's, by Insights."""
    from trailview.plans.log_group.coverage import OF_INSIGHTS

    return OF_INSIGHTS


def of_athena() -> Coverage:
    """A table's, by the conditions of questions."""
    from trailview.plans.athena.coverage import COVERAGE

    return COVERAGE
