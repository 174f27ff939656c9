"""Chains and trees over whole trails of several accounts, as every source answers about them.

`TRAILVIEW_TRAILS=FOLDER[:FOLDER]` in the environment takes trails from folders instead of the
small one that is made here: log files, with a `truth.json` beside them that tells chains
(`accessKeyId`, `hops`, `origin`) and what leads back to whom (`questions` about trees).
"""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from tests.aws_double.corpus import Corpus, records_below
from tests.aws_double.faults import Fault
from tests.aws_double.fixture import SECRET, Running
from tests.aws_double.identities import key_of
from tests.aws_double.s3 import results_bucket
from tests.backends.aws.program import in_the_doubles_time
from tests.backends.aws.site import REGION, OpenSite, Site
from tests.sessions import ACCOUNTS, Identity, Story, user
from trailview.cli import exit_codes, main
from trailview.events.times import iso

Truth = dict[str, Any]
GIVEN = [Path(name) for name in os.environ.get("TRAILVIEW_TRAILS", "").split(":") if name]
BACKENDS = ("files", "history", "logs", "insights", "athena")
HOPS = (
    "accessKeyId", "issuingEventID", "issuingEventName", "issuedAt", "roleArn", "roleSessionName",
)  # fmt: skip
DANA = "dana@example.com"
MOST_A_HOP = 4
"""Calls that event history takes for the median hop."""


def told(story: Story, sessions: list[Identity]) -> dict[str, Any]:
    """The chain that begins with the last of some sessions, each begun by the one before it."""
    by_key = {}
    for record in story.records:
        if record["userIdentity"]["type"] != "AWSAccount":
            by_key[issued_by(record)] = record
    hops = []
    for session in reversed(sessions):
        issue = by_key[session["accessKeyId"]]
        asked = issue["requestParameters"]
        values = (
            session["accessKeyId"], issue["eventID"], issue["eventName"], issue["eventTime"],
            asked["roleArn"], asked["roleSessionName"],
        )  # fmt: skip
        hops.append(dict(zip(HOPS, values, strict=True)))
    origin = by_key[sessions[0]["accessKeyId"]]["userIdentity"]
    members = {"type": "IAMUser", "arn": origin["arn"], "accessKeyId": origin["accessKeyId"]}
    return {"accessKeyId": sessions[-1]["accessKeyId"], "hops": hops, "origin": members}


def issued_by(record: Truth) -> str | None:
    """The key that a call returned."""
    given = record.get("responseElements") or {}
    key: str | None = (given.get("credentials") or {}).get("accessKeyId")
    return key


def write_small(folder: Path) -> None:
    """A trail of three accounts, and what is true of it."""
    story, chains = Story(), []
    alice = user("alice")
    own = 0
    for number in range(6):
        caller = alice if number % 2 else user(f"u{number}", ACCOUNTS[number % 3])
        sessions = list[Identity]()
        for depth in range(1 + number % 3):
            account = ACCOUNTS[(number + depth) % 3]
            role = f"Role{number % 2}{depth}"
            before = sessions[-1] if sessions else caller
            sessions.append(story.assume(before, role, f"s{number}", account=account))
            story.call(sessions[-1], awsRegion=REGION)
            own += 2 if caller is alice else 0
        chains.append(told(story, sessions))
    trees = [
        {"id": "alice-tree", "match": {"origin": alice["arn"]}, "answer": own},
        {"id": "person-tree", "match": {"origin": DANA}, "answer": at_portal(story)},
    ]
    truth = {"chains": chains, "questions": trees}
    (folder / "truth.json").write_text(json.dumps(truth))
    for account in ACCOUNTS:
        held = [r for r in story.records if r["recipientAccountId"] == account]
        data = gzip.compress(json.dumps({"Records": held}).encode())
        (folder / f"{account}.json.gz").write_bytes(data)


def at_portal(story: Story) -> int:
    """A person of Identity Center signs in, takes a role, and acts: so many events."""
    said = {"onBehalfOf": {"userId": "90a8-user"}, "accountId": ACCOUNTS[0]}
    person = {"type": "IdentityCenterUser", **said}
    named = {"additionalEventData": {"UserName": DANA}, "awsRegion": "eu-west-1"}
    story.call(person, "UserAuthentication", eventSource="signin.amazonaws.com", **named)
    story.call(person, "Federate", eventSource="sso.amazonaws.com", **named)
    saml = {"type": "SAMLUser", "userName": DANA, "accountId": ACCOUNTS[0]}
    session = story.assume(saml, "AWSReservedSSO_Read_0", DANA, name="AssumeRoleWithSAML")
    story.call(session, awsRegion=REGION)
    return 4


@pytest.fixture(params=GIVEN or (None,), ids=lambda given: given.name if given else "small")
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A trail's files, with `truth.json` beside them."""
    given: Path | None = request.param
    if given is not None:
        return given
    made = tmp_path / "trail"
    made.mkdir()
    write_small(made)
    return made


@pytest.fixture
def site(
    folder: Path, open_site: OpenSite, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Site:
    """A double over the trail, with a profile for each account, and one group for all."""
    records = [
        record for record in records_below(folder / "AWSLogs" if GIVEN else folder)
        if "eventTime" in record
    ]  # fmt: skip
    made = open_site(records, organization=True)
    in_the_doubles_time(made, monkeypatch)
    monkeypatch.setattr("trailview.aws.athena.query._POLL", 0.001)
    monkeypatch.setattr("trailview.aws.athena.query._STEP", 0.01)
    config = tmp_path / "config"
    config.write_text("\n".join(profile_of(made.running, one) for one in accounts_of(made)))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    return made


def accounts_of(site: Site) -> tuple[str, ...]:
    corpus: Corpus = site.running.world.corpus
    return corpus.accounts


def profile_of(running: Running, account: str) -> str:
    key = f"aws_access_key_id = {key_of(account)}\naws_secret_access_key = {SECRET}"
    return f"[profile a{account}]\n{key}\nregion = {running.region}\n"


def words(site: Site, folder: Path, backend: str) -> list[str]:
    """How a backend is asked about all of the trail."""
    if backend == "files":
        return ["--path", str(folder)]
    accounts = accounts_of(site)
    first, now = accounts[0], int(site.clock.now())
    asked = ["--backend", backend, "--yes", "--since", iso(now - 20 * 86_400)]
    asked += ["--until", iso(now)]
    if backend == "history":
        return [*asked, "--profile", ",".join(f"a{one}" for one in accounts), "--region", "all"]
    group = site.running.world.trails.all[0].log_group
    output = f"s3://{results_bucket(first, REGION)}/answers/"
    asked += ["--profile", f"a{first}", "--log-group", group, "--athena-output", output]
    return [*asked, "--athena-table", "default.cloudtrail_organization"]


def answer(what: list[str], capfd: pytest.CaptureFixture[str]) -> tuple[Truth, str]:
    """What `trailview who` writes, and what it says beside it."""
    code = main.run(["who", *what, "--format", "json"])
    out, err = capfd.readouterr()
    assert code == exit_codes.COMPLETE, out[-1500:] + err
    found: Truth = json.loads(out)
    return found, err


def say(capfd: pytest.CaptureFixture[str], figures: str) -> None:
    """Tell figures of trails that were given."""
    if GIVEN:
        with capfd.disabled():
            print(figures)  # noqa: T201  (they are asked for)


@pytest.mark.parametrize("backend", BACKENDS)
def test_every_chain_resolves_hop_by_hop(
    site: Site,
    folder: Path,
    backend: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    truth = json.loads((folder / "truth.json").read_text())
    asked, calls, chains = words(site, folder, backend), [], []
    for chain in truth["chains"]:
        found, _ = answer([chain["accessKeyId"], *asked], capfd)
        hops = hops_of(found)
        assert hops == hops_of(chain)
        origin, true = found["origin"], chain["origin"]
        names = ("type", "arn", "accessKeyId")
        assert [origin[name] for name in names] == [true.get(name) for name in names]
        assert origin["subject"] == (true.get("userName") or true.get("invokedBy"))
        chains.append(sum(found["calls"].values()) / len(hops))
        calls += [chains[-1]] * len(hops)
    told = f"median {median(calls):.2f}, of chains {median(chains):.2f}"
    say(capfd, f"{folder.name} {backend}, a hop: {told}: {' '.join(f'{n:.1f}' for n in calls)}")
    assert backend != "history" or max(median(calls), median(chains)) <= MOST_A_HOP


def hops_of(chain: Truth) -> list[tuple[str, ...]]:
    """What has to be true of a chain's hops."""
    return [tuple(hop[name] for name in HOPS) for hop in chain["hops"]]


@pytest.mark.skipif(bool(GIVEN), reason="the small trail is enough")
def test_whose_a_key_is_is_asked_for_and_need_not_be_told(
    site: Site, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    truth = json.loads((folder / "truth.json").read_text())
    asked = words(site, folder, "history")
    for chain in truth["chains"]:
        with_owner, _ = answer([chain["accessKeyId"], *asked], capfd)
        assert site.asked("GetAccessKeyInfo")[-1]["AccessKeyId"] == chain["accessKeyId"]
        site.fail(Fault.DENIED, "GetAccessKeyInfo")
        without, _ = answer([chain["accessKeyId"], *asked], capfd)
        site.running.faults.clear()
        assert hops_of(with_owner) == hops_of(without) == hops_of(chain)


@pytest.mark.skipif(bool(GIVEN), reason="the small trail is enough")
def test_a_log_group_is_not_read_whole_for_a_key_alone(
    site: Site, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    chain = json.loads((folder / "truth.json").read_text())["chains"][-1]
    answer([chain["accessKeyId"], *words(site, folder, "logs")], capfd)
    patterns = [asked["filterPattern"] for asked in site.asked("FilterLogEvents")]
    assert len(patterns) == len(chain["hops"])
    assert f'accessKeyId = "{chain["accessKeyId"]}"' in patterns[0]
    assert all("AssumeRole" in pattern for pattern in patterns[1:])


@pytest.mark.parametrize("backend", BACKENDS)
def test_trees_count_what_is_true(
    site: Site,
    folder: Path,
    backend: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    truth = json.loads((folder / "truth.json").read_text())
    asked = words(site, folder, backend)
    for tree in (one for one in truth["questions"] if one["id"].endswith("-tree")):
        found, err = answer([tree["match"]["origin"], "--forward", *asked], capfd)
        say(capfd, f"{folder.name} {backend} {tree['id']}: {found['calls']}")
        assert found["tree"]["total"]["events"] == tree["answer"], err
