"""A chain's look-ups, put to event history: one attribute, one account and Region a call.

What is tried in which order, so that few calls are made: the key itself, which AWS lists
among the resources of the call that issued it; then the session's ID, listed there too;
then all that happened in the seconds in which the session began. In each case the Region
of what is known already comes first, then the one of STS's global endpoint, then others.
Of a key alone STS tells the account, so that one profile is asked in each Region and not all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from trailview.context import Context
from trailview.events.issued import Call, account_in
from trailview.events.issuer import Confidence, match
from trailview.events.lookups import Answer, CallsBy, EventOf, Gap, Issuers, Lookup, OtherSide
from trailview.plans.global_events import (
    GLOBAL_REGION,
    SIGN_IN_EVENT,
    SIGN_IN_REGIONS,
    is_of_usual_partition,
)
from trailview.plans.plan import READ_ALL
from trailview.question.query import ALL_TIME, Question, Window
from trailview.question.terms import single_terms
from trailview.search.who import questions
from trailview.search.who.asking import Asking
from trailview.search.who.profiles import ProfilesAtHand

_SURE: Final = (Confidence.KEY, Confidence.SESSION)


class Place(NamedTuple):
    """One account's event history in one Region."""

    profile: str
    region: str


class HistoryLookups:
    """The event history of some profiles in some Regions."""

    def __init__(
        self,
        asking: Asking,
        profiles: ProfilesAtHand,
        regions: Sequence[str],
        window: Window = ALL_TIME,
    ) -> None:
        """`regions` are those of the user; `window` is where the subject itself is looked for."""
        self._asking = asking
        self._profiles = profiles
        self._regions = [region for region in regions if region]
        self._window = window
        self._last = ""
        """The Region in which something was found last."""
        self._asked: dict[tuple[Question, Place], Answer] = {}

    def answer(self, look: Lookup) -> Answer:
        """The calls that a look-up asks for. Raises CredentialsError."""
        found = self._found(look)
        return found._replace(gaps=self._gaps(look, found.gaps))

    def ask(self, question: Question, account: str | None) -> Answer:
        """The calls that a question holds for, in every Region. Raises CredentialsError."""
        calls: list[Call] = []
        gaps: list[Gap] = []
        profiles = self._profiles.of(account, others=False)
        for place in self._places(profiles, None):
            answer = self._ask(question, place, None)
            calls += answer.calls
            gaps += answer.gaps
        if account and not self._profiles.has(account):
            gaps.append(self._of_nobody(account))
        return Answer(tuple(calls), tuple(gaps))

    def _found(self, look: Lookup) -> Answer:
        if isinstance(look, Issuers):
            return self._issuers(look)
        if isinstance(look, OtherSide):
            return self._other_side(look)
        if isinstance(look, CallsBy):
            question = _calls_by(look, self._window)
            own = self._own(account_in(look.arn) or self._owner(look.key))
        else:
            question, own = questions.event(look.id, self._window), ()
        places = self._places(self._profiles.names, None, own)
        return self._until([(question, places)], bool, limit=1)

    def _issuers(self, look: Issuers) -> Answer:
        def is_found(calls: Sequence[Call]) -> bool:
            return match(look, calls).confidence in _SURE

        return self._until(self._ways(look), is_found)

    def _ways(self, look: Issuers) -> Iterator[tuple[Question, list[Place]]]:
        """Questions and where to ask them, the most telling first."""
        window, who = questions.window_of(look), look.session
        if window.is_all:
            window = self._window
        account = look.account or self._owner(look.key)
        profiles = self._profiles.of(account, others=True)
        own = self._own(account)
        places = self._places(profiles, look.region, own)
        is_persons = who is not None and who.type in ("IAMUser", "Root")
        if who is not None and is_persons and who.from_console:
            yield _sign_ins(window), self._sign_in_places(profiles, look.region)
            return
        if look.key and not (who and who.from_console):
            yield _listing(look.key, window), places
        if who is not None and is_persons and look.created is not None:
            yield _sign_ins(window), self._sign_in_places(profiles, look.region)
        elif who is not None and who.principal_id:
            yield _listing(who.principal_id, window), places
        if look.created is not None:
            yield Question((), window), self._places(own or profiles, look.region)

    def _own(self, account: str | None) -> tuple[str, ...]:
        """The profiles of an account; none where it is not known."""
        return self._profiles.of(account, others=False) if account else ()

    def _owner(self, key: str | None) -> str | None:
        """The account of a key, where that tells which of several profiles to ask."""
        if key is None or len(self._profiles.names) < 2 or self._asking.cancel.is_set:
            return None
        is_known = self._profiles.has_owner(key)
        self._asking.calls += not is_known
        return self._profiles.owner(key)

    def _other_side(self, look: OtherSide) -> Answer:
        """The same call is in the same Region of the caller's account."""
        call, window = look.call, questions.window_of(look)
        key = call.issued.key if call.issued else None
        profiles = self._profiles.of(look.account, others=False)
        places = [Place(profile, call.region or GLOBAL_REGION) for profile in profiles]
        question = _listing(key, window) if key else Question((), window)

        def is_found(calls: Sequence[Call]) -> bool:
            return any(not other.is_other_side for other in calls)

        return self._until([(question, places)], is_found)

    def _until(
        self,
        ways: Iterable[tuple[Question, list[Place]]],
        is_found: Callable[[Sequence[Call]], bool],
        limit: int | None = None,
    ) -> Answer:
        """Ask place after place, until something is found."""
        calls: list[Call] = []
        gaps: list[Gap] = []
        for question, places in ways:
            for place in places:
                answer = self._ask(question, place, limit)
                calls += answer.calls
                gaps += answer.gaps
                if is_found(calls):
                    self._last = place.region
                    return Answer(tuple(calls))
        return Answer(tuple(calls), tuple(dict.fromkeys(gaps)))

    def _ask(self, question: Question, place: Place, limit: int | None) -> Answer:
        """Ask one place; what was asked once is not asked again."""
        known = self._asked.get((question, place))
        if known is None:
            context = Context((place.profile,), (place.region,))
            if limit is not None:  # the latest call of a role is soon met
                context = context.told({READ_ALL: True})
            known = self._asking.ask(_there(question, place.region), context, limit)
            self._asked[question, place] = known
            self._profiles.learn(place.profile, known.calls)
        return known

    def _places(
        self, profiles: Sequence[str], region: str | None, first: Sequence[str] = ()
    ) -> list[Place]:
        """All Regions of the profiles that are asked `first`, then Region by Region."""
        hints = filter(None, (region, self._last, *self._globals((GLOBAL_REGION,))))
        regions = dict.fromkeys(chain(hints, self._regions))
        others = [name for name in profiles if name not in first]
        found = [Place(profile, name) for profile in first for name in regions]
        return found + [Place(profile, name) for name in regions for profile in others]

    def _sign_in_places(self, profiles: Sequence[str], region: str | None) -> list[Place]:
        """Sign-ins lie where the sign-in page was, mostly in one Region."""
        usual = self._globals((GLOBAL_REGION, *SIGN_IN_REGIONS))
        regions = dict.fromkeys((*usual, *filter(None, (region,)), *self._regions))
        return [Place(profile, name) for profile in profiles for name in regions]

    def _globals(self, regions: tuple[str, ...]) -> tuple[str, ...]:
        """Regions that have events of all, unless another partition is asked."""
        return regions if all(map(is_of_usual_partition, self._regions)) else ()

    def _gaps(self, look: Lookup, gaps: tuple[Gap, ...]) -> tuple[Gap, ...]:
        """What was in the way; and accounts and Regions that were not asked."""
        account = None if isinstance(look, CallsBy | EventOf) else look.account
        if account is None and isinstance(look, Issuers):
            account = self._owner(look.key)
        backend = self._asking.backend
        more = list(gaps)
        asked = tuple(dict.fromkeys(place.region for _, place in self._asked))
        if account and not self._profiles.has(account):
            more.append(self._of_nobody(account))
        elif not gaps:
            why = f"event history has it in none of {', '.join(asked)}"
            find = "ask other Regions (--region all); what is older than 90 days, of a trail"
            more.append(Gap(why, find, account, asked, backend))
        return tuple(dict.fromkeys(more))

    def _of_nobody(self, account: str) -> Gap:
        """No profile of an account is at hand: which would be one, where that is known."""
        names = self._profiles.names
        own = [name for name in self._profiles.offered(account) if name not in names]
        find = f"ask as a profile of account {account}"
        if own:
            find += f": --profile {','.join((*filter(None, names), own[0]))}"
        why = f"no profile at hand is known to be of account {account}"
        asked = tuple(dict.fromkeys(place.region for _, place in self._asked))
        return Gap(why, find, account, asked, self._asking.backend, own[0] if own else "")


def _listing(resource: str, window: Window) -> Question:
    return Question((questions.term("resource", resource),), window)


def _there(question: Question, region: str) -> Question:
    """A question about events of global services, kept to the Region that is asked."""
    is_global = any(held.field in ("event", "service") for held in single_terms(question.terms))
    return question.with_term(questions.term("region", region)) if is_global else question


def _sign_ins(window: Window) -> Question:
    return Question((questions.term("event", SIGN_IN_EVENT),), window)


def _calls_by(look: CallsBy, window: Window) -> Question:
    """A caller is looked up by name: event history knows no ARN."""
    question = questions.calls_by(look, window)
    if look.name is None:
        return question
    return question.with_term(questions.term("user", look.name))
