"""Who acts in the demo: users, roles and services, and the sessions they take.

Identities have the shapes of the CloudTrail user guide's page "CloudTrail
userIdentity element"; calls to STS those of the IAM user guide's page
"Logging IAM and AWS STS API calls with CloudTrail".
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from trailview.events.times import iso

PRODUCTION: Final = "417325089612"
STAGING: Final = "860714235098"
ENVIRONMENTS: Final = {PRODUCTION: "production", STAGING: "staging"}
REGIONS: Final = ("eu-central-1", "eu-west-1", "us-east-1")
OFFICE: Final = ("198.51.100.20", "198.51.100.21")
PEOPLE: Final = ("alice", "bob", "carol", "dmitri", "esther", "farid")
CI_USER: Final = "ci-deploy"

CLI: Final = "aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/linux#6.1 lang/python#3.13.7"
CONSOLE: Final = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
SDK: Final = "aws-sdk-java/2.34.0 md/io#sync Linux/6.1 Java/21.0.8"
TERRAFORM: Final = "APN/1.0 HashiCorp/1.0 Terraform/1.13.3 terraform-provider-aws/6.14.0"
AGENT: Final = "aws-sdk-go-v2/1.39.2 ua/2.1 os/linux lang/go#1.25.1 md/GOOS#linux"
HOSTILE: Final = r"curl/8 \u001b[31mred\u001b[0m"
"""A user agent that would colour a terminal which believed it (as JSON writes it)."""

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def identifier(rng: random.Random, prefix: str) -> str:
    """A unique ID or access key ID: the prefix and as many characters as AWS takes."""
    length = 16 if prefix in ("AKIA", "ASIA") else 17
    return prefix + "".join(rng.choices(_ALPHABET, k=length))


def uuid_text(rng: random.Random) -> str:
    """A random UUID of version 4, as AWS writes it."""
    digits = f"{rng.getrandbits(128):032x}"
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


@dataclass(frozen=True, slots=True)
class Issue:
    """A session's beginning: the call to STS that issued its key."""

    actor: Actor
    start: int
    key: str
    caller: str | None
    """The caller's `userIdentity` as JSON, where another actor is the caller."""


@dataclass(slots=True, eq=False)
class Actor:
    """Somebody who makes calls, under one identity or in one session after another."""

    name: str
    account: str
    weight: float
    addresses: tuple[str, ...]
    agents: tuple[str, ...]
    identity: Callable[[int], str]
    """`userIdentity` as JSON for a call at this time (seconds since 1970)."""
    regions: tuple[str, ...] = REGIONS[:1]
    services: frozenset[str] = frozenset()
    """Services it calls; empty for all."""
    by_day: bool = False
    """Works in office hours."""
    from_console: bool = False
    denied: float = 0.02
    """The share of its calls that fail."""
    role_arn: str = ""
    role_id: str = ""
    session: str = ""
    duration: int = 3600
    how: str = ""
    """The call to STS that begins its sessions."""
    parent: Actor | None = None
    """Who assumes the role, where that is an actor too."""


@dataclass
class Cast:
    """All actors, and the sessions begun so far."""

    rng: random.Random
    start: int
    actors: list[Actor] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    """The long-term access keys of IAM users."""
    user_ids: dict[str, str] = field(default_factory=dict)

    def user(self, name: str, account: str, weight: float, **more: object) -> Actor:
        """An IAM user with a long-term key."""
        key = self.keys[name] = identifier(self.rng, "AKIA")
        uid = self.user_ids[name] = identifier(self.rng, "AIDA")
        text = user_identity(name, account, uid, key)
        return self._add(name, account, weight, lambda _: text, **more)

    def root(self, account: str, weight: float) -> Actor:
        """The root user of an account, signed in with a second factor."""
        text = (
            f'{{"type":"Root","principalId":"{account}","arn":"arn:aws:iam::{account}:root",'
            f'"accountId":"{account}","accessKeyId":"{identifier(self.rng, "ASIA")}",'
            f'"sessionContext":{{"attributes":{{"creationDate":"{iso(self.start)}",'
            '"mfaAuthenticated":"true"}}}'
        )
        return self._add(
            "root", account, weight, lambda _: text, addresses=OFFICE[:1], agents=(CONSOLE,),
            from_console=True, by_day=True, services=frozenset({"iam", "s3", "cloudtrail"}),
        )  # fmt: skip

    def service(self, service: str, account: str, weight: float, calls: tuple[str, ...]) -> Actor:
        """An AWS service that calls for itself."""
        domain = f"{service}.amazonaws.com"
        text = f'{{"type":"AWSService","invokedBy":"{domain}"}}'
        return self._add(
            domain, account, weight, lambda _: text, addresses=(domain,), agents=(domain,),
            services=frozenset(calls), regions=REGIONS, denied=0.0,
        )  # fmt: skip

    def portal(self, person: str, account: str, weight: float) -> Actor:
        """Somebody at the Identity Center access portal."""
        text = (
            f'{{"type":"IdentityCenterUser","accountId":"{account}","onBehalfOf":{{"userId":'
            f'"{uuid_text(self.rng)}","identityStoreArn":'
            f'"arn:aws:identitystore::{account}:identitystore/d-99672a1c4e"}},'
            f'"credentialId":"{self.rng.getrandbits(160):040x}"}}'
        )
        return self._add(
            person, account, weight, lambda _: text, addresses=OFFICE, agents=(CONSOLE,),
            services=frozenset({"portal"}), by_day=True, denied=0.0,
        )  # fmt: skip

    def role(
        self,
        role: str,
        account: str,
        weight: float,
        session: str,
        how: str,
        *,
        path: str = "/",
        duration: int = 3600,
        parent: Actor | None = None,
        mfa: bool = False,
        **more: object,
    ) -> Actor:
        """A role that is assumed again whenever a session ends."""
        role_id = identifier(self.rng, "AROA")
        arn = f"arn:aws:iam::{account}:role{path}{role}"
        sessions: dict[int, str] = {}

        def identity(time: int) -> str:
            slot = (time - self.start) // duration
            text = sessions.get(slot)
            if text is None:
                begin = self.start + slot * duration
                key = identifier(self.rng, "ASIA")
                caller = parent.identity(begin) if parent else None
                self.issues.append(Issue(actor, begin, key, caller))
                text = sessions[slot] = session_identity(
                    role, arn, role_id, account, session, key, begin, mfa=mfa
                )
            return text

        actor = self._add(
            f"{role}/{session}", account, weight, identity, role_arn=arn, role_id=role_id,
            session=session, duration=duration, how=how, parent=parent, **more,
        )  # fmt: skip
        return actor

    def _add(
        self,
        name: str,
        account: str,
        weight: float,
        identity: Callable[[int], str],
        **more: object,
    ) -> Actor:
        parent = more.get("parent")
        if "addresses" not in more and isinstance(parent, Actor):
            more["addresses"] = parent.addresses
        more.setdefault("addresses", OFFICE)
        more.setdefault("agents", (CLI,))
        actor = Actor(name, account, weight, identity=identity, **more)  # type: ignore[arg-type]  # members by name
        self.actors.append(actor)
        return actor


def user_identity(name: str, account: str, uid: str, key: str) -> str:
    """The JSON of `userIdentity` for an IAM user."""
    return (
        f'{{"type":"IAMUser","principalId":"{uid}","arn":"arn:aws:iam::{account}:user/{name}",'
        f'"accountId":"{account}","accessKeyId":"{key}","userName":"{name}"}}'
    )


def session_identity(
    role: str,
    arn: str,
    role_id: str,
    account: str,
    session: str,
    key: str,
    begin: int,
    *,
    mfa: bool = False,
) -> str:
    """The JSON of `userIdentity` for a role's session that began at `begin`."""
    return (
        f'{{"type":"AssumedRole","principalId":"{role_id}:{session}",'
        f'"arn":"arn:aws:sts::{account}:assumed-role/{role}/{session}","accountId":"{account}",'
        f'"accessKeyId":"{key}","sessionContext":{{"sessionIssuer":{{"type":"Role",'
        f'"principalId":"{role_id}","arn":"{arn}","accountId":"{account}","userName":"{role}"}},'
        f'"attributes":{{"creationDate":"{iso(begin)}",'
        f'"mfaAuthenticated":"{"true" if mfa else "false"}"}}}}}}'
    )


def expiration(time: int) -> str:
    """When credentials end, in the words that STS records use."""
    moment = datetime.fromtimestamp(time, UTC)
    hour = moment.hour % 12 or 12
    return f"{moment:%b} {moment.day}, {moment.year}, {hour}:{moment:%M:%S %p}"


def assemble(rng: random.Random, start: int) -> Cast:
    """Everybody, with how much each of them does."""
    cast = Cast(rng, start)
    production, staging = PRODUCTION, STAGING
    users = [
        cast.user(
            name, (production, staging)[n % 2], 3.2 / (n + 1), by_day=True,
            addresses=(*OFFICE, f"203.0.113.{40 + n}", "2001:db8:85a3::8a2e:370:7334"),
            agents=(CLI, CLI, TERRAFORM) if n % 3 == 0 else (CLI,), regions=REGIONS[:2],
        )
        for n, name in enumerate(PEOPLE)
    ]  # fmt: skip
    cast.user(
        CI_USER, staging, 4, addresses=("192.0.2.17",), agents=(TERRAFORM, CLI),
        services=frozenset({"ecr", "ecs", "lambda", "cloudformation", "s3", "sts"}),
    )  # fmt: skip
    cast.user(
        "backup-agent", production, 2, addresses=("192.0.2.44",), agents=(AGENT, HOSTILE),
        services=frozenset({"s3", "ec2", "kms"}),
    )  # fmt: skip
    for account in (production, staging):
        cast.root(account, 0.03)
        cast.service("cloudtrail", account, 5, ("s3", "kms"))
        cast.service("config", account, 2, ("s3", "ec2"))
        cast.service("lambda", account, 3, ("kms",))
        cast.role(
            "web-instance", account, 9, "i-0a1b2c3d4e5f60718", "ec2.amazonaws.com",
            duration=21_600, addresses=("18.197.20.31",), agents=(AGENT,), regions=REGIONS[:2],
            services=frozenset({"ssm", "logs", "s3", "kms", "ecr", "secretsmanager"}),
        )  # fmt: skip
        for app in ("checkout", "orders", "billing"):
            cast.role(
                f"{app}-lambda", account, 5, f"{app}-api", "lambda.amazonaws.com",
                path="/service-role/", duration=43_200, addresses=("3.121.9.80",), agents=(SDK,),
                services=frozenset({"logs", "dynamodb", "kms", "s3", "sqs", "secretsmanager"}),
            )  # fmt: skip
    cast.role(
        "github-deploy", production, 3, "GitHubActions", "AssumeRoleWithWebIdentity",
        duration=3600, addresses=("20.102.40.8", "20.102.41.9"), agents=(TERRAFORM,),
        services=frozenset({"ecr", "ecs", "lambda", "cloudformation", "iam", "s3"}),
    )  # fmt: skip
    for n, person in enumerate(PEOPLE):
        mail = f"{person}@example.com"
        cast.portal(mail, production, 0.12)
        admin = cast.role(
            f"AWSReservedSSO_{'Administrator' if n < 2 else 'ReadOnly'}Access_5f2c0a91b7d3e468",
            production, 1.8 / (n + 1), mail, "AssumeRoleWithSAML", duration=28_800, by_day=True,
            path="/aws-reserved/sso.amazonaws.com/eu-central-1/", regions=REGIONS, mfa=True,
            addresses=OFFICE, agents=(CONSOLE, CLI), from_console=True,
        )  # fmt: skip
        if n < 2:
            cast.role(
                "OrganizationAccountAccessRole", staging, 0.9, person, "AssumeRole",
                parent=admin, by_day=True, agents=(CLI,),
            )  # fmt: skip
    audit = cast.role(
        "AuditRole", users[0].account, 1.5, "alice", "AssumeRole", parent=users[0], by_day=True,
        services=frozenset({"iam", "s3", "cloudtrail", "kms", "ec2"}), denied=0.1, mfa=True,
    )  # fmt: skip
    cast.role(
        "CrossAccountRead", staging, 0.9, "alice-xacct", "AssumeRole", parent=audit, by_day=True,
        services=frozenset({"iam", "s3", "ec2"}), denied=0.08,
    )  # fmt: skip
    return cast
