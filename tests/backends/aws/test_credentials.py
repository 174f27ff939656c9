"""Credentials that end while a question is being answered, and how the reading goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.aws_double.faults import Fault
from tests.backends.aws.identities import AGES, Login, configure, sso_of, sts_of
from tests.backends.aws.site import ACCOUNT, REGION, OpenSite, Site, asking, ids_in_order
from tests.make import START, record
from trailview.aws.credentials.prompting import Prompter, WantedCode
from trailview.aws.credentials.sessions import Access
from trailview.backends.base import Batch, Cancel
from trailview.backends.history import HistoryBackend
from trailview.errors import CredentialsError, Need
from trailview.events.times import iso
from trailview.plans.history import plan

RECORDS = [record(n, eventTime=iso(START + int(AGES) + n)) for n in range(230)]
IDS = [made["eventID"] for made in reversed(RECORDS)]
PAGES = 5


class Reading:
    """One question to event history, which stops and goes on."""

    def __init__(self, site: Site, access: Access) -> None:
        self.site = site
        self.batches: list[Batch] = []
        self._backend = HistoryBackend(access, site.pacing)
        self._plan = plan(asking(), site.scope)

    def go_on(self) -> None:
        """Read to the end. Raises what ends it early."""
        resume = self.batches[-1].resume if self.batches else None
        self.batches.extend(self._backend.read(self._plan, Cancel(), resume))

    def check_whole(self) -> None:
        """All events in order, and no page asked for twice but for the refused call."""
        assert ids_in_order(self.batches) == IDS
        pages = [body.get("NextToken") for body in self.site.asked("LookupEvents")]
        refused = self.site.running.double.refusals
        assert len(set(pages)) == PAGES
        assert len(pages) == PAGES + sum(r.operation == "LookupEvents" for r in refused)


def fails(reading: Reading) -> CredentialsError:
    with pytest.raises(CredentialsError) as raised:
        reading.go_on()
    return raised.value


@pytest.mark.parametrize("profile", ["sso", "old-sso"])
def test_an_ordinary_read_by_sso(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, profile: str
) -> None:
    site = open_site(RECORDS)
    configure(monkeypatch)
    reading = Reading(site, Access(profile))
    error = fails(reading)
    assert (error.need, error.profile) == (Need.SSO, profile)
    assert error.hint.endswith(f"trailview login {profile}")
    Login(site, profile).run()
    reading.go_on()
    reading.check_whole()


@pytest.mark.parametrize("page", range(1, PAGES + 1))
@pytest.mark.parametrize("profile", ["sso", "oncall"])
def test_expiry_at_any_page_costs_no_page(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, profile: str, page: int
) -> None:
    site = open_site(RECORDS)
    configure(monkeypatch)
    if profile == "sso":
        Login(site).run()
    reading = Reading(site, Access(profile, prompt=lambda text: "123456"))
    site.fail(Fault.EXPIRED, "LookupEvents", page)
    error = fails(reading)
    assert (error.need, error.profile) == (Need.SSO if profile == "sso" else Need.MFA, profile)
    if profile == "sso":
        sso_of(site).revoke()
        Login(site).run()
    reading.go_on()
    reading.check_whole()


def test_expired_keys_are_for_the_user_to_mend(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    reading = Reading(site, site.access)
    site.fail(Fault.EXPIRED, "LookupEvents", 2)
    error = fails(reading)
    assert (error.need, error.profile) == (Need.OTHER, "")
    reading.go_on()
    reading.check_whole()


class Person:
    """Types codes as they are asked for; None stands for Escape."""

    def __init__(self, *codes: str | None) -> None:
        self.asked: list[WantedCode] = []
        self._codes = list(codes)
        self._arrived = threading.Semaphore(0)

    def show(self, wanted: WantedCode) -> None:
        self.asked.append(wanted)
        self._arrived.release()

    def answer(self, waiting: Event) -> None:
        """Answer all that is asked for, once the others are waiting too."""
        for code in self._codes:
            self._arrived.acquire()
            waiting.wait()
            if code is None:
                self.asked[-1].cancel()
            else:
                self.asked[-1].answer(code)


class WatchedLock:
    """A lock that counts who wants it."""

    def __init__(self) -> None:
        self.wanted = threading.Semaphore(0)
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self.wanted.release()
        self._lock.acquire()

    def __exit__(self, *error: object) -> None:
        self._lock.release()


def accounts(
    person: Person, threads: int, monkeypatch: pytest.MonkeyPatch
) -> list[str | CredentialsError]:
    """What so many threads get that all want credentials when the person answers."""
    access, lock, waiting = Access("oncall", prompt=Prompter(person.show)), WatchedLock(), Event()
    monkeypatch.setattr(access, "_lock", lock)

    def ask() -> str | CredentialsError:
        try:
            client = access.client("sts", REGION)
            return str(client.get_caller_identity()["Account"])
        except CredentialsError as error:
            return error

    helper = threading.Thread(target=person.answer, args=(waiting,))
    helper.start()
    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(ask) for _ in range(threads)]
        for _ in range(threads):
            lock.wanted.acquire()
        waiting.set()
        results = [future.result() for future in futures]
    helper.join()
    return results


def test_several_threads_share_one_prompt(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site(RECORDS)
    configure(monkeypatch)
    sts_of(site).codes = {"123456"}
    person = Person("123456")
    assert accounts(person, 4, monkeypatch) == [ACCOUNT] * 4
    (wanted,) = person.asked
    assert wanted.text == f"Enter MFA code for arn:aws:iam::{ACCOUNT}:mfa/alice"
    assert len(site.asked("AssumeRole")) == 1


def test_escape_answers_all_who_wait(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    open_site(RECORDS)
    configure(monkeypatch)
    person = Person(None)
    results = accounts(person, 4, monkeypatch)
    assert len(person.asked) == 1
    for result in results:
        assert isinstance(result, CredentialsError)
        assert (result.title, result.need, result.profile) == ("No MFA code", Need.MFA, "oncall")


def test_who_asks_after_escape_is_asked_anew(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site(RECORDS)
    configure(monkeypatch)
    answers: list[Callable[[WantedCode], None]] = [
        lambda wanted: wanted.cancel(),
        lambda wanted: wanted.answer("123456"),
    ]
    reading = Reading(site, Access("oncall", prompt=Prompter(lambda w: answers.pop(0)(w))))
    assert fails(reading).title == "No MFA code"
    reading.go_on()
    reading.check_whole()


def test_a_wrong_code_is_asked_for_again(
    open_site: OpenSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = open_site(RECORDS)
    configure(monkeypatch)
    sts_of(site).codes = {"222222"}
    codes = ["111111", "222222"]
    reading = Reading(site, Access("oncall", prompt=lambda text: codes.pop(0)))
    reading.go_on()
    reading.check_whole()
    assert codes == []


def test_only_wrong_codes_are_told(open_site: OpenSite, monkeypatch: pytest.MonkeyPatch) -> None:
    site = open_site(RECORDS)
    configure(monkeypatch)
    sts_of(site).codes = set()
    error = fails(Reading(site, Access("oncall", prompt=lambda text: "111111")))
    assert (error.title, error.need) == ("MFA code not accepted", Need.MFA)


def test_a_code_answered_and_cancelled_counts_as_it_came_first() -> None:
    wanted = WantedCode("whose")
    wanted.answer("1")
    wanted.answer("2")
    wanted.cancel()
    assert wanted.wait() == "1"
    other = WantedCode("whose")
    other.cancel()
    other.answer("1")
    with pytest.raises(CredentialsError, match="whose"):
        other.wait()
