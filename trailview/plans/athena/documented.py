"""Planning for a table that nobody has been asked about yet: the one that AWS documents.

Source: the Athena user guide, page "Create the table for CloudTrail logs in
Athena using partition projection".
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from trailview.plans.athena.ddl import COLUMNS
from trailview.plans.athena.hive_types import HiveType, parse_type
from trailview.plans.athena.statement import AthenaPlan
from trailview.plans.athena.statement import plan as plan_for_table
from trailview.plans.athena.table import Partition, Role, TableShape
from trailview.plans.plan import Scope
from trailview.question.query import Question

DATABASE: Final = "default"
NAME: Final = "cloudtrail_logs"


def assumed_table(database: str = DATABASE, name: str = NAME) -> TableShape:
    """The documented table, by the name of one that is not known yet."""
    columns = re.sub(r"^  (\w+) ", r"  \1: ", COLUMNS, flags=re.MULTILINE)
    day = Partition("timestamp", HiveType("string"), Role.DATE, "date", "yyyy/MM/dd")
    return TableShape(
        database, name, parse_type(f"struct<{columns}>").members, (day,), is_assumed=True
    )


def plan(question: Question, scope: Scope) -> AthenaPlan:
    """The plan for the table of a scope; for the documented one where it has none."""
    known = scope if scope.table is not None else replace(scope, table=assumed_table())
    return plan_for_table(question, known)
