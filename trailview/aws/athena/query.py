"""One statement run through PyAthena, watched until it has ended, and stopped when it is left.

PyAthena starts a query and looks at it until it ends, which blocks; so it does
that in a thread of its own and tells by callbacks how far it is. Results are
for others to read: they can be gone on with where they stopped, PyAthena's
own cannot. A query goes on, and costs, when nobody looks any more: it is
stopped whatever ends the watch.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from trailview.aws.asking import Caller, Silence
from trailview.aws.athena.tables import CATALOG, PRIMARY
from trailview.aws.calls import GRACE, NEVER, Cancelled, Running, Stop, call
from trailview.aws.credentials.sessions import Access
from trailview.aws.failures.athena import query_failure
from trailview.aws.failures.told import failure, known_errors
from trailview.errors import CredentialsError, ServiceError, TrailviewError

if TYPE_CHECKING:
    from pyathena.connection import Connection

_STEP: Final = 0.1
"""Seconds after which news is looked for."""
_POLL: Final = 0.25
"""Seconds between two looks at a query. Athena answers 100 looks a second."""
_TRIES: Final = 6
"""Times that one call is made: the AWS library sends the same token each time, so that a start
whose answer was lost does not start another query."""
_THROTTLED_TRIES: Final = 4
_LONGEST_DELAY: Final = 8
_OVER: Final = ("SUCCEEDED", "FAILED", "CANCELLED")


class Statement(NamedTuple):
    """What is run, and where."""

    sql: str
    database: str = "default"
    catalog: str = CATALOG
    workgroup: str = ""
    """Empty for the account's primary one."""
    output: str = ""
    """Where the result goes, as `s3://…`; empty where the workgroup says it or keeps it."""
    reuse_minutes: int = 0
    """How old a result of the same statement may be that is taken for this one's; 0 for none."""


class Look(NamedTuple):
    """What Athena says of a query: members of GetQueryExecution."""

    query: str
    """The query's execution ID."""
    state: str
    reason: str
    """Why it failed or was cancelled, in Athena's words."""
    error_type: int | None
    """`AthenaError.ErrorType`."""
    scanned: int
    """Bytes."""
    queued: float
    """Seconds it has waited for its turn."""
    output: str
    """The result object, `s3://…`; empty where Athena keeps the result itself."""
    is_reused: bool
    """Whether the result is an earlier query's, for which nothing is charged."""

    @property
    def is_over(self) -> bool:
        """Whether it has ended, however it ended."""
        return self.state in _OVER


class _LeftError(Exception):
    """Nobody waits for the query any more."""


class _OverError(Exception):
    """The query has ended."""


def run_query(
    access: Access, caller: Caller, statement: Statement, stop: Stop
) -> Generator[Look | Silence, None, None]:
    """Run a statement and tell about it; the last thing told is the look at its success.

    `caller` is the one for the region to ask. The query is stopped when the
    generator is closed before that. Raises Cancelled, and TrailviewError where
    the query cannot be started or watched, or fails.
    """
    if stop.is_set:
        raise Cancelled
    run = _Run(access, caller, statement)
    try:
        last = yield from run.watch(stop)
    finally:
        run.leave()
    if last.state != "SUCCEEDED":
        raise query_failure(last.reason, last.error_type)
    yield last


class _Run:
    """One query, from two threads: PyAthena's, and that of who waits."""

    def __init__(self, access: Access, caller: Caller, statement: Statement) -> None:
        self._access = access
        self._caller = caller
        self._statement = statement
        self._lock = threading.Lock()
        self._query = ""
        self._last: Look | None = None
        self._is_left = False
        self._running = Running(self._execute)

    def watch(self, stop: Stop) -> Generator[Look | Silence, None, Look]:
        """Tell each look and each silence until the query has ended; the last look."""
        told: Look | None = None
        quiet, notice = 0.0, self._access.timeouts.notice
        try:
            while not self._running.wait(stop, _STEP):
                if self._last is not None and self._last is not told:
                    told, quiet = self._last, 0.0
                    yield told
                else:
                    quiet += _STEP
                    if quiet % notice < _STEP:
                        yield Silence(quiet)
            self._running.result()
        except known_errors() as error:
            raise self._failure(error, stop) from error
        assert self._last is not None
        return self._last

    def leave(self) -> None:
        """Stop the query if it has not ended, also when it has yet to be heard of."""
        with self._lock:
            self._is_left = True
            query = self._query
        if query:
            self._stop()
        else:
            self._running.wait(NEVER, GRACE)

    def _stop(self) -> None:
        if self._last is None or not self._last.is_over:
            stopped = {"QueryExecutionId": self._query}
            self._caller.tell("athena", "stop_query_execution", stopped)

    # In PyAthena's thread

    def _execute(self) -> None:
        from pyathena.error import Error

        try:
            with self._connect() as connection:
                connection.cursor().execute(self._statement.sql)
        except (_OverError, _LeftError):
            return
        except Error as error:
            raise error.__cause__ or error from None

    def _connect(self) -> Connection[Any]:
        import pyathena
        from botocore.config import Config
        from pyathena.util import RetryConfig

        logging.getLogger("pyathena").setLevel(logging.CRITICAL + 1)
        statement = self._statement
        retries = Config(retries={"mode": "standard", "total_max_attempts": _TRIES})
        with self._access.session() as session:
            return pyathena.connect(
                session=session,
                region_name=self._caller.region or self._access.region() or None,
                schema_name=statement.database,
                catalog_name=statement.catalog,
                work_group=statement.workgroup or PRIMARY,
                s3_staging_dir=statement.output,
                poll_interval=_POLL,
                kill_on_interrupt=False,
                config=self._access.config().merge(retries),
                retry_config=RetryConfig(attempt=_THROTTLED_TRIES, max_delay=_LONGEST_DELAY),
                result_reuse_enable=bool(statement.reuse_minutes),
                result_reuse_minutes=statement.reuse_minutes,
                on_start_query_execution=self._started,
                on_poll=self._looked,
            )

    def _started(self, query: str) -> None:
        with self._lock:
            self._query = query
            is_left = self._is_left
        if is_left:
            self._stop()
            raise _LeftError

    def _looked(self, execution: Any) -> None:
        self._last = _look(execution)
        if self._last.is_over:
            raise _OverError  # PyAthena would fetch rows next
        if self._is_left:
            raise _LeftError

    def _failure(self, error: Exception, stop: Stop) -> TrailviewError:
        operation = "GetQueryExecution" if self._query else "StartQueryExecution"
        told = failure(error, self._access.asked("athena", operation, self._caller.region))
        if isinstance(told, CredentialsError):
            call(self._access.renew, stop)  # so that those of a new login are seen
        if isinstance(told, ServiceError) and told.code == "InvalidRequestException":
            return query_failure(told.message)
        return told


def _look(execution: Any) -> Look:
    """What PyAthena has read from GetQueryExecution (`pyathena.model.AthenaQueryExecution`)."""
    return Look(
        query=execution.query_id,
        state=execution.state,
        reason=execution.state_change_reason or execution.error_message or "",
        error_type=execution.error_type,
        scanned=execution.data_scanned_in_bytes or 0,
        queued=(execution.query_queue_time_in_millis or 0) / 1000,
        output=execution.output_location or "",
        is_reused=bool(execution.reused_previous_result),
    )
