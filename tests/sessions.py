"""Users, roles and the sessions that they begin, as the records of several accounts tell them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from tests.make import START, delivery, record
from trailview.events.issued import Call, call_of
from trailview.events.record import Event
from trailview.events.times import iso

ACCOUNTS = ("111122223333", "444455556666", "777788889999")
REGIONS = ("us-east-1", "eu-west-1")
Record = dict[str, Any]
Identity = dict[str, Any]


def user(name: str, account: str = ACCOUNTS[0], key: str = "") -> Identity:
    """An IAM user, who signs with a long-term key of their own."""
    return {
        "type": "IAMUser",
        "principalId": f"AIDA{name.upper()}",
        "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account,
        "accessKeyId": key or f"AKIA{name.upper():X<16}",
        "userName": name,
    }


@dataclass
class Story:
    """Records in the order in which things happen, a minute apart unless told."""

    records: list[Record] = field(default_factory=list)
    clock: int = 0

    def call(self, who: Identity, name: str = "ListBuckets", **members: Any) -> Record:
        """Somebody makes a call."""
        self.clock += 60
        account = members.pop("account", who.get("accountId", ACCOUNTS[0]))
        made = record(
            self.clock, userIdentity=who, eventName=name, recipientAccountId=account, **members
        )
        made["eventID"] = str(uuid5(NAMESPACE_OID, f"{self.clock} {len(self.records)}"))
        self.records.append(made)
        return made

    def assume(
        self,
        who: Identity,
        role: str,
        session: str,
        *,
        account: str = ACCOUNTS[0],
        key: str = "",
        name: str = "AssumeRole",
        region: str = REGIONS[0],
        path: str = "/",
        given: Mapping[str, Any] | None = None,
        asked: Mapping[str, Any] | None = None,
        **context: Any,
    ) -> Identity:
        """Somebody begins a session of a role; both accounts record it. Who the session is."""
        number = len(self.records)
        key = key or f"ASIA{number:016d}"
        arn = f"arn:aws:sts::{account}:assumed-role/{role}/{session}"
        role_arn = f"arn:aws:iam::{account}:role{path}{role}"
        caller = who.get("accountId", account)
        members = {
            "eventSource": "sts.amazonaws.com",
            "awsRegion": region,
            "requestParameters": {
                "roleArn": role_arn,
                "roleSessionName": session,
                **(asked or {}),
            },
            "responseElements": {
                "credentials": {"accessKeyId": key},
                "assumedRoleUser": {"assumedRoleId": f"AROA{role.upper()}:{session}", "arn": arn},
                **(given or {}),
            },
            "sharedEventID": f"shared-{number}",
        }
        self.call(who, name, account=caller, **members)
        if caller != account:
            side = {
                "type": "AWSAccount",
                "principalId": who["principalId"],
                "accountId": who["accountId"],
            }
            self.clock -= 60
            self.call(side, name, account=account, **members)
        return {
            "type": "AssumedRole",
            "principalId": f"AROA{role.upper()}:{session}",
            "arn": arn,
            "accountId": account,
            "accessKeyId": key,
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": f"AROA{role.upper()}",
                    "arn": role_arn,
                    "accountId": account,
                    "userName": role,
                },
                "attributes": {"creationDate": self.now, "mfaAuthenticated": "false"},
                **context,
            },
        }

    @property
    def now(self) -> str:
        """The time of the latest record."""
        return iso(START + self.clock)


def calls_of(records: Iterable[Mapping[str, Any]]) -> Sequence[Call]:
    """Records as chains need them."""
    return [call_of(Event(delivery(value))) for value in records]
