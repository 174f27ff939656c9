"""Real AWS clients, pointed at a double."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any, Protocol

import botocore.session
import pytest
from botocore.config import Config
from botocore.loaders import create_loader

from tests.aws_double.fixture import Running

_LOADER = create_loader()
"""Shared, so that each service's model is read once and not for each client."""


class Connect(Protocol):
    """Makes a client that never tries again."""

    def __call__(
        self,
        running: Running,
        service: str,
        *,
        account: str | None = None,
        region: str | None = None,
        key: str | None = None,
        read_timeout: float = 10,
    ) -> Any: ...


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Clients are closed when the test ends."""
    with ExitStack() as opened:

        def made(
            running: Running,
            service: str,
            *,
            account: str | None = None,
            region: str | None = None,
            key: str | None = None,
            read_timeout: float = 10,
        ) -> Any:
            environment = running.environment(account)
            session = botocore.session.Session()
            session.register_component("data_loader", _LOADER)
            client = session.create_client(
                service,
                aws_access_key_id=key or environment["AWS_ACCESS_KEY_ID"],
                aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
                region_name=region or running.region,
                endpoint_url=running.double.endpoint,
                config=Config(retries={"total_max_attempts": 1}, read_timeout=read_timeout),
            )
            return opened.enter_context(closing(client))

        yield made
