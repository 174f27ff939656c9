"""How requests are read and answers written in each of the services' protocols."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.aws_double.s3_list import NAMESPACE, empty_page, etag_of, listing
from tests.aws_double.service import (
    ApiError,
    Call,
    RestService,
    S3Service,
    Services,
    UnknownOperation,
)

"""The most objects of one page of a list."""
_TOKEN: Final = "x-amz-sso_bearer_token"
_CREDENTIAL: Final = re.compile(r"Credential=([^/,]+)/[^/,]+/([^/,]+)/([^/,]+)/aws4_request")


@dataclass(frozen=True)
class Request:
    """One HTTP request."""

    method: str
    path: str
    headers: Mapping[str, str]
    """By lower-case name."""
    data: bytes


class Answer(NamedTuple):
    """One HTTP answer."""

    status: int
    content_type: str
    data: bytes
    headers: Mapping[str, str]
    drips: bool = False
    """Whether it is to come byte by byte."""


class Scope(NamedTuple):
    """What a signature says of a request."""

    access_key: str
    region: str
    service: str


class Wire(Protocol):
    """A protocol."""

    codes: ClassVar[Mapping[str, str]]
    """How it spells the errors that any call can meet, where it has its own way."""
    actions: ClassVar[Mapping[str, str]]
    """Operations whose action has another name in IAM."""

    @property
    def is_signed(self) -> bool:
        """Whether its requests are."""
        ...

    def read(self, request: Request) -> tuple[str, dict[str, Any]]:
        """The operation and its parameters. Raises ApiError."""
        ...

    def perform(self, services: Services, request: Request, call: Call) -> Answer:
        """The service's answer. Raises ApiError."""
        ...

    def refusal(self, code: str, error: ApiError) -> Answer:
        """An error, by its code in this protocol."""
        ...


def scope_of(request: Request) -> Scope | None:
    """What the request is signed for; None where it is not signed."""
    match = _CREDENTIAL.search(request.headers.get("authorization", ""))
    return Scope(*match.groups()) if match else None


def wire_of(request: Request, scope: Scope | None, services: Services) -> Wire:
    """The protocol of a request."""
    for service in services.rest:
        is_its = (request.method, urlsplit(request.path).path) in service.routes
        if is_its and service.is_signed is (scope is not None):
            return RestWire(service)
    if "x-amz-target" in request.headers:
        return JsonWire()
    if scope and scope.service == "ec2":
        return Ec2Wire("ec2")
    if scope and scope.service in ("sts", "iam"):
        return QueryWire(scope.service)
    return S3Wire()


class JsonWire:
    """JSON 1.1: CloudTrail, CloudWatch Logs, Athena, Glue."""

    is_signed: ClassVar = True
    codes: ClassVar[Mapping[str, str]] = {}
    actions: ClassVar[Mapping[str, str]] = {}

    def read(self, request: Request) -> tuple[str, dict[str, Any]]:
        operation = request.headers["x-amz-target"].rpartition(".")[2]
        try:
            body = json.loads(request.data or b"{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise ApiError("SerializationException", "The body is no JSON object.")
        return operation, body

    def perform(self, services: Services, request: Request, call: Call) -> Answer:
        target = request.headers["x-amz-target"].rpartition(".")[0]
        for service in services.json:
            if service.target == target:
                try:
                    return self._answer(200, service.call(call))
                except UnknownOperation:
                    continue
        raise UnknownOperation(call.operation)

    def refusal(self, code: str, error: ApiError) -> Answer:
        body = {"__type": code, "message": error.message, **error.members}
        return self._answer(error.status, body)

    def _answer(self, status: int, body: dict[str, Any]) -> Answer:
        return Answer(status, "application/x-amz-json-1.1", json.dumps(body).encode(), {})


class RestWire:
    """REST-JSON: IAM Identity Center, Account Management. Paths name operations."""

    actions: ClassVar[Mapping[str, str]] = {}
    codes: ClassVar[Mapping[str, str]] = {
        "InternalFailure": "InternalServerException",
        "ThrottlingException": "TooManyRequestsException",
    }

    def __init__(self, service: RestService) -> None:
        self._service = service

    @property
    def is_signed(self) -> bool:
        return self._service.is_signed

    def read(self, request: Request) -> tuple[str, dict[str, Any]]:
        place = urlsplit(request.path)
        body: dict[str, Any] = json.loads(request.data or b"{}")
        body |= dict(parse_qsl(place.query))
        if token := request.headers.get(_TOKEN):
            body["accessToken"] = token
        return self._service.routes[request.method, place.path], body

    def perform(self, services: Services, request: Request, call: Call) -> Answer:
        return Answer(200, "application/json", json.dumps(self._service.call(call)).encode(), {})

    def refusal(self, code: str, error: ApiError) -> Answer:
        body = json.dumps({"message": error.message, **error.members}).encode()
        return Answer(error.status, "application/json", body, {"x-amzn-ErrorType": code})


class QueryWire:
    """Form parameters in, XML out: STS, IAM."""

    is_signed: ClassVar = True
    actions: ClassVar[Mapping[str, str]] = {}
    codes: ClassVar[Mapping[str, str]] = {
        "AccessDeniedException": "AccessDenied",
        "ExpiredTokenException": "ExpiredToken",
        "ThrottlingException": "Throttling",
        "UnrecognizedClientException": "InvalidClientTokenId",
    }

    def __init__(self, service: str) -> None:
        self._service = service

    def read(self, request: Request) -> tuple[str, dict[str, Any]]:
        body = dict(parse_qsl(request.data.decode(), keep_blank_values=True))
        return body.pop("Action", ""), body

    def perform(self, services: Services, request: Request, call: Call) -> Answer:
        for service in services.xml:
            if service.name == self._service:
                return Answer(200, "text/xml", service.call(call).encode(), {})
        raise UnknownOperation(call.operation)

    def refusal(self, code: str, error: ApiError) -> Answer:
        who = "Sender" if error.status < 500 else "Receiver"
        inner = f"<Error><Type>{who}</Type>{_told(code, error)}</Error>"
        document = f"<ErrorResponse>{inner}<RequestId>double</RequestId></ErrorResponse>"
        return Answer(error.status, "text/xml", document.encode(), {})


class Ec2Wire(QueryWire):
    """EC2's own kind of the query protocol."""

    codes: ClassVar[Mapping[str, str]] = {
        "AccessDeniedException": "UnauthorizedOperation",
        "ExpiredTokenException": "RequestExpired",
        "ThrottlingException": "RequestLimitExceeded",
        "UnrecognizedClientException": "AuthFailure",
    }

    def refusal(self, code: str, error: ApiError) -> Answer:
        inner = f"<Errors><Error>{_told(code, error)}</Error></Errors>"
        document = f"<Response>{inner}<RequestID>double</RequestID></Response>"
        return Answer(error.status, "text/xml", document.encode(), {})


class S3Wire:
    """S3 with the bucket in the path: objects, the list of them, and where a bucket is."""

    is_signed: ClassVar = True
    actions: ClassVar[Mapping[str, str]] = {
        "ListObjectsV2": "ListBucket",
        "HeadObject": "GetObject",
        "HeadBucket": "ListBucket",
    }
    codes: ClassVar[Mapping[str, str]] = {
        "AccessDeniedException": "AccessDenied",
        "ExpiredTokenException": "ExpiredToken",
        "ThrottlingException": "SlowDown",
        "InternalFailure": "InternalError",
        "UnrecognizedClientException": "InvalidAccessKeyId",
    }

    def read(self, request: Request) -> tuple[str, dict[str, Any]]:
        place = urlsplit(request.path)
        bucket, _, key = place.path.lstrip("/").partition("/")
        query = dict(parse_qsl(place.query, keep_blank_values=True))
        body = {**query, "Bucket": unquote(bucket), "Key": unquote(key)}
        if not key and request.method == "GET" and query.get("list-type") == "2":
            return "ListObjectsV2", body
        if not key and request.method == "GET" and "location" in query:
            return "GetBucketLocation", body
        if not key and request.method == "HEAD":
            return "HeadBucket", body
        operation = {"GET": "GetObject", "HEAD": "HeadObject", "PUT": "PutObject"}
        if request.method not in operation or not key:
            return "Unknown", {}
        return operation[request.method], body

    def perform(self, services: Services, request: Request, call: Call) -> Answer:
        objects = services.objects
        if objects is None or call.operation == "Unknown":
            raise ApiError("NotImplemented", "The double does not know this operation.", 501)
        bucket, key = call.body["Bucket"], call.body["Key"]
        objects.check(bucket, key, call.region, request.headers)
        if call.operation == "ListObjectsV2" and objects.empties:
            objects.empties -= objects.empties > 0
            return _xml(empty_page(call.body, objects.empties))
        if call.operation == "ListObjectsV2":
            return _xml(
                listing(objects.sizes(bucket), objects.etags(bucket), call.body, objects.most)
            )
        if call.operation == "HeadBucket":
            objects.sizes(bucket)
            return Answer(200, "application/xml", b"", {})
        if call.operation == "GetBucketLocation":
            objects.sizes(bucket)  # raises where there is no such bucket
            where = "" if call.region == "us-east-1" else call.region  # it is where it is asked
            return _xml(f'<LocationConstraint xmlns="{NAMESPACE}">{where}</LocationConstraint>')
        if call.operation == "PutObject":
            objects.put(bucket, key, request.data)
            return Answer(200, "application/xml", b"", {"ETag": etag_of(request.data)})
        wanted = request.headers.get("if-match")
        if wanted is not None and wanted != etag_of(objects.get(bucket, key)):
            raise ApiError("PreconditionFailed", "At least one of the pre-conditions failed.", 412)
        return self._object(objects, bucket, key, request.headers.get("range", ""))

    def _object(self, objects: S3Service, bucket: str, key: str, wanted: str) -> Answer:
        data = objects.get(bucket, key)
        headers = {"ETag": etag_of(data), "Accept-Ranges": "bytes"}
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", wanted)
        if not match:
            return Answer(200, "binary/octet-stream", data, headers)
        first, last = int(match[1]), int(match[2] or len(data) - 1)
        if first >= len(data):
            raise ApiError("InvalidRange", "The requested range is not satisfiable", 416)
        part = data[first : last + 1]
        headers["Content-Range"] = f"bytes {first}-{first + len(part) - 1}/{len(data)}"
        return Answer(206, "binary/octet-stream", part, headers)

    def refusal(self, code: str, error: ApiError) -> Answer:
        document = f"<Error>{_told(code, error)}<RequestId>double</RequestId></Error>"
        headers = {name: str(value) for name, value in error.members.items()}
        return Answer(error.status, "application/xml", document.encode(), headers)


def _xml(document: str) -> Answer:
    return Answer(200, "application/xml", document.encode(), {})


def _told(code: str, error: ApiError) -> str:
    return f"<Code>{escape(code)}</Code><Message>{escape(error.message)}</Message>"
