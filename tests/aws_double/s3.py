"""Objects in buckets, kept in memory, and how a bucket of a trail refuses what it is asked."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from tests.aws_double.s3_list import etag_of
from tests.aws_double.service import ApiError


class Objects:
    """Buckets by name, and what was put into them."""

    def __init__(self, buckets: Iterable[str]) -> None:
        self._buckets: dict[str, dict[str, bytes]] = {name: {} for name in buckets}
        self._lock = threading.Lock()
        self.most = 1_000
        """Entries that a page of a list has at most; S3 may give fewer than it is asked for."""
        self.empties = 0
        """Pages to come that have nothing in them and are not the last, as S3 may give them. With
        -1 there is no other."""
        self.refusals: dict[str, ApiError] = {}
        """What it says to a get of keys that begin so, in place of giving the object."""
        self.pays: set[str] = set()
        """Buckets whose requesters pay: whoever does not say so is denied."""
        self.regions: dict[str, str] = {}
        """Where buckets are, by name, if not where they are asked."""

    def check(self, bucket: str, key: str, region: str, headers: Mapping[str, str]) -> None:
        """Refuse a request, as S3 does. Raises ApiError."""
        home = self.regions.get(bucket)
        if home is not None and home != region:
            raise ApiError(
                "PermanentRedirect",
                "The bucket you are attempting to access must be addressed using the specified "
                "endpoint.",
                301,
                {"x-amz-bucket-region": home},
            )
        if bucket in self.pays and headers.get("x-amz-request-payer") != "requester":
            raise ApiError("AccessDenied", "Access Denied", 403)
        refusal = next((e for begins, e in self.refusals.items() if key.startswith(begins)), None)
        if key and refusal is not None:
            raise refusal

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

    def etags(self, bucket: str) -> dict[str, str]:
        with self._lock:
            return {key: etag_of(data) for key, data in self._bucket(bucket).items()}

    def add(self, bucket: str, objects: Mapping[str, bytes]) -> None:
        """Put objects into a bucket, which is made where there is none."""
        with self._lock:
            self._buckets.setdefault(bucket, {}).update(objects)

    def _bucket(self, name: str) -> dict[str, bytes]:
        found = self._buckets.get(name)
        if found is None:
            raise ApiError("NoSuchBucket", "The specified bucket does not exist", 404)
        return found


def results_bucket(account: str, region: str) -> str:
    """The name of the bucket that Athena's console makes for an account's results."""
    return f"aws-athena-query-results-{account}-{region}"
