"""Rows of a table that is written as JSON: lists of cells, or names apart from values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Row = dict[str, object]


def row_of_cells(items: Sequence[object]) -> Row | None:
    """The row that a list of cells makes; None where it is no such list.

    CloudTrail Lake writes each cell as an object of one member, CloudWatch Logs
    Insights as `{"field": …, "value": …}`.
    """
    row: Row = {}
    for item in items:
        if not isinstance(item, Mapping):
            return None
        if len(item) == 1:
            ((name, value),) = item.items()
        elif item.keys() == {"field", "value"}:
            name, value = item["field"], item["value"]
        else:
            return None
        if not isinstance(name, str) or name in row:
            return None
        row[name] = value
    return row if len(row) >= 2 else None


def rows_of_table(tree: Mapping[str, object]) -> list[Row] | None:
    """The rows of an object that has columns' names beside lists of values; None of any other.

    So write the Kusto and Log Analytics APIs, steampipe and many others; Athena's
    GetQueryResults has the names in its first row.
    """
    result = tree.get("ResultSet")
    if isinstance(result, Mapping):
        return _athena_rows(result)
    names: list[str] | None = None
    values: Sequence[object] = ()
    for member in tree.values():
        if not isinstance(member, list) or not member:
            continue
        if all(isinstance(row, list) for row in member):
            values = member
        elif (found := _column_names(member)) is not None:
            names = found
    if names is None or not values:
        return None
    return [
        dict(zip(names, row, strict=False))
        for row in values
        if isinstance(row, list) and len(row) <= len(names)
    ]


def _column_names(columns: Sequence[object]) -> list[str] | None:
    names: list[str] = []
    for column in columns:
        if isinstance(column, Mapping):
            keys = ("name", "Name", "columnName", "ColumnName", "field", "id")
            column = next((column[key] for key in keys if key in column), None)
        if not isinstance(column, str):
            return None
        names.append(column)
    return names


def _athena_rows(result: Mapping[str, object]) -> list[Row] | None:
    rows = result.get("Rows")
    cells: list[list[object]] = []
    for row in rows if isinstance(rows, list) else ():
        data = row.get("Data") if isinstance(row, Mapping) else None
        if not isinstance(data, list):
            return None
        cells.append([c.get("VarCharValue") if isinstance(c, Mapping) else None for c in data])
    if len(cells) < 2:
        return None
    names = [str(name) for name in cells[0]]
    return [dict(zip(names, row, strict=False)) for row in cells[1:]]
