"""Whatever is missing of a trail: no wrong origin is ever told as seen."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.sessions import ACCOUNTS, REGIONS, Identity, Record, Story, calls_of, user
from trailview.events.chain import Chain
from trailview.events.issuer import Confidence
from trailview.events.subject import Subject
from trailview.search.who.drive import KnownCalls, who

USERS = [user(name, account) for name in ("alice", "bob") for account in ACCOUNTS[:2]]


@dataclass(frozen=True)
class World:
    """Sessions, and who truly began each: a user, or the session of that number."""

    story: Story
    sessions: list[Identity]
    parents: list[int]
    """The number of the session that began it; below 0, that of a user counted from the end."""
    issues: list[set[str]]
    """The IDs of the records of the call that began each."""

    def origin(self, session: int) -> Identity:
        """The user behind a session."""
        while session >= 0:
            session = self.parents[session]
        return USERS[session]

    def line(self, session: int) -> list[int]:
        """The session, and those that it came from, nearest first."""
        found = []
        while session >= 0:
            found.append(session)
            session = self.parents[session]
        return found


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Few names, roles and moments, so that sessions are easily taken for each other."""
    story, sessions = Story(), list[Identity]()
    parents, issues = list[int](), list[set[str]]()
    for number in range(draw(st.integers(1, 7))):
        parent = draw(st.integers(-len(USERS), number - 1))
        before = len(story.records)
        caller = sessions[parent] if parent >= 0 else USERS[parent]
        sessions.append(
            story.assume(
                caller,
                draw(st.sampled_from(("Admin", "Read"))),
                draw(st.sampled_from(("s", "t"))),
                account=draw(st.sampled_from(ACCOUNTS)),
                region=draw(st.sampled_from(REGIONS)),
            )
        )
        parents.append(parent)
        issues.append({made["eventID"] for made in story.records[before:]})
        if draw(st.booleans()):
            story.clock -= 60
    for session in sessions:
        story.call(session, awsRegion=draw(st.sampled_from(REGIONS)))
    return World(story, sessions, parents, issues)


@st.composite
def mutilated(draw: st.DrawFn, world: World) -> list[Record]:
    """The records without some calls, accounts and Regions."""
    lost = draw(st.sets(st.integers(0, len(world.story.records) - 1), max_size=4))
    accounts = draw(st.sets(st.sampled_from(ACCOUNTS), max_size=1))
    regions = draw(st.sets(st.sampled_from(REGIONS), max_size=1))
    return [
        made
        for number, made in enumerate(world.story.records)
        if number not in lost
        and made["recipientAccountId"] not in accounts
        and made["awsRegion"] not in regions
    ]


def check(world: World, session: int, chain: Chain) -> None:
    """What a chain says as seen is so."""
    line = world.line(session)
    for hop, true in zip(chain.hops, line, strict=False):
        if hop.confidence is not Confidence.KEY:
            return
        assert hop.key == world.sessions[true]["accessKeyId"]
        assert hop.issue is not None
        assert hop.issue.id in world.issues[true]
    origin = chain.origin
    if origin is None or origin.confidence is not Confidence.KEY:
        return
    assert len(chain.hops) == len(line)
    truth = world.origin(session)
    assert (origin.type, origin.arn, origin.key) == (
        "IAMUser",
        truth["arn"],
        truth["accessKeyId"],
    )


@examples(300)
@given(data=st.data(), world=worlds())
def test_never_a_wrong_origin_that_is_told_as_seen(data: st.DataObject, world: World) -> None:
    records = data.draw(mutilated(world))
    session = data.draw(st.integers(0, len(world.sessions) - 1))
    key = world.sessions[session]["accessKeyId"]
    known = KnownCalls()
    known.add(calls_of(records))
    check(world, session, who(Subject(key, key=key), [known]))


@examples(100)
@given(data=st.data(), world=worlds())
def test_of_a_whole_trail_every_origin_is_found(data: st.DataObject, world: World) -> None:
    session = data.draw(st.integers(0, len(world.sessions) - 1))
    key = world.sessions[session]["accessKeyId"]
    known = KnownCalls()
    known.add(calls_of(world.story.records))
    chain = who(Subject(key, key=key), [known])
    check(world, session, chain)
    assert chain.origin is not None
    assert chain.origin.confidence is Confidence.KEY
    assert not chain.missing
