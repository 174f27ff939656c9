"""Dossiers written down: as tables for people, as Markdown for reports, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from trailview.events.dossier.tallies import Entry, Listing
from trailview.events.text import printable
from trailview.events.times import iso
from trailview.search.about.covered import Coverage
from trailview.search.about.drive import About
from trailview.search.about.page import Page, PageList, missing_lines
from trailview.search.who.written import chain_object, inline

_WIDEST: Final = 48
"""Characters that a cell is padded to at most: a longer one is shown whole."""


def text(page: Page) -> str:
    """A page for people: lists as tables, all made printable."""
    lines = [printable(page.title), "", *map(printable, page.top), ""]
    lines += map(printable, page.facts)
    for found in page.lists:
        lines += ["", f"{found.title}", *_table(found)]
        if found.more:
            lines.append(f"  {found.more}")
    return "\n".join(lines)


def _table(found: PageList) -> Iterator[str]:
    rows = [found.columns, *(line.cells for line in found.lines)]
    shown = [[printable(cell) for cell in row] for row in rows]
    widths = [min(max(map(len, column)), _WIDEST) for column in zip(*shown, strict=True)]
    for row in shown:
        yield "  " + "  ".join(map(str.ljust, row, widths)).rstrip()


def markdown(page: Page) -> str:
    """A page for a report: texts of records are escaped."""
    lines = [f"### {inline(page.title)}", "", *(f"- {inline(line)}" for line in page.top)]
    lines += ["", *(f"- {inline(line)}" for line in page.facts)]
    for found in page.lists:
        lines += ["", f"#### {found.title}", "", _row(found.columns)]
        lines.append(_row(["---"] * len(found.columns)))
        lines += [_row(list(map(inline, line.cells))) for line in found.lines]
        if found.more:
            lines += ["", found.more]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def about_object(about: About, calls: Mapping[str, int], top: int) -> dict[str, object]:
    """A dossier for programs, with `top` entries of each list; times are ISO 8601 in UTC."""
    dossier = about.dossier
    chain = None if about.chain is None else chain_object(about.chain, calls)
    return {
        "subject": dossier.topic.text,
        "kind": dossier.topic.kind.value,
        "lookedFor": [topic.title for topic in about.looked_for],
        "coverage": _coverage(about.coverage, dossier.data_events),
        "incomplete": [line.removeprefix("incomplete: ") for line in missing_lines(about)],
        "events": dossier.seen.events,
        "first": _time(dossier.seen.first),
        "last": _time(dossier.seen.last),
        "console": dossier.console,
        "mfa": dossier.mfa,
        "othersLeftOut": dossier.others,
        "behind": chain,
        "lists": {found.id: _list(found, top) for found in dossier.lists},
        "calls": dict(calls),
    }


def _time(time: int | None) -> str | None:
    return None if time is None else iso(time)


def _coverage(coverage: Coverage, data_events: int) -> dict[str, object]:
    return {
        "backend": coverage.backend,
        "where": coverage.where,
        "since": _time(coverage.window.since),
        "until": _time(coverage.window.until),
        "readBackTo": _time(coverage.read_back_to),
        "firstRead": _time(coverage.first),
        "lastRead": _time(coverage.last),
        "eventsRead": coverage.read,
        "dataEvents": data_events,
        "lacks": coverage.lacks,
        "notes": list(coverage.notes),
    }


def _list(found: Listing, top: int) -> dict[str, object]:
    return {
        "entries": [_entry(found.columns, entry) for entry in found.entries[:top]],
        "more": max(len(found.entries) - top, 0),
        "uncounted": found.uncounted,
    }


def _entry(columns: Sequence[str], entry: Entry) -> dict[str, object]:
    told: dict[str, object] = {
        name: cell or None for name, cell in zip(columns, entry.cells, strict=True)
    }
    seen = entry.seen
    return told | {"events": seen.events, "first": _time(seen.first), "last": _time(seen.last)}
