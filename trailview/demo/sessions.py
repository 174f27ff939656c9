"""How sessions begin in the demo: calls to STS, the access portal, console sign-ins."""

from __future__ import annotations

import random
from typing import Final

from trailview.demo.cast import (
    CONSOLE,
    OFFICE,
    PRODUCTION,
    Actor,
    Issue,
    expiration,
    uuid_text,
)
from trailview.events.times import iso

Fields = tuple[int, str, str, str]
"""Time, account, Region, and the record."""

_REGION: Final = "eu-central-1"
_TOKEN: Final = "IQoJb3JpZ2luX2VjE" + "XAMPLETOKEN" * 18
_PORTAL: Final = ("Federate", "GetRoleCredentials", "ListAccounts")


def _record(
    time: int, account: str, source: str, name: str, identity: str, address: str, agent: str,
    body: str, rng: random.Random, *, region: str = _REGION, more: str = "", reads: bool = True,
    kind: str = "AwsApiCall",
) -> str:  # fmt: skip
    return (
        f'{{"eventVersion":"1.11","userIdentity":{identity},"eventTime":"{iso(time)}",'
        f'"eventSource":"{source}.amazonaws.com","eventName":"{name}","awsRegion":"{region}",'
        f'"sourceIPAddress":"{address}","userAgent":"{agent}",{body},'
        f'"eventID":"{uuid_text(rng)}","readOnly":{"true" if reads else "false"},{more}'
        f'"eventType":"{kind}","managementEvent":true,"recipientAccountId":"{account}",'
        '"eventCategory":"Management"}'
    )


def issue_records(issue: Issue, rng: random.Random) -> list[Fields]:
    """The call that issued a session's key; twice where the role is in another account.

    The role's account then knows the caller by account and principal ID only,
    and both records share a `sharedEventID`.
    """
    actor, time = issue.actor, issue.start
    name = actor.how if actor.how.startswith("AssumeRole") else "AssumeRole"
    response = (
        f'"credentials":{{"accessKeyId":"{issue.key}","sessionToken":"{_TOKEN}",'
        f'"expiration":"{expiration(time + actor.duration)}"}},"assumedRoleUser":{{'
        f'"assumedRoleId":"{actor.role_id}:{actor.session}","arn":"arn:aws:sts::{actor.account}:'
        f'assumed-role/{actor.role_arn.rpartition("/")[2]}/{actor.session}"}}'
    )
    request = (
        f'"roleArn":"{actor.role_arn}","roleSessionName":"{actor.session}",'
        f'"durationSeconds":{actor.duration}'
    )
    identity, address, agent = _caller(issue)
    if actor.how == "AssumeRoleWithSAML":
        response += f',"subject":"{actor.session}","subjectType":"persistent"'
    elif actor.how == "AssumeRoleWithWebIdentity":
        response += f',"provider":"arn:aws:iam::{actor.account}:oidc-provider/token.actions'
        response += '.githubusercontent.com","audience":"sts.amazonaws.com"'
    body = (
        f'"requestParameters":{{{request}}},"responseElements":{{{response}}},'
        f'"requestID":"{uuid_text(rng)}"'
    )
    shared = f'"sharedEventID":"{uuid_text(rng)}",'
    of_role = f'"accountId":"{actor.account}","type":"AWS::IAM::Role","ARN":"{actor.role_arn}"'
    more = f'"resources":[{{{of_role}}}],{shared}'
    caller_account = actor.parent.account if actor.parent else actor.account
    records = [
        (
            time,
            caller_account,
            _REGION,
            _record(time, caller_account, "sts", name, identity, address, agent, body, rng,
                    more=more),
        )
    ]  # fmt: skip
    if caller_account != actor.account and actor.parent is not None:
        principal = f"{actor.parent.role_id}:{actor.parent.session}"
        stranger = (
            f'{{"type":"AWSAccount","principalId":"{principal}","accountId":"{caller_account}"}}'
        )
        twin = _record(time, actor.account, "sts", name, stranger, address, agent, body, rng,
                       more=more)  # fmt: skip
        records.append((time, actor.account, _REGION, twin))
    return records


def _caller(issue: Issue) -> tuple[str, str, str]:
    """Identity, address and agent of whoever asked for the session."""
    actor = issue.actor
    if issue.caller is not None:
        return issue.caller, actor.addresses[0], actor.agents[-1]
    if actor.how == "AssumeRoleWithSAML":
        return (
            f'{{"type":"SAMLUser","principalId":"cR0pz0Qx=:{actor.session}",'
            f'"userName":"{actor.session}","identityProvider":"cR0pz0Qx="}}',
            actor.addresses[0],
            CONSOLE,
        )
    if actor.how == "AssumeRoleWithWebIdentity":
        provider = f"arn:aws:iam::{actor.account}:oidc-provider/token.actions.githubusercontent.com"
        subject = "repo:acme/platform:ref:refs/heads/main"
        return (
            f'{{"type":"WebIdentityUser","principalId":"{provider}:sts.amazonaws.com:{subject}",'
            f'"userName":"{subject}","identityProvider":"{provider}"}}',
            actor.addresses[0],
            actor.agents[0],
        )
    return f'{{"type":"AWSService","invokedBy":"{actor.how}"}}', actor.how, actor.how


def portal_call(actor: Actor, time: int, rng: random.Random) -> Fields:
    """Something done at the Identity Center access portal."""
    name = rng.choice(_PORTAL)
    body = '"requestParameters":null,"responseElements":null'
    if name == "Federate":
        body += (
            f',"serviceEventDetails":{{"role_name":"ReadOnlyAccess","account_id":"{PRODUCTION}"}}'
        )
    body += f',"additionalEventData":{{"UserName":"{actor.name}"}},"requestID":"{uuid_text(rng)}"'
    record = _record(time, actor.account, "sso", name, actor.identity(time), OFFICE[0], CONSOLE,
                     body, rng, kind="AwsServiceEvent")  # fmt: skip
    return time, actor.account, _REGION, record


def sign_in(
    person: str, time: int, rng: random.Random, *, mfa: bool, fails: bool, address: str
) -> Fields:
    """A sign-in to the console; one that fails does not say who tried."""
    name = "HIDDEN_DUE_TO_SECURITY_REASONS" if fails else person
    arn = "" if fails else f'"arn":"arn:aws:iam::{PRODUCTION}:user/{person}",'
    identity = (
        f'{{"type":"IAMUser","principalId":"AIDAEXAMPLE{person.upper()}",{arn}'
        f'"accountId":"{PRODUCTION}","accessKeyId":"","userName":"{name}"}}'
    )
    message = '"errorMessage":"Failed authentication",' if fails else ""
    body = (
        f'{message}"requestParameters":null,"responseElements":{{"ConsoleLogin":'
        f'"{"Failure" if fails else "Success"}"}},"additionalEventData":{{"LoginTo":'
        f'"https://console.aws.amazon.com/console/home","MobileVersion":"No",'
        f'"MFAUsed":"{"Yes" if mfa else "No"}"}}'
    )
    record = _record(time, PRODUCTION, "signin", "ConsoleLogin", identity, address, CONSOLE, body,
                     rng, region="us-east-1", reads=False, kind="AwsConsoleSignIn")  # fmt: skip
    return time, PRODUCTION, "us-east-1", record
