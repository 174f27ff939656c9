"""A synthetic trail to try trailview on: seeded, and the same for the same moment.

Two accounts, three Regions, a week of users, roles, services and sign-ins, and
one incident (told in `trailview.demo.story`). Names, addresses and account
numbers are invented; addresses are those reserved for documentation.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Final

from isal import igzip_lib

from trailview.demo.calls import DemoCall, calls_of
from trailview.demo.cast import CI_USER, ENVIRONMENTS, OFFICE, PEOPLE, REGIONS, Actor, Cast
from trailview.demo.cast import assemble as assemble_cast
from trailview.demo.sessions import issue_records, portal_call, sign_in
from trailview.demo.story import ATTACKER, Scene, tell
from trailview.events.times import iso

_HOUR: Final = 3600
_FILE_HOURS: Final = 12
_FILE_RECORDS: Final = 4_000
_DUPLICATES: Final = 40
_ERRORS: Final = (
    ("AccessDenied", "User is not authorized to perform this action"),
    ("AccessDenied", "Access Denied"),
    ("Client.UnauthorizedOperation", "You are not authorized to perform this operation."),
    ("ThrottlingException", "Rate exceeded"),
    ("ResourceNotFoundException", "Requested resource not found"),
)


@dataclass(frozen=True, slots=True)
class DemoTrail:
    """What was written, and what there is to find in it."""

    folder: Path
    accounts: tuple[str, ...]
    leaked_key: str
    attacker: str
    first: int
    """Earliest event, in seconds since 1970."""
    last: int
    events: int
    """Distinct events."""
    duplicates: int
    """Deliveries of events that another file has too."""


@dataclass(slots=True)
class _Line:
    """One record on its way into a file."""

    time: int
    account: str
    region: str
    text: str


def write_trail(
    folder: Path, *, now: int, seed: int = 7, events: int = 50_000, days: int = 7
) -> DemoTrail:
    """Write a trail of `events` distinct events over `days`, ending at `now`, below `folder`.

    `now` is in seconds since 1970. The same arguments give the same bytes.
    """
    rng = random.Random(seed)
    start = now - days * 86_400
    cast = assemble_cast(rng, start - 12 * _HOUR)
    lines = _records(cast, rng, start, now, events)
    placed = _placed(lines, rng)
    for name, data in _files(placed, rng, now):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    times = [line.time for line in lines]
    return DemoTrail(
        folder,
        tuple(ENVIRONMENTS),
        cast.keys[CI_USER],
        ATTACKER,
        min(times),
        max(times),
        len(lines),
        _DUPLICATES,
    )


def _records(cast: Cast, rng: random.Random, start: int, now: int, events: int) -> list[_Line]:
    """Every event, each once, in no particular order."""
    users = [*PEOPLE, CI_USER]
    calls = {
        (account, region): calls_of(account, environment, region, users, rng)
        for account, environment in ENVIRONMENTS.items()
        for region in REGIONS
    }
    lines = [_scene_line(scene, rng) for scene in tell(cast, now)]
    lines += _sign_ins(rng, start, now)
    total = sum(actor.weight for actor in cast.actors)
    begun = 0
    for actor in cast.actors:
        if len(lines) >= events:
            break
        count = max(1, round((events - 2_000) * actor.weight / total))
        lines += _actions(actor, calls, rng, start, now, min(count, events - len(lines)))
        for issue in cast.issues[begun:]:
            lines += [_Line(*fields) for fields in issue_records(issue, rng) if fields[0] >= start]
        begun = len(cast.issues)
    del lines[events:]
    while len(lines) < events:
        actor = cast.actors[len(lines) % 8]
        lines += _actions(actor, calls, rng, start, now, min(500, events - len(lines)))
    return lines


def _times(actor: Actor, rng: random.Random, start: int, now: int, count: int) -> list[int]:
    """When an actor acts: in office hours, or all day with a daily swing."""
    found: list[int] = []
    uniform, span = rng.random, now - start - 1
    busy = (8, 18) if actor.by_day else (6, 22)
    quiet = 0.04 if actor.by_day else 0.5
    while len(found) < count:
        time = start + int(uniform() * span)
        hour = time // _HOUR % 24
        weekend = actor.by_day and (time // 86_400 + 4) % 7 in (0, 6)
        share = (0.15 if weekend else 1.0) * (1.0 if busy[0] <= hour < busy[1] else quiet)
        if uniform() < share:
            found.append(time)
    return found


def _actions(
    actor: Actor,
    calls: dict[tuple[str, str], list[DemoCall]],
    rng: random.Random,
    start: int,
    now: int,
    count: int,
) -> Iterator[_Line]:
    """What an actor does."""
    account = actor.account
    if "portal" in actor.services:
        for time in _times(actor, rng, start, now, count):
            yield _Line(*portal_call(actor, time, rng))
        return
    choices = {region: _choices(actor, calls[account, region]) for region in actor.regions}
    pick, uniform, bits = rng.choices, rng.random, rng.getrandbits
    console = '"sessionCredentialFromConsole":"true",' if actor.from_console else ""
    for time in _times(actor, rng, start, now, count):
        region = actor.regions[int(uniform() ** 2 * len(actor.regions))]
        kinds, weights = choices[region]
        call = pick(kinds, cum_weights=weights)[0]
        which = int(uniform() * len(call.bodies))
        body, error = call.bodies[which], ""
        if uniform() < actor.denied:
            code, message = _ERRORS[int(uniform() * len(_ERRORS))]
            error = f'"errorCode":"{code}","errorMessage":"{message}",'
            body = body[: body.rindex(',"responseElements":')] + ',"responseElements":null'
        yield _Line(
            time,
            account,
            region,
            _record(
                time, account, region, call.service, call.name, call.read_only, call.is_data,
                actor.identity(time), actor.addresses[int(uniform() * len(actor.addresses))],
                actor.agents[int(uniform() * len(actor.agents))], body, call.resources[which],
                error, console, bits(128), bits(128),
            ),
        )  # fmt: skip


def _choices(actor: Actor, calls: list[DemoCall]) -> tuple[list[DemoCall], list[int]]:
    kinds = [call for call in calls if not actor.services or call.service in actor.services]
    return kinds, list(accumulate(call.weight for call in kinds))


def _record(
    time: int, account: str, region: str, service: str, name: str, read_only: bool, is_data: bool,
    identity: str, address: str, agent: str, body: str, resources: str, error: str, console: str,
    request: int, event: int,
) -> str:  # fmt: skip
    """One record, written as CloudTrail writes them."""
    r, e = f"{request:032x}", f"{event:032x}"
    category = "Data" if is_data else "Management"
    tls = (
        ""
        if address.endswith(".amazonaws.com")
        else ',"tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256",'
        f'"clientProvidedHostHeader":"{service}.{region}.amazonaws.com"}}'
    )
    return (
        f'{{"eventVersion":"1.11","userIdentity":{identity},"eventTime":"{iso_fast(time)}",'
        f'"eventSource":"{service}.amazonaws.com","eventName":"{name}","awsRegion":"{region}",'
        f'"sourceIPAddress":"{address}","userAgent":"{agent}",{error}{body},'
        f'"requestID":"{r[:8]}-{r[8:12]}-{r[12:16]}-{r[16:20]}-{r[20:]}",'
        f'"eventID":"{e[:8]}-{e[8:12]}-4{e[13:16]}-a{e[17:20]}-{e[20:]}",'
        f'"readOnly":{"true" if read_only else "false"},{resources}"eventType":"AwsApiCall",'
        f'"managementEvent":{"false" if is_data else "true"},"recipientAccountId":"{account}",'
        f'{console}"eventCategory":"{category}"{tls}}}'
    )


_DAYS: Final[dict[int, str]] = {}


def iso_fast(time: int) -> str:
    """`iso` for many times of few days."""
    day, second = divmod(time, 86_400)
    date = _DAYS.get(day)
    if date is None:
        date = _DAYS[day] = iso(time)[:10]
    return f"{date}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def _scene_line(scene: Scene, rng: random.Random) -> _Line:
    text = _record(
        scene.time, scene.account, scene.region, scene.service, scene.name, scene.read_only,
        scene.is_data, scene.identity, scene.address, scene.agent, scene.body, scene.resources,
        scene.error, "", rng.getrandbits(128), rng.getrandbits(128),
    )  # fmt: skip
    return _Line(scene.time, scene.account, scene.region, text)


def _sign_ins(rng: random.Random, start: int, now: int) -> list[_Line]:
    """Console sign-ins of a week, some without MFA, some that fail."""
    found = []
    for number in range(60):
        person = PEOPLE[number % len(PEOPLE)]
        time = start + int(rng.random() * (now - start))
        address = OFFICE[0] if number % 9 else ATTACKER
        fields = sign_in(person, time, rng, mfa=number % 7 != 0, fails=number % 9 == 0,
                         address=address)  # fmt: skip
        found.append(_Line(*fields))
    return found


def _placed(lines: list[_Line], rng: random.Random) -> dict[tuple[str, str, int], list[_Line]]:
    """Records by the file they go into, with a few delivered a second time."""
    files = defaultdict[tuple[str, str, int], list[_Line]](list)
    for line in lines:
        files[line.account, line.region, line.time // (_FILE_HOURS * _HOUR)].append(line)
    places = sorted(files)
    for _ in range(min(_DUPLICATES, len(lines))):
        line = rng.choice(lines)
        account, region, half = places[rng.randrange(len(places))]
        if (line.account, line.region) == (account, region):
            half = max(half, line.time // (_FILE_HOURS * _HOUR))
        files[line.account, line.region, half if half * _FILE_HOURS * _HOUR > line.time else
              line.time // (_FILE_HOURS * _HOUR)].append(line)  # fmt: skip
    return files


def _deliveries(
    placed: dict[tuple[str, str, int], list[_Line]],
) -> Iterator[tuple[str, str, list[_Line]]]:
    """What goes into each file, newest first; a busy half-day is delivered in several."""
    for account, region, half in sorted(placed, key=lambda place: -place[2]):
        lines = placed[account, region, half]
        if len(lines) <= _FILE_RECORDS:
            yield account, region, lines
            continue
        lines = sorted(lines, key=lambda line: -line.time)
        for start in range(0, len(lines), _FILE_RECORDS):
            yield account, region, lines[start : start + _FILE_RECORDS]


def _files(
    placed: dict[tuple[str, str, int], list[_Line]], rng: random.Random, now: int
) -> Iterator[tuple[str, bytes]]:
    """The trail's files, newest first: path below the bucket, and content."""
    for account, region, lines in _deliveries(placed):
        delivered = min(max(line.time for line in lines) + 240, now + 300)
        moment = datetime.fromtimestamp(delivered, UTC)
        name = "".join(
            rng.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=16)
        )
        data = ('{"Records":[' + ",".join(line.text for line in lines) + "]}").encode()
        yield (
            f"AWSLogs/{account}/CloudTrail/{region}/{moment:%Y/%m/%d}/"
            f"{account}_CloudTrail_{region}_{moment:%Y%m%dT%H%M}Z_{name}.json.gz",
            igzip_lib.compress(data, 0, igzip_lib.COMP_GZIP),
        )
