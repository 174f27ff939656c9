"""DuckDB asked for events of a trail: `python -m bench.duckdb_asking FOLDER CONDITION`.

`r` is the record in the condition. Writes the records to standard output, a
line each, as the other tools do.
"""

from __future__ import annotations

import sys
from typing import Final

import duckdb

_LARGEST: Final = 268_435_456
"""Bytes of one file's text: the usual 16 MB are too few for trails."""
_SQL: Final = """
select r::varchar from (
    select unnest(Records) as r
    from read_json(?, columns = {Records: 'JSON[]'}, maximum_object_size = %d)
) where %s
"""


def main(folder: str, condition: str) -> None:
    connection = duckdb.connect()
    connection.execute("set threads = 2")
    rows = connection.execute(_SQL % (_LARGEST, condition), [f"{folder}/**/*.json.gz"])
    while found := rows.fetchmany(10_000):
        sys.stdout.writelines(f"{record}\n" for (record,) in found)


if __name__ == "__main__":
    main(*sys.argv[1:])
