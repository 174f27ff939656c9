"""Buckets of a double, filled with folders of trail files, and sessions that read them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.aws_double.s3 import Objects
from tests.backends.aws.site import Site
from trailview.compose.aws import open_session
from trailview.context import Context
from trailview.plans.plan import Brings
from trailview.question.query import Question
from trailview.search.progress import Progress
from trailview.search.session import Session

BUCKET = "company-trail"


def objects_of(site: Site) -> Objects:
    """The buckets of a double."""
    objects = site.running.double.services.objects
    assert isinstance(objects, Objects)
    return objects


def files_in(folder: Path, prefix: str = "") -> dict[str, bytes]:
    """The files of a folder, by the key that they have in a bucket below a prefix."""
    return {
        f"{prefix}{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@contextmanager
def bucket_session(
    path: str = f"s3://{BUCKET}/", profile: str = "", /, **options: str | int
) -> Iterator[Session]:
    """A session that reads a bucket; closed in the end."""
    said = {"bucket_path": path, **options}
    session = open_session(Context((profile,)).told(said), "bucket")
    session.painted()
    try:
        yield session
    finally:
        session.close()


def answer(
    session: Session,
    question: Question,
    limit: int | None = None,
    brings: Brings = Brings.ALL,
) -> Progress:
    """How a question is answered in the end, whatever that is."""
    search = session.ask(question, lambda: None, limit=limit, brings=brings)
    assert search.wait(20)
    return search.progress


def ids(progress: Progress, limit: int | None = None) -> list[str]:
    """The event IDs of an answer, in its order."""
    count = len(progress.rows) if limit is None else min(limit, len(progress.rows))
    return [progress.rows.texts(n, ["id"])[0] for n in range(count)]
