"""Objects in buckets, kept in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from tests.aws_double.service import ApiError


class Objects:
    """Buckets by name, and what was put into them."""

    def __init__(self, buckets: Iterable[str]) -> None:
        self._buckets: dict[str, dict[str, bytes]] = {name: {} for name in buckets}
        self._lock = threading.Lock()

    def holds(self, bucket: str) -> bool:
        """Whether there is a bucket of that name."""
        return bucket in self._buckets

    def get(self, bucket: str, key: str) -> bytes:
        with self._lock:
            data = self._bucket(bucket).get(key)
        if data is None:
            raise ApiError("NoSuchKey", "The specified key does not exist.", 404)
        return data

    def put(self, bucket: str, key: str, data: bytes) -> None:
        with self._lock:
            self._bucket(bucket)[key] = data

    def sizes(self, bucket: str) -> dict[str, int]:
        with self._lock:
            return {key: len(data) for key, data in self._bucket(bucket).items()}

    def _bucket(self, name: str) -> dict[str, bytes]:
        found = self._buckets.get(name)
        if found is None:
            raise ApiError("NoSuchBucket", "The specified bucket does not exist", 404)
        return found


def results_bucket(account: str, region: str) -> str:
    """The name of the bucket that Athena's console makes for an account's results."""
    return f"aws-athena-query-results-{account}-{region}"
