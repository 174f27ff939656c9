"""What the server asks of a service, whichever protocol the service speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol


class ApiError(Exception):
    """A refusal as the service words it; the server puts it into the service's protocol."""

    def __init__(
        self,
        code: str,
        message: str,
        status: int = 400,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.members = members or {}
        """What a JSON error carries beside its message, such as `queryCompileError`; of S3's,
        headers."""


class UnknownOperation(ApiError):  # noqa: N818 - the code that it answers with
    """The service does not know the operation; another one of the same target may."""

    def __init__(self, operation: str) -> None:
        super().__init__("UnknownOperationException", f"{operation} is not known here")


@dataclass(frozen=True)
class Call:
    """One request, and who makes it."""

    operation: str
    body: dict[str, Any]
    """The JSON body; of a query protocol, the form's parameters by name."""
    region: str
    """From the signature's scope, as the account is; all empty where nothing is signed."""
    access_key: str
    account: str


class Service(Protocol):
    """A service that speaks JSON 1.1, or one part of it."""

    target: str
    """What comes before the operation in `X-Amz-Target`, without the dot: `AmazonAthena`.

    Several services may have the same one: the first that does not raise
    `UnknownOperation` answers.
    """

    def call(self, call: Call) -> dict[str, Any]:
        """The JSON answer. Raises ApiError."""
        ...


class XmlService(Protocol):
    """A service of the query protocols, which answers in XML."""

    name: str
    """As in the signature's scope: `sts`, `iam`, `ec2`."""

    def call(self, call: Call) -> str:
        """The answer's document. Raises ApiError."""
        ...


class S3Service(Protocol):
    """Objects in buckets, addressed by path."""

    most: int
    """Entries that a page of a list has at most."""
    empties: int
    """Pages to come that have nothing in them and are not the last; with -1, all."""

    def get(self, bucket: str, key: str) -> bytes:
        """Raises ApiError: NoSuchBucket or NoSuchKey, with status 404."""
        ...

    def put(self, bucket: str, key: str, data: bytes) -> None:
        """Raises ApiError: NoSuchBucket with status 404."""
        ...

    def check(self, bucket: str, key: str, region: str, headers: Mapping[str, str]) -> None:
        """Refuse a request to a bucket or to one of its objects. Raises ApiError."""
        ...

    def etags(self, bucket: str) -> Mapping[str, str]:
        """The ETags of its objects, by key. Raises ApiError: NoSuchBucket, status 404."""
        ...

    def sizes(self, bucket: str) -> Mapping[str, int]:
        """How many bytes its objects have, by key. Raises ApiError: NoSuchBucket, status 404."""
        ...


class RestService(Protocol):
    """A service that speaks REST-JSON."""

    routes: ClassVar[Mapping[tuple[str, str], str]]
    """Its operations by method and path: `("POST", "/token")`."""
    is_signed: ClassVar[bool]
    """Whether its requests are; else they carry a token, if anything."""

    def call(self, call: Call) -> dict[str, Any]:
        """The JSON answer; the body holds the query's parameters too, and the token.

        Raises ApiError.
        """
        ...


@dataclass(frozen=True)
class Services:
    """All services of one double."""

    json: tuple[Service, ...] = ()
    xml: tuple[XmlService, ...] = ()
    rest: tuple[RestService, ...] = ()
    objects: S3Service | None = None
