"""Calls to a service that are paced, made again where that helps, and can be stopped."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple, TypeVar

from trailview.aws.answers import check_part, reading_answer
from trailview.aws.calls import NEVER, Cancelled, Running, Stop, call, try_briefly
from trailview.aws.credentials.sessions import Access, CallerIdentity
from trailview.aws.failures.rows import Nature
from trailview.aws.failures.strange import SlowAnswerError
from trailview.aws.failures.told import (
    FailedCall,
    failure,
    known_errors,
    may_be_region,
    nature,
    service_name,
)
from trailview.aws.pacing import SHARED, Pacing, Quota
from trailview.errors import CredentialsError, ServiceError, TrailviewError

_T = TypeVar("_T")

_TRIES: Final = 4
"""Times that a call is made while the service or the way to it fails."""
_FIRST_PAUSE: Final = 0.5
_LONG: Final = 5.0
"""Seconds from which on it is told for how long a call has failed."""
PATIENCE: Final = 600.0
"""Seconds for which a service may refuse one call because there are too many."""

Answer = dict[str, Any]
"""What boto3 makes of a service's answer."""


class Setback(NamedTuple):
    """A call that has to be made again."""

    reason: str
    """What happened, in a few words."""
    seconds: float
    """When it is made again."""
    is_throttled: bool
    since: float = 0.0
    """Seconds since the call failed for the first time."""

    def __str__(self) -> str:
        told = f"{self.reason}: again in {self.seconds:.1f} s"
        if self.since < _LONG:
            return told
        until = f", given up after {PATIENCE:.0f} s" * self.is_throttled
        return f"{told} (for {self.since:.0f} s now{until})"


class Silence(NamedTuple):
    """A call that has had no answer yet."""

    seconds: float
    """For how long."""
    until: float = 0.0
    """When it is given up; 0 where that is not known."""

    def __str__(self) -> str:
        until = f" (given up after {self.until:.0f} s)" if self.until else ""
        return f"no answer for {self.seconds:.0f} s{until}"


Asking = Generator[Setback | Silence, None, _T]
"""A call on its way: tells what happens meanwhile, and returns the answer."""


class Caller:
    """Calls services in one region, in the name of one profile. Safe from any thread."""

    def __init__(
        self,
        access: Access,
        region: str = "",
        pacing: Pacing = SHARED,
        tell: Callable[[str, Setback | Silence], object] | None = None,
    ) -> None:
        """An empty `region` is the profile's own, which is known from the first call on.

        `tell` is told, by service, what happens to calls meanwhile, where nobody looks at
        what they yield.
        """
        self.region = region
        self._tell = tell
        self.access = access
        self._pacing = pacing
        self._owner = ""

    def telling(self, tell: Callable[[str, Setback | Silence], object]) -> Caller:
        """The same caller, which tells somebody what happens to its calls."""
        return Caller(self.access, self.region, self._pacing, tell)

    def ask(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        stop: Stop,
        late: Callable[[Answer], object] | None = None,
    ) -> Asking[Answer]:
        """The answer to a call; silence is told, and each time that it has to be made again.

        `service` and `operation` are spelt as boto3 does. `late` gets an
        answer that comes after `stop` was set. Raises Cancelled, and
        TrailviewError for what does not pass; throttling is waited out for
        `PATIENCE` seconds.
        """
        if not self._owner:
            yield from self._find_out(stop)

        def work() -> Answer:
            return self._call(service, operation, parameters)

        asked = self._asked(service, operation)
        return (yield from self._repeat(work, asked, self._owner, stop, late))

    def identity(self, stop: Stop) -> Asking[CallerIdentity]:
        """Who calls are made as; STS is asked where that is not known. Raises as `ask` does."""
        if not self._owner:
            yield from self._find_out(stop)
        asked = self._asked("sts", "get_caller_identity")
        who = partial(self.access.identity, self.region)
        return (yield from self._repeat(who, asked, self._owner, stop))

    def find_account(self, stop: Stop) -> Asking[str]:
        """The account that is asked; empty where STS cannot tell. Raises as `ask` does."""
        if not self._owner:
            yield from self._find_out(stop)
        return self.account

    def elsewhere(self, region: str) -> Caller:
        """The same caller for another Region."""
        return Caller(self.access, region, self._pacing, self._tell)

    def now(self) -> float:
        """Seconds, from any moment on, as waits go by."""
        return self._pacing.clock.now()

    @property
    def account(self) -> str:
        """The account that is asked, once a call has been made; empty where it is not known."""
        return "" if self._owner == self._nobody else self._owner

    def find_region(self, stop: Stop) -> Asking[str]:
        """Which Region is asked: the profile's own where none was given. Raises as `ask` does."""
        if not self.region:
            asked = self._asked("sts", "get_caller_identity")
            found = self._repeat(self.access.region, asked, self._nobody, stop)
            self.region = yield from found
        return self.region

    def rest(self, seconds: float, stop: Stop) -> None:
        """Wait between two calls. Raises Cancelled."""
        if self._pacing.clock.wait(stop, seconds):
            raise Cancelled

    def tell(self, service: str, operation: str, parameters: Mapping[str, Any]) -> None:
        """Make a call that nobody waits for: a last word on leaving, `GRACE` seconds at most.

        It is not paced, is made a few times where it does not get through,
        and fails in silence.
        """
        try_briefly(lambda: self._insist(service, operation, parameters))

    def _insist(self, service: str, operation: str, parameters: Mapping[str, Any]) -> None:
        for attempt in range(_TRIES):
            try:
                self._call(service, operation, parameters)
            except known_errors() as error:
                if nature(error) is Nature.FINAL:
                    return
                self._pacing.clock.wait(NEVER, _FIRST_PAUSE * 2**attempt)
            else:
                return

    def _find_out(self, stop: Stop) -> Asking[None]:
        """Which region is asked, and whose quotas it takes from.

        They are the account's; where STS cannot be asked for it, the profile stands for it.
        """
        region = yield from self.find_region(stop)
        asked = self._asked("sts", "get_caller_identity")
        account = partial(self.access.account, region)
        try:
            self._owner = yield from self._repeat(account, asked, self._nobody, stop)
        except ServiceError:
            self._owner = self._nobody

    @property
    def _nobody(self) -> str:
        """What stands for an account that is not known."""
        return self.access.profile or "default"

    def _repeat(
        self,
        work: Callable[[], _T],
        asked: FailedCall,
        owner: str,
        stop: Stop,
        late: Callable[[_T], object] | None = None,
    ) -> Asking[_T]:
        bucket = self._pacing.bucket(Quota(owner, self.region, asked.operation, asked.service))
        failed, began = 0, None
        while True:
            bucket.acquire(stop)
            try:
                answer = yield from self._wait(Running(work, late), asked, stop)
            except known_errors() as error:
                meaning, told = nature(error), self._told(error, asked, stop)
                began = self.now() if began is None else began
                since = self.now() - began
                if meaning is Nature.THROTTLED:
                    if since >= PATIENCE:
                        raise _out_of_patience(told) from error
                    pause = bucket.refused()
                    yield self._news(
                        Setback(told.title, pause, is_throttled=True, since=since), asked
                    )
                    continue
                failed += 1
                if meaning is Nature.FINAL or failed == _TRIES:
                    raise told from error
                pause = _FIRST_PAUSE * 2 ** (failed - 1)
                yield self._news(Setback(told.title, pause, is_throttled=False, since=since), asked)
                self._pacing.clock.wait(stop, pause)
            else:
                bucket.answered()
                return answer

    def _told(self, error: Exception, asked: FailedCall, stop: Stop) -> TrailviewError:
        """The error of ours; new credentials are looked for from now on where it is about them."""
        if may_be_region(error, asked):
            is_region = call(partial(self.access.is_accepted_beside, asked.region), stop)
            if is_region:
                return failure(error, asked, is_region=True)
        told = failure(error, asked)
        if isinstance(told, CredentialsError):
            call(self.access.renew, stop)
        return told

    def _news(self, news: Setback | Silence, asked: FailedCall) -> Setback | Silence:
        if self._tell is not None:
            self._tell(service_name(asked.service), news)
        return news

    def _wait(self, running: Running[_T], asked: FailedCall, stop: Stop) -> Asking[_T]:
        silent, notice, longest = 0.0, self.access.timeouts.notice, self.access.timeouts.whole
        try:
            while not running.wait(stop, notice):
                # Nobody is given up on who is typing an MFA code.
                silent = notice if self.access.is_prompting else silent + notice
                if silent >= longest:
                    running.give_up()
                    raise SlowAnswerError(f"It has not come to its end within {longest:.0f} s.")
                yield self._news(Silence(silent, longest), asked)
        except GeneratorExit:
            running.give_up()
            raise
        return running.result()

    def _call(self, service: str, operation: str, parameters: Mapping[str, Any]) -> Answer:
        client = self.access.client(service, self.region)
        with reading_answer():
            answer: Answer = getattr(client, operation)(**parameters)
        if "Body" in answer:  # an object in S3, whatever is in it
            body = answer["Body"].read()
            check_part(answer.get("ContentRange", ""), len(body))
            return {**answer, "Body": body}
        return answer

    def _asked(self, service: str, operation: str) -> FailedCall:
        words = "".join(word.capitalize() for word in operation.split("_"))
        return self.access.asked(service, words, self.region)


def _out_of_patience(told: TrailviewError) -> TrailviewError:
    """The error for a call that was refused for so long."""
    message = f"{told.message} Every try was refused for {PATIENCE / 60:.0f} minutes."
    code = told.code if isinstance(told, ServiceError) else ""
    return ServiceError(told.title, message, told.hint, code)


def wait_for(asking: Asking[_T]) -> _T:
    """The answer to a call, where nobody looks at what happens meanwhile."""
    while True:
        try:
            next(asking)
        except StopIteration as end:
            answer: _T = end.value
            return answer
