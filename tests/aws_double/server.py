"""The HTTP server: routes requests to services, keeps a log of them, fails where it is told to."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Collection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, NamedTuple, Self

from tests.aws_double.faults import Fault, Faults
from tests.aws_double.identities import Identities, unknown_key
from tests.aws_double.service import ApiError, Call, Services
from tests.aws_double.strange import PAGES, spoilt
from tests.aws_double.wire import Answer, Request, Scope, Wire, scope_of, wire_of

_DRIP_SECONDS: Final = 0.02
"""Between two bytes of an answer that drips."""
_LOOK_SECONDS: Final = 0.02
"""How often a stalled answer looks whether its caller is still there."""
_POLL_SECONDS: Final = 0.01
"""How often the server looks whether it is to stop; what stopping costs each test."""
_REFUSALS: Final = {
    Fault.THROTTLED: ("ThrottlingException", "Rate exceeded", 400),
    Fault.FAILED: ("InternalFailure", "An internal error occurred.", 500),
    Fault.EXPIRED: (
        "ExpiredTokenException",
        "The security token included in the request is expired",
        403,
    ),
    Fault.DENIED: ("AccessDeniedException", "User is not authorized to perform: {action}", 403),
}


class Logged(NamedTuple):
    """A request that came in."""

    operation: str
    body: dict[str, Any]
    region: str


class Refused(NamedTuple):
    """A request that was answered with an error, faults included."""

    operation: str
    code: str


class AwsDouble:
    """AWS on a port of loopback, from `start` (or `with`) until `stop`."""

    def __init__(
        self,
        services: Services,
        identities: Identities,
        faults: Faults | None = None,
        disabled: Collection[str] = (),
    ) -> None:
        """`disabled` are Regions that know nobody's keys, as they are enabled in no account."""
        self.services = services
        self._disabled = disabled
        self.identities = identities
        self.faults = faults or Faults()
        self.crashes: list[Exception] = []
        """What the double itself got wrong; each was answered as an internal failure."""
        self._requests: list[Logged] = []
        self._refusals: list[Refused] = []
        self._lock = threading.Lock()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def endpoint(self) -> str:
        """For `AWS_ENDPOINT_URL`. Only while started."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def requests(self) -> list[Logged]:
        """All requests so far, in the order in which they came."""
        with self._lock:
            return list(self._requests)

    @property
    def refusals(self) -> list[Refused]:
        """All errors answered so far, in order."""
        with self._lock:
            return list(self._refusals)

    def start(self) -> Self:
        self._server = _Server(self)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(_POLL_SECONDS,), name="aws double", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Answer no more, and hang up on everyone."""
        self.faults.release()
        server, thread = self._server, self._thread
        if server is None or thread is None:
            return
        server.shutdown()
        server.hang_up()
        server.server_close()
        thread.join()
        self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def answer(self, request: Request, connection: socket.socket) -> Answer | None:
        """What to answer; None to hang up instead."""
        scope = scope_of(request)
        wire = wire_of(request, scope, self.services)
        operation = "?"
        try:
            operation, body = wire.read(request)
            logged = Logged(operation, body, scope.region if scope else "")
            with self._lock:
                self._requests.append(logged)
            fault = self.faults.of(operation, logged.region)
            if fault is Fault.DROPPED:
                return None
            if fault is Fault.STALLED and not self._wait(connection):
                return None
            if fault is not None and fault in PAGES:
                return PAGES[fault]
            if fault in _REFUSALS:
                code, message, status = _REFUSALS[fault]
                action = (
                    f"{scope.service if scope else '?'}:{wire.actions.get(operation, operation)}"
                )
                raise ApiError(code, message.format(action=action), status)
            answer = wire.perform(self.services, request, self._call(wire, logged, scope))
            return answer if fault is None else spoilt(fault, answer)
        except ApiError as error:
            return self._refusal(wire, operation, error)
        except Exception as error:  # noqa: BLE001 - a mistake here has to fail the test, not hang it
            self.crashes.append(error)
            return self._refusal(wire, operation, ApiError("InternalFailure", repr(error), 500))

    def _call(self, wire: Wire, logged: Logged, scope: Scope | None) -> Call:
        if not wire.is_signed:
            return Call(logged.operation, logged.body, "", "", "")
        if scope is None:
            raise ApiError("MissingAuthenticationTokenException", "Request is not signed.", 403)
        account = self.identities.of(scope.access_key).account
        if scope.region in self._disabled:
            raise unknown_key()
        return Call(logged.operation, logged.body, scope.region, scope.access_key, account)

    def _refusal(self, wire: Wire, operation: str, error: ApiError) -> Answer:
        code = wire.codes.get(error.code, error.code)
        with self._lock:
            self._refusals.append(Refused(operation, code))
        return wire.refusal(code, error)

    def _wait(self, connection: socket.socket) -> bool:
        """Hold a call until it is released; False when its caller hangs up first."""
        while not self.faults.hold(_LOOK_SECONDS):
            readable, _, _ = select.select([connection], [], [], 0)
            if readable and not connection.recv(1, socket.MSG_PEEK):
                return False
        return True


class _Server(ThreadingHTTPServer):
    """Knows its double, and the connections that are open."""

    daemon_threads = False  # `server_close` waits for them
    request_queue_size = 64

    def __init__(self, double: AwsDouble) -> None:
        self.double = double
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def hang_up(self) -> None:
        """Close every connection, which ends the threads that serve them."""
        with self._open_lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # the caller was faster

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks is nothing to report: its caller sees it."""


class _Handler(BaseHTTPRequestHandler):
    """Reads requests from one connection, and writes the double's answers."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        answer = self.server.double.answer(request, self.connection)
        if answer is None:
            self.close_connection = True
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.data)))
        self.send_header("x-amzn-RequestId", "double")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        if answer.drips:
            self._drip(answer.data)
        else:
            self.wfile.write(answer.data)

    def _drip(self, data: bytes) -> None:
        """Write all but the last byte, slowly and again and again, until that is called off."""
        faults = self.server.double.faults
        for byte in data[:-1]:
            self.wfile.write(bytes((byte,)))
            self.wfile.flush()
            if faults.hold(_DRIP_SECONDS):
                break
        self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = _serve  # noqa: N815 - the library looks for these

    def log_message(self, *args: Any) -> None:
        """Say nothing: the double keeps its own log."""
