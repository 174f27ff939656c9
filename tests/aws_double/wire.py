"""How requests are read and answers written in each of the services' protocols."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, NamedTuple, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.aws_double.service import (
    ApiError,
    Call,
    RestService,
    S3Service,
    Services,
    UnknownOperation,
)

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


class Scope(NamedTuple):
    """What a signature says of a request."""

    access_key: str
    region: str
    service: str


class Wire(Protocol):
    """A protocol."""

    codes: ClassVar[Mapping[str, str]]
    """How it spells the errors that any call can meet, where it has its own way."""
    is_signed: ClassVar[bool]
    """Whether its requests are."""

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
            return SignedRestWire(service) if service.is_signed else RestWire(service)
    if "x-amz-target" in request.headers:
        return JsonWire()
    if scope and scope.service in ("sts", "ec2"):
        return QueryWire() if scope.service == "sts" else Ec2Wire()
    return S3Wire()


class JsonWire:
    """JSON 1.1: CloudTrail, CloudWatch Logs, Athena."""

    is_signed: ClassVar = True
    codes: ClassVar[Mapping[str, str]] = {}

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
    """REST-JSON: IAM Identity Center. Paths name operations, and nothing is signed."""

    is_signed: ClassVar[bool] = False
    codes: ClassVar[Mapping[str, str]] = {
        "InternalFailure": "InternalServerException",
        "ThrottlingException": "TooManyRequestsException",
    }

    def __init__(self, service: RestService) -> None:
        self._service = service

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


class SignedRestWire(RestWire):
    """The same with signatures: account management."""

    is_signed: ClassVar = True


class QueryWire:
    """Form parameters in, XML out: STS."""

    is_signed: ClassVar = True
    codes: ClassVar[Mapping[str, str]] = {
        "AccessDeniedException": "AccessDenied",
        "ExpiredTokenException": "ExpiredToken",
        "ThrottlingException": "Throttling",
        "UnrecognizedClientException": "InvalidClientTokenId",
    }
    service: ClassVar = "sts"

    def read(self, request: Request) -> tuple[str, dict[str, Any]]:
        body = dict(parse_qsl(request.data.decode(), keep_blank_values=True))
        return body.pop("Action", ""), body

    def perform(self, services: Services, request: Request, call: Call) -> Answer:
        for service in services.xml:
            if service.name == self.service:
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
    service: ClassVar = "ec2"

    def refusal(self, code: str, error: ApiError) -> Answer:
        inner = f"<Errors><Error>{_told(code, error)}</Error></Errors>"
        document = f"<Response>{inner}<RequestID>double</RequestID></Response>"
        return Answer(error.status, "text/xml", document.encode(), {})


class S3Wire:
    """S3 with the bucket in the path: GetObject, HeadObject and PutObject."""

    is_signed: ClassVar = True
    codes: ClassVar[Mapping[str, str]] = {
        "AccessDeniedException": "AccessDenied",
        "ExpiredTokenException": "ExpiredToken",
        "ThrottlingException": "SlowDown",
        "InternalFailure": "InternalError",
        "UnrecognizedClientException": "InvalidAccessKeyId",
    }

    def read(self, request: Request) -> tuple[str, dict[str, Any]]:
        bucket, _, key = urlsplit(request.path).path.lstrip("/").partition("/")
        operation = {"GET": "GetObject", "HEAD": "HeadObject", "PUT": "PutObject"}
        if request.method not in operation or not key:
            return "Unknown", {}
        return operation[request.method], {"Bucket": unquote(bucket), "Key": unquote(key)}

    def perform(self, services: Services, request: Request, call: Call) -> Answer:
        objects = services.objects
        if objects is None or call.operation == "Unknown":
            raise ApiError("NotImplemented", "The double does not know this operation.", 501)
        bucket, key = call.body["Bucket"], call.body["Key"]
        if call.operation == "PutObject":
            objects.put(bucket, key, request.data)
            return Answer(200, "application/xml", b"", {"ETag": '"double"'})
        return self._object(objects, bucket, key, request.headers.get("range", ""))

    def _object(self, objects: S3Service, bucket: str, key: str, wanted: str) -> Answer:
        data = objects.get(bucket, key)
        headers = {"ETag": '"double"', "Accept-Ranges": "bytes"}
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
        return Answer(error.status, "application/xml", document.encode(), {})


def _told(code: str, error: ApiError) -> str:
    return f"<Code>{escape(code)}</Code><Message>{escape(error.message)}</Message>"
