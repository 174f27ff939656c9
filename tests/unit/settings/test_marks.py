"""Marks in their file: whole, shared, private, and saved where something in it is wrong."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from trailview.errors import SettingsError, UsageError
from trailview.settings.mark_file import MarkFile
from trailview.settings.marks import MOST, Book, Mark, MarkKey, Origin


def mark(number: int = 1, **members: object) -> Mark:
    made = Mark(
        id=f"id-{number}",
        told="2026-11-01T00:00:00Z",
        record='{"eventID": "\ud800"}',
        marked_at=number,
        origin=Origin("user:alice", backend="files", read=("complete",)),
        time=number,
    )
    return replace(made, **members)  # type: ignore[arg-type]  # members as the test names them


@pytest.fixture
def file(tmp_path: Path) -> MarkFile:
    return MarkFile(tmp_path / "folder" / "marks.json")


def test_marks_are_read_as_they_were_written_by_another(file: MarkFile) -> None:
    assert file.read().book == Book()
    made = mark(note="why\n|")
    file.change(lambda book: book.with_mark(made).using("other").with_mark(mark(2)))
    kept = MarkFile(file.path).read()
    assert not kept.troubles
    assert kept.book.current == "other"
    assert kept.book.named("marks") == (made,)
    assert kept.book.marks == (mark(2),)
    assert file.path.stat().st_mode & 0o777 == 0o600


def test_no_change_of_several_at_once_is_lost(file: MarkFile) -> None:
    def add(number: int) -> None:
        MarkFile(file.path).change(lambda book: book.with_mark(mark(number)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert {each.id for each in file.read().book.marks} == {f"id-{n}" for n in range(40)}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "\xff\xfe", '{"version": 1}', "[" * 100_000, '{"collections": 3}'],
)
def test_a_damaged_file_is_set_aside_and_told(file: MarkFile, text: str) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(text.encode("latin-1"))
    kept = file.read()
    assert kept.book.marks == ()
    if not text:
        return  # an empty file has nothing to lose
    (told,) = kept.troubles
    (aside,) = file.path.parent.glob("marks.damaged-*.json")
    assert str(aside) in told
    assert aside.stat().st_mode & 0o777 == 0o600
    assert not file.read().troubles


def test_what_is_whole_in_a_damaged_file_is_kept(file: MarkFile) -> None:
    file.change(lambda book: book.with_mark(mark(1)).with_mark(mark(2)))
    document = json.loads(file.path.read_text())
    document["collections"]["marks"][0]["marked_at"] = "yesterday"
    document["collections"]["marks"].append({"id": 3})
    before = json.dumps(document)
    file.path.write_text(before)
    kept = file.change(lambda book: book.with_mark(mark(4)))
    assert [each.id for each in kept.book.marks] == ["id-2", "id-4"]
    assert "2 things" in kept.troubles[0]
    (aside,) = file.path.parent.glob("marks.damaged-*.json")
    assert aside.read_text() == before


def test_members_of_a_later_version_are_no_damage_but_another_version_is_refused(
    file: MarkFile,
) -> None:
    file.change(lambda book: book.with_mark(mark()))
    document = json.loads(file.path.read_text())
    document["collections"]["marks"][0]["colour"] = "red"
    file.path.write_text(json.dumps(document))
    assert not file.read().troubles
    document["version"] = 2
    file.path.write_text(json.dumps(document))
    with pytest.raises(SettingsError, match="newer"):
        file.read()
    assert json.loads(file.path.read_text())["version"] == 2


def test_what_a_change_raises_changes_nothing(file: MarkFile) -> None:
    file.change(lambda book: book.with_mark(mark()))
    with pytest.raises(UsageError):
        file.change(lambda book: book.renamed("none", "x"))
    assert file.read().book.marks == (mark(),)


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    with pytest.raises(SettingsError):
        MarkFile(tmp_path / "f" / "marks.json").change(lambda book: book)


def test_an_event_is_marked_once_in_a_collection() -> None:
    book = Book().with_mark(mark()).with_mark(mark(note="again"))
    assert [each.note for each in book.marks] == ["again"]
    assert book.without({mark().key}).marks == ()
    assert book.without({MarkKey("other", "")}) == book


def test_collections_are_named_and_cleared() -> None:
    book = Book().with_mark(mark()).using(" leak ").with_mark(mark(2))
    assert list(book.collections) == ["marks", "leak"]
    assert list(book.renamed("", "found").collections) == ["marks", "found"]
    assert book.renamed("marks", "old").current == "leak"
    assert book.cleared("marks").collections == {"leak": (mark(2),)}
    assert book.cleared("").marks == ()
    for wrong in ("", " ", "a\nb", "x" * 81):
        with pytest.raises(UsageError):
            book.using(wrong)
    with pytest.raises(UsageError, match="already"):
        book.renamed("leak", "marks")


def test_a_collection_has_a_limit() -> None:
    full = Book("marks", {"marks": tuple(mark(n) for n in range(MOST))})
    with pytest.raises(UsageError, match="takes no more"):
        full.with_mark(mark(MOST))
    assert len(full.with_mark(mark(3, note="x")).marks) == MOST
