"""A dossier, gathered event by event: pure, in one pass and in bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from trailview.events.dossier.life import is_called
from trailview.events.dossier.sections import SECTIONS, Facts
from trailview.events.dossier.tallies import MOST, Listing, Seen, Tallies
from trailview.events.dossier.topic import Kind, Topic
from trailview.events.issued import Call, call_of
from trailview.events.places import strings_in, text_of
from trailview.events.record import Event
from trailview.events.subject import Subject, subject_of

_DATA: Final = "Data"


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that events tell of one thing."""

    topic: Topic
    seen: Seen
    """All its events."""
    lists: tuple[Listing, ...]
    """Those that have something in them, in the order of the page."""
    mfa: int = 0
    """Events with a second factor."""
    console: int = 0
    """Events of the console."""
    data_events: int = 0
    """Data events among them: a trail has them only where it was told to."""
    others: int = 0
    """Events left out as they are about another resource of the same name."""
    untimed: int = 0
    """Events without a usable time."""
    latest: Call | None = None
    """The latest call, where the dossier is about a caller: it tells who that is."""

    @property
    def subject(self) -> Subject | None:
        """Whose chain tells who is behind it; None for a user and for root, who are an end."""
        found = self.topic.subject
        if found is None and self.topic.kind is Kind.USER and self.latest is not None:
            who = self.latest.caller
            texts = (who.key, who.arn) if who.is_session else (who.arn, who.key)
            found = next(filter(None, (subject_of(text or "") for text in texts)), None)
        return None if found is None or found.caller is not None else found


class Gathering:
    """A dossier while it grows."""

    def __init__(self, topic: Topic, most: int = MOST) -> None:
        """`most` are the distinct values of one list that are told apart."""
        self.topic = topic
        self._sections = [section for section in SECTIONS if topic.kind in section.kinds]
        self._tallies = {
            section.id: Tallies(most, is_story=section.is_story) for section in self._sections
        }
        self._seen = Seen()
        self._mfa = self._console = self._data = self._others = self._untimed = 0
        self._latest: Event | None = None

    def take(self, event: Event) -> None:
        """Take one of its events. Takes any record."""
        if not _is_of(event, self.topic):
            self._others += 1
            return
        time = event.time
        self._seen = self._seen.once_more(time)
        self._untimed += time is None
        self._mfa += event.has_mfa
        self._console += event.says("console")
        self._data += (
            event.text("eventCategory") == _DATA or event.text("managementEvent") == "false"
        )
        if self._latest is None or (time or 0) > (self._latest.time or 0):
            self._latest = event
        facts = Facts(event, self.topic)
        for section in self._sections:
            for cells, asks in section.adds(facts):
                self._tallies[section.id].add(cells, asks, time)

    def dossier(self) -> Dossier:
        """What has come together so far."""
        lists = [
            self._tallies[section.id].listing(
                section.id, section.title, section.columns, in_time=section.in_time
            )
            for section in self._sections
        ]
        is_callers = self._latest is not None and self.topic.kind.is_caller
        return Dossier(
            self.topic,
            self._seen,
            tuple(found for found in lists if found.entries),
            self._mfa,
            self._console,
            self._data,
            self._others,
            self._untimed,
            call_of(self._latest) if self._latest is not None and is_callers else None,
        )


def _is_of(event: Event, topic: Topic) -> bool:
    """Whether an event is about the resource itself, rather than about one that is called alike."""
    if topic.kind is not Kind.RESOURCE or len(topic.names) == 1:
        return True
    arn, *tails = topic.names
    texts = [text_of(item.get("ARN")) for item in event.resources]
    texts += strings_in(event.tree.get("requestParameters"))
    texts += strings_in(event.tree.get("responseElements"))
    texts += [text_of(item.get("ResourceName")) for item in event.lookup_resources]
    if arn in texts:
        return True
    alike = [text for text in texts if text and text.startswith("arn:") and _ends(text, tails)]
    return not alike and any(is_called(text or "", frozenset(tails)) for text in texts)


def _ends(text: str, tails: list[str]) -> bool:
    return any(text.endswith((f"/{tail}", f":{tail}")) for tail in tails)
