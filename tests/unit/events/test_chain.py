"""From a key back to whoever is behind it, for every way in which credentials are issued."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sessions import ACCOUNTS, REGIONS, Story, calls_of, user
from trailview.events.chain import Chain
from trailview.events.issuer import Confidence
from trailview.events.subject import Subject, subject_of
from trailview.search.who.drive import KnownCalls, who

HOME, OTHER, THIRD = ACCOUNTS


def chain_of(records: list[dict[str, Any]], text: str) -> Chain:
    """The chain behind a subject, over some records."""
    known = KnownCalls()
    known.add(calls_of(records))
    return who(subject_of(text) or Subject(text, key=text), [known])


def told(chain: Chain) -> tuple[str, str | None, str | None]:
    """An origin's type, and what names it."""
    assert chain.origin is not None
    origin = chain.origin
    return origin.type, origin.arn or origin.subject or origin.account, origin.key


def issuers(chain: Chain) -> list[tuple[str | None, str | None]]:
    """The keys of a chain, and the names of the calls that issued them."""
    return [(hop.key, hop.issue.name if hop.issue else None) for hop in chain.hops]


def test_roles_chain_over_accounts_to_a_users_key() -> None:
    story = Story()
    first = story.assume(user("alice"), "Audit", "alice", sourceIdentity="alice@example.com")
    second = story.assume(first, "Read", "alice-x", account=OTHER)
    third = story.assume(second, "Evidence", "alice-e", account=THIRD, region=REGIONS[1])
    used = story.call(third)
    for subject in (third["accessKeyId"], used["eventID"], third["arn"]):
        chain = chain_of(story.records, subject)
        keys = [one["accessKeyId"] for one in (third, second, first)]
        assert issuers(chain) == [(key, "AssumeRole") for key in keys]
        assert told(chain) == ("IAMUser", user("alice")["arn"], user("alice")["accessKeyId"])
        assert {hop.confidence for hop in chain.hops} == {Confidence.KEY}
        assert not chain.missing
    assert [hop.other is not None for hop in chain.hops] == [True, True, False]
    assert [hop.account for hop in chain.hops] == [THIRD, OTHER, HOME]
    assert chain.hops[0].session_name == "alice-e"
    assert chain.hops[2].source_identity == "alice@example.com"


def test_another_account_is_the_end_where_its_side_is_missing() -> None:
    story = Story()
    session = story.assume(user("alice"), "Read", "alice-x", account=OTHER)
    records = [r for r in story.records if r["recipientAccountId"] == OTHER]
    whole = chain_of(story.records, records[0]["eventID"])
    assert told(whole) == ("IAMUser", user("alice")["arn"], user("alice")["accessKeyId"])
    assert not whole.missing
    chain = chain_of(records, session["accessKeyId"])
    assert issuers(chain) == [(session["accessKeyId"], "AssumeRole")]
    assert told(chain) == ("AWSAccount", "AIDAALICE", None)
    assert chain.origin is not None
    assert chain.origin.account == HOME
    assert [one.account for one in chain.missing] == [HOME]


def test_behind_another_accounts_session_only_its_name_tells() -> None:
    story = Story()
    first = story.assume(user("alice"), "Audit", "alice")
    second = story.assume(first, "Read", "alice-x", account=OTHER)
    own_side = story.records[1]
    records = [r for r in story.records if r is not own_side]
    chain = chain_of(records, second["accessKeyId"])
    assert [hop.confidence for hop in chain.hops] == [Confidence.KEY, Confidence.NAME]
    assert told(chain)[1] == user("alice")["arn"]
    assert chain.origin is not None
    assert chain.origin.confidence is Confidence.NAME
    assert [one.account for one in chain.missing] == [HOME]


@pytest.mark.parametrize(
    ("name", "who_asks", "given", "origin"),
    [
        (
            "AssumeRoleWithSAML",
            {"type": "SAMLUser", "principalId": "q=:d@x.org", "userName": "d@x.org"},
            {"subject": "d@x.org"},
            ("SAMLUser", "d@x.org"),
        ),
        (
            "AssumeRoleWithWebIdentity",
            {
                "type": "WebIdentityUser",
                "principalId": "oidc:sts:repo",
                "userName": "repo:acme/app",
                "identityProvider": "token.actions.githubusercontent.com",
            },
            {"subjectFromWebIdentityToken": "repo:acme/app"},
            ("WebIdentityUser", "repo:acme/app"),
        ),
        (
            "AssumeRole",
            {"type": "AWSService", "invokedBy": "lambda.amazonaws.com"},
            {},
            ("AWSService", "lambda.amazonaws.com"),
        ),
        (
            "AssumeRole",
            {"type": "Root", "principalId": HOME, "arn": f"arn:aws:iam::{HOME}:root"},
            {},
            ("Root", f"arn:aws:iam::{HOME}:root"),
        ),
    ],
)
def test_where_chains_end(
    name: str, who_asks: dict[str, Any], given: dict[str, Any], origin: tuple[str, str]
) -> None:
    story = Story()
    session = story.assume(who_asks, "Role", "session", name=name, given=given)
    story.call(session)
    chain = chain_of(story.records, session["accessKeyId"])
    assert issuers(chain) == [(session["accessKeyId"], name)]
    assert told(chain)[:2] == origin
    assert chain.origin is not None
    assert chain.origin.confidence is Confidence.KEY


@pytest.mark.parametrize(
    ("service", "session", "extra", "workload"),
    [
        ("ec2", "i-0123456789abcdef0", {}, "instance i-0123456789abcdef0"),
        ("lambda", "orders-api", {}, "function orders-api"),
        ("ecs-tasks", "0123456789abcdef" * 2, {}, f"task {'0123456789abcdef' * 2}"),
        (
            "pods.eks",
            "eks-prod-web-1",
            {"tags": [{"key": "kubernetes-namespace", "value": "shop"},
                      {"key": "kubernetes-pod-name", "value": "web-1"}]},
            "pod shop/web-1",
        ),
    ],
)  # fmt: skip
def test_a_services_session_names_the_workload(
    service: str, session: str, extra: dict[str, Any], workload: str
) -> None:
    story = Story()
    by = {"type": "AWSService", "invokedBy": f"{service}.amazonaws.com"}
    made = story.assume(by, "Role", session, asked=extra)
    story.call(made)
    chain = chain_of(story.records, made["accessKeyId"])
    assert chain.origin is not None
    assert chain.origin.workload == workload


def test_a_service_accounts_token_names_its_pods() -> None:
    story = Story()
    subject = "system:serviceaccount:shop:cart"
    by = {"type": "WebIdentityUser", "principalId": f"oidc:{subject}", "userName": subject}
    given = {"subjectFromWebIdentityToken": subject}
    made = story.assume(by, "Role", "s", name="AssumeRoleWithWebIdentity", given=given)
    chain = chain_of(story.records, made["accessKeyId"])
    assert chain.origin is not None
    assert chain.origin.workload == "a pod of service account shop/cart"


def test_get_session_token_leads_to_the_long_term_key() -> None:
    story, alice = Story(), user("alice")
    issued = {"credentials": {"accessKeyId": "ASIATOKEN00000000000"}}
    story.call(alice, "GetSessionToken", responseElements=issued, readOnly=False)
    context = {"attributes": {"creationDate": story.now, "mfaAuthenticated": "true"}}
    token = {**alice, "accessKeyId": "ASIATOKEN00000000000", "sessionContext": context}
    story.call(token)
    chain = chain_of(story.records, "ASIATOKEN00000000000")
    assert issuers(chain) == [("ASIATOKEN00000000000", "GetSessionToken")]
    assert told(chain) == ("IAMUser", alice["arn"], alice["accessKeyId"])
    without = chain_of(story.records[1:], "ASIATOKEN00000000000")
    assert told(without) == ("IAMUser", alice["arn"], None)
    assert without.origin is not None
    assert without.origin.confidence is Confidence.TOLD
    assert without.hops[0].mfa
    assert without.missing


def test_a_federated_user_leads_to_who_asked_for_the_token() -> None:
    story, alice = Story(), user("alice")
    federated = {"federatedUserId": f"{HOME}:bob", "arn": f"arn:aws:sts::{HOME}:federated-user/bob"}
    issued = {"credentials": {"accessKeyId": "ASIAFED0000000000000"}, "federatedUser": federated}
    story.call(
        alice, "GetFederationToken", responseElements=issued, requestParameters={"name": "bob"}
    )
    issuer = {"type": "IAMUser", "arn": alice["arn"], "userName": "alice"}
    bob = {
        "type": "FederatedUser",
        "principalId": f"{HOME}:bob",
        "arn": federated["arn"],
        "accountId": HOME,
        "accessKeyId": "ASIAFED0000000000000",
        "sessionContext": {"sessionIssuer": issuer, "attributes": {"creationDate": story.now}},
    }
    story.call(bob)
    chain = chain_of(story.records, "ASIAFED0000000000000")
    assert issuers(chain) == [("ASIAFED0000000000000", "GetFederationToken")]
    assert told(chain) == ("IAMUser", alice["arn"], alice["accessKeyId"])
    assert told(chain_of(story.records[1:], "ASIAFED0000000000000"))[1] == alice["arn"]


def test_assumed_root_leads_to_the_management_account_and_is_not_root_itself() -> None:
    story = Story()
    admin = story.assume(user("alice"), "Admin", "alice")
    issued = {"credentials": {"accessKeyId": "ASIAROOT000000000000"}}
    story.call(
        admin, "AssumeRoot", responseElements=issued, requestParameters={"targetPrincipal": OTHER}
    )
    root = {
        "type": "Root",
        "principalId": OTHER,
        "arn": f"arn:aws:iam::{OTHER}:root",
        "accountId": OTHER,
        "accessKeyId": "ASIAROOT000000000000",
        "sessionContext": {"assumedRoot": "true", "attributes": {"creationDate": story.now}},
    }
    story.call(root)
    chain = chain_of(story.records, "ASIAROOT000000000000")
    assert [name for _, name in issuers(chain)] == ["AssumeRoot", "AssumeRole"]
    assert told(chain)[1] == user("alice")["arn"]
    assert chain_of(story.records[2:], "ASIAROOT000000000000").origin is None


def test_a_console_key_leads_to_the_sign_in_of_its_second() -> None:
    story, alice = Story(), user("alice")
    signing = {**alice, "accessKeyId": ""}
    good = {"ConsoleLogin": "Success"}
    story.call(
        signing, "ConsoleLogin", eventSource="signin.amazonaws.com", responseElements=good,
        additionalEventData={"MFAUsed": "Yes"},
    )  # fmt: skip
    context = {"attributes": {"creationDate": story.now, "mfaAuthenticated": "true"}}
    console = {**alice, "accessKeyId": "ASIACONSOLE000000000", "sessionContext": context}
    story.call(console, sessionCredentialFromConsole="true")
    chain = chain_of(story.records, "ASIACONSOLE000000000")
    assert issuers(chain) == [("ASIACONSOLE000000000", "ConsoleLogin")]
    assert chain.hops[0].confidence is Confidence.SESSION
    assert chain.hops[0].mfa
    assert told(chain) == ("IAMUser", alice["arn"], None)


def test_a_console_key_of_a_session_leads_to_how_the_session_began() -> None:
    story = Story()
    dana = {"type": "SAMLUser", "principalId": "q=:dana", "userName": "dana"}
    session = story.assume(dana, "Admin", "dana", name="AssumeRoleWithSAML")
    console = {**session, "accessKeyId": "ASIACONSOLE000000000"}
    story.call(console, sessionCredentialFromConsole="true")
    chain = chain_of(story.records, "ASIACONSOLE000000000")
    assert [hop.confidence for hop in chain.hops] == [Confidence.SESSION]
    assert told(chain)[:2] == ("SAMLUser", "dana")


def test_a_role_taken_in_the_console_leads_to_who_switched() -> None:
    story, alice = Story(), user("alice")
    session = story.assume(alice, "Admin", "alice")
    story.records.clear()
    story.call(
        session, "SwitchRole", eventSource="signin.amazonaws.com",
        responseElements={"SwitchRole": "Success"},
        additionalEventData={"SwitchFrom": alice["arn"]},
    )  # fmt: skip
    session["sessionContext"]["attributes"]["creationDate"] = story.now
    story.call(session, sessionCredentialFromConsole="true")
    chain = chain_of(story.records, session["accessKeyId"])
    assert [name for _, name in issuers(chain)] == ["SwitchRole"]
    assert told(chain)[1] == alice["arn"]


@pytest.mark.parametrize(
    ("context", "path", "origin"),
    [
        ({"ec2RoleDelivery": "2.0"}, "/", ("AWSService", "ec2.amazonaws.com")),
        ({}, "/aws-service-role/ecs.amazonaws.com/", ("AWSService", "ecs.amazonaws.com")),
        ({}, "/aws-reserved/sso.amazonaws.com/", ("IdentityCenterUser", "dana@x.org")),
    ],
)
def test_what_a_session_itself_tells_where_nothing_issued_it(
    context: dict[str, Any], path: str, origin: tuple[str, str]
) -> None:
    story = Story()
    session = story.assume(user("alice"), "Role", "dana@x.org", path=path, **context)
    story.records.clear()
    story.call(session)
    chain = chain_of(story.records, session["accessKeyId"])
    assert told(chain)[:2] == origin
    assert chain.origin is not None
    assert chain.origin.confidence is Confidence.TOLD
    assert chain.missing[0].account == HOME


def test_lambdas_own_word_names_the_function() -> None:
    story = Story()
    session = story.assume(user("alice"), "Role", "f")
    story.records.clear()
    function = f"arn:aws:lambda:us-east-1:{HOME}:function:f"
    story.call({**session, "inScopeOf": {"credentialsIssuedTo": function}})
    chain = chain_of(story.records, session["accessKeyId"])
    assert chain.origin is not None
    assert (chain.origin.type, chain.origin.workload) == ("AWSService", function)


def test_cycles_end() -> None:
    story = Story()
    key = "AKIA****************"
    masked = story.assume(user("alice"), "Role", "session", key=key)
    story.records.clear()
    story.assume(masked, "Role", "session", key=key)
    chain = chain_of(story.records, key)
    assert chain.origin is None
    assert "signed by the key itself" in chain.missing[0].why
    story.records.clear()
    first = story.assume(user("alice"), "One", "s", key="ASIAA***************")
    story.records.clear()
    second = story.assume(first, "Two", "s", key="ASIAB***************")
    story.clock -= 60
    story.assume(second, "One", "s", key="ASIAA***************")
    for made in story.records:
        made["userIdentity"]["sessionContext"]["attributes"]["creationDate"] = story.now
    chain = chain_of(story.records, "ASIAB***************")
    assert chain.origin is None
    assert "back to itself" in chain.missing[-1].why


def test_a_chain_without_end_is_given_up() -> None:
    story, who_is = Story(), user("alice")
    for number in range(70):
        who_is = story.assume(who_is, "Role", f"s{number}")
    chain = chain_of(story.records, who_is["accessKeyId"])
    assert (len(chain.hops), chain.origin) == (64, None)
    assert "longer than" in chain.missing[0].why


def test_a_key_of_many_is_told_apart_by_its_session_or_not_at_all() -> None:
    story, key = Story(), "ASIA****************"
    first = story.assume(user("alice"), "One", "s", key=key)
    story.assume(user("bob"), "Two", "s", key=key)
    assert told(chain_of([*story.records, story.call(first)], key))[1] == user("alice")["arn"]
    story.records.pop()
    unsure = chain_of(story.records, key)
    assert unsure.origin is None
    assert "different callers" in unsure.missing[0].why


def test_a_call_that_issues_the_key_to_another_session_is_not_taken() -> None:
    story = Story()
    session = story.assume(user("alice"), "One", "s")
    used = story.call({**session, "principalId": "AROAOTHER:s"})
    chain = chain_of(story.records, used["eventID"])
    assert chain.origin is None
    assert "another session" in chain.missing[0].why


def test_what_failed_issued_nothing_and_what_came_later_neither() -> None:
    story = Story()
    session = story.assume(user("alice"), "One", "s")
    failed = [{**story.records[0], "errorCode": "AccessDenied"}]
    assert chain_of(failed, session["accessKeyId"]).origin is None
    used = story.call(session)
    used["eventTime"] = "2025-11-22T11:00:00Z"
    assert chain_of(story.records, session["accessKeyId"]).hops[0].issue is not None
    assert chain_of(story.records, used["eventID"]).origin is None


def test_long_term_keys_users_and_root_are_origins_themselves() -> None:
    story, alice = Story(), user("alice")
    story.call(alice)
    for subject in (alice["accessKeyId"], alice["arn"], story.records[0]["eventID"]):
        chain = chain_of(story.records, subject)
        assert not chain.hops
        assert told(chain) == ("IAMUser", alice["arn"], alice["accessKeyId"])
    unseen = chain_of([], alice["arn"])
    assert told(unseen) == ("IAMUser", alice["arn"], None)
    assert chain_of([], alice["accessKeyId"]).missing
    assert chain_of([], "7b5a4e0c-0000-4000-8000-000000000000").missing


def test_subjects_are_told_apart() -> None:
    key, event = "ASIA0123456789ABCDEF", "7B5a4e0c-0000-4000-8000-000000000000"
    arn = f"arn:aws:iam::{HOME}:role/path/Admin"
    found = [subject_of(text) for text in (key, event, arn, "alice", f"arn:aws:s3:::{key}", "")]
    assert found[0] == Subject(key, key=key)
    assert found[1] == Subject(event, event=event)
    assert found[2] == Subject(arn, arn=arn)
    assert found[2].is_role
    assert found[3:] == [None, None, None]
