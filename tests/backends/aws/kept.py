"""Sessions one after the other, as if the program were started anew each time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.aws_double.fixture import SECRET
from tests.aws_double.identities import key_of
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import Site
from trailview.compose import kept
from trailview.compose.aws import open_session
from trailview.context import Context, OptionValue
from trailview.search.session import Session
from trailview.store.disk.kept import DiskStore


def write_profiles(**accounts: str) -> None:
    """Profiles with keys of these accounts, in this test's home."""
    folder = Path(os.environ["HOME"], ".aws")
    folder.mkdir(exist_ok=True)
    (folder / "config").write_text(
        "".join(
            f"[profile {name}]\naws_access_key_id = {key_of(account)}\n"
            f"aws_secret_access_key = {SECRET}\n"
            for name, account in accounts.items()
        )
    )


@contextmanager
def started(
    site: Site,
    monkeypatch: pytest.MonkeyPatch,
    profile: str = "",
    *regions: str,
    **told: OptionValue,
) -> Iterator[Session]:
    """A session that knows nothing of earlier ones but what lies on disk."""
    in_the_doubles_time(site, monkeypatch)
    kept._store_in.cache_clear()
    session = open_session(Context((profile,), regions).told(told), "history")
    session.painted()
    try:
        yield session
    finally:
        session.close()
        kept.disk_store().close()


def store() -> DiskStore:
    """What lies on disk, as a program that starts now sees it."""
    kept._store_in.cache_clear()
    return kept.disk_store()


class Count:
    """The calls that a double has been asked since they were last forgotten."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._before = 0

    def forget(self) -> None:
        """Count anew from here on."""
        self._before = len(self._site.running.double.requests)

    @property
    def calls(self) -> list[str]:
        """The operations, in order."""
        return [logged.operation for logged in self._site.running.double.requests[self._before :]]

    @property
    def look_ups(self) -> list[dict[str, Any]]:
        """What LookupEvents was asked."""
        logged = self._site.running.double.requests[self._before :]
        return [one.body for one in logged if one.operation == "LookupEvents"]
