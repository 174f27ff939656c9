"""The one resource that a row shows for an event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trailview.events.places import text_of

TELLING: Final = (
    "bucketName",
    "functionName",
    "secretId",
    "trailName",
    "roleName",
    "roleArn",
    "userName",
    "groupName",
    "policyArn",
    "policyName",
    "instanceProfileName",
    "tableName",
    "keyId",
    "instanceId",
    "groupId",
    "volumeId",
    "snapshotId",
    "imageId",
    "vpcId",
    "subnetId",
    "networkInterfaceId",
    "dBInstanceIdentifier",
    "dBClusterIdentifier",
    "clusterName",
    "cluster",
    "repositoryName",
    "stackName",
    "stateMachineArn",
    "topicArn",
    "queueUrl",
    "streamName",
    "logGroupName",
    "resourceArn",
    "certificateArn",
    "distributionId",
    "hostedZoneId",
    "detectorId",
    "accessKeyId",
    "name",
)
"""Request parameters that name what a call is about, most telling first."""


_RANK: Final = {name: rank for rank, name in enumerate(TELLING)}


def request_resource(parameters: Mapping[str, object]) -> str | None:
    """The most telling of a call's request parameters that is a text."""
    best, found = len(TELLING), None
    for name, value in parameters.items():
        rank = _RANK.get(name, best)
        if rank < best and (text := text_of(value)):
            best, found = rank, text
    return found


def short_resource(arn: str) -> str:
    """An ARN without what every ARN of the account repeats: its last part, after `:`.

    `arn:aws:iam::111122223333:role/path/Admin` gives `role/path/Admin`. Text
    that is no ARN is returned as it is.
    """
    if not arn.startswith("arn:"):
        return arn
    parts = arn.split(":", 5)
    return parts[5] if len(parts) == 6 and parts[5] else arn
