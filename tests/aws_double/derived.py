"""What event history derives from a record: `Username` and `Resources`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

_TYPES: Final = {
    "accessKeyId": "AWS::IAM::AccessKey",
    "bucketName": "AWS::S3::Bucket",
    "dBInstanceIdentifier": "AWS::RDS::DBInstance",
    "functionName": "AWS::Lambda::Function",
    "groupId": "AWS::EC2::SecurityGroup",
    "groupName": "AWS::IAM::Group",
    "instanceId": "AWS::EC2::Instance",
    "keyId": "AWS::KMS::Key",
    "logGroupName": "AWS::Logs::LogGroup",
    "policyArn": "AWS::IAM::Policy",
    "repositoryName": "AWS::ECR::Repository",
    "roleName": "AWS::IAM::Role",
    "secretId": "AWS::SecretsManager::Secret",
    "snapshotId": "AWS::EC2::Snapshot",
    "stackName": "AWS::CloudFormation::Stack",
    "subnetId": "AWS::EC2::Subnet",
    "tableName": "AWS::DynamoDB::Table",
    "userName": "AWS::IAM::User",
    "volumeId": "AWS::EC2::Volume",
    "vpcId": "AWS::EC2::VPC",
}
"""Members of parameters and responses that name a resource, and its type."""


class Resource(NamedTuple):
    """An entry of `Resources`."""

    name: str
    type: str | None


def username(record: Mapping[str, Any]) -> str | None:
    """A user's name, a session's name of a role or a federated user, `root`, or nothing."""
    identity = _object(record.get("userIdentity"))
    kind = identity.get("type")
    if kind == "Root":
        return "root"
    if kind in ("AWSService", "AWSAccount"):
        return None
    if kind in ("AssumedRole", "FederatedUser"):
        session = str(identity.get("principalId", "")).partition(":")[2]
        if session:
            return session
    return _text(identity.get("userName"))


def resources(record: Mapping[str, Any]) -> list[Resource]:
    """What the record lists, and what its parameters and response name; each once.

    A call that issues keys also names the key; AssumeRole names the session
    three times over, and the role.
    """
    found = dict.fromkeys((*_listed(record), *_issued(record), *_named(record)))
    return list(found)


def _listed(record: Mapping[str, Any]) -> Iterator[Resource]:
    entries = record.get("resources")
    for entry in entries if isinstance(entries, list) else ():
        name = _text(_object(entry).get("ARN"))
        if name:
            yield Resource(name, _text(entry.get("type")))


def _issued(record: Mapping[str, Any]) -> Iterator[Resource]:
    response = _object(record.get("responseElements"))
    session = _object(response.get("assumedRoleUser"))
    for name in (_text(session.get("arn")), _text(session.get("assumedRoleId"))):
        if name:
            yield Resource(name, "AWS::STS::AssumedRole")
    parameters = _object(record.get("requestParameters"))
    if session and (name := _text(parameters.get("roleSessionName"))):
        yield Resource(name, "AWS::STS::AssumedRole")
    if role := _text(parameters.get("roleArn")):
        yield Resource(role, "AWS::IAM::Role")


def _named(record: Mapping[str, Any]) -> Iterator[Resource]:
    for part in ("requestParameters", "responseElements"):
        yield from _members(record.get(part))


def _members(value: object) -> Iterator[Resource]:
    if isinstance(value, list):
        for item in value:
            yield from _members(item)
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in _TYPES and isinstance(inner, str) and inner:
                yield Resource(inner, _TYPES[name])
            else:
                yield from _members(inner)


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
