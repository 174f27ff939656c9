"""The incident in the demo trail, to be found.

The long-term key of the staging account's user `ci-deploy` has leaked. About
26 hours before the trail ends somebody far away tries it: asks who it is,
looks around, is denied a few things, then makes a user `support-sync` with a
key of its own and administrator rights, moves into the production account
through OrganizationAccountAccessRole, fails to stop the trail, opens a bucket
and a security group to the world, reads a secret, downloads customer exports
and starts large instances in a Region nobody uses. Three hours later bob sees
it and deactivates the key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from trailview.demo.cast import (
    CI_USER,
    CLI,
    OFFICE,
    PRODUCTION,
    STAGING,
    Cast,
    expiration,
    identifier,
    session_identity,
    user_identity,
)

ATTACKER: Final = "203.0.113.199"
FAR_REGION: Final = "ap-southeast-3"
_AGENT: Final = "python-requests/2.32.5 Boto3/1.44.0"
_ROLE: Final = "OrganizationAccountAccessRole"


@dataclass(frozen=True, slots=True)
class Scene:
    """One call of the story, as `trailview.demo.trail` writes records."""

    time: int
    account: str
    region: str
    service: str
    name: str
    read_only: bool
    identity: str
    address: str
    agent: str
    body: str
    """`"requestParameters":…,"responseElements":…` as JSON members."""
    resources: str = ""
    error: str = ""
    is_data: bool = False


class _Teller:
    def __init__(self, begin: int) -> None:
        self.time = begin
        self.scenes: list[Scene] = []
        self.identity = ""
        self.account = STAGING
        self.address, self.agent = ATTACKER, _AGENT

    def tell(
        self,
        wait: int,
        call: str,
        request: str = "null",
        response: str = "null",
        *,
        reads: bool = False,
        denied: bool = False,
        region: str = "eu-central-1",
        resource: str = "",
        is_data: bool = False,
    ) -> None:
        self.time += wait
        service, _, name = call.partition(":")
        error = ""
        if denied:
            response = "null"
            error = (
                '"errorCode":"AccessDenied","errorMessage":"User is not authorized to perform: '
                f'{service}:{name} because no identity-based policy allows the action",'
            )
        self.scenes.append(
            Scene(
                self.time, self.account, region, service, name, reads, self.identity,
                self.address, self.agent,
                f'"requestParameters":{request},"responseElements":{response}',
                resource, error, is_data,
            )
        )  # fmt: skip


def tell(cast: Cast, end: int) -> list[Scene]:
    """All calls of the incident, for a trail that ends at `end`."""
    story = _Teller(end - 26 * 3600)
    story.identity = user_identity(CI_USER, STAGING, cast.user_ids[CI_USER], cast.keys[CI_USER])
    _look_around(story)
    _settle_in(story, cast)
    _move_to_production(story, cast)
    _take_and_break(story)
    _respond(story, cast, end)
    return story.scenes


def _look_around(story: _Teller) -> None:
    tell = story.tell
    tell(0, "sts:GetCallerIdentity", reads=True)
    tell(9, "s3:ListBuckets", reads=True)
    tell(6, "iam:ListUsers", '{"maxItems":1000}', reads=True, denied=True)
    tell(4, "iam:GetAccountAuthorizationDetails", reads=True, denied=True)
    tell(7, "secretsmanager:ListSecrets", reads=True, denied=True)
    tell(5, "ec2:DescribeInstances", '{"maxResults":1000}', reads=True)
    tell(11, "iam:ListAttachedUserPolicies", f'{{"userName":"{CI_USER}"}}', reads=True)


def _settle_in(story: _Teller, cast: Cast) -> None:
    tell = story.tell
    key = identifier(cast.rng, "AKIA")
    uid = identifier(cast.rng, "AIDA")
    arn = f"arn:aws:iam::{STAGING}:user/support-sync"
    tags = '"tags":[{"key":"purpose","value":"sync\u202egnitset"}]'
    tell(
        95, "iam:CreateUser", f'{{"userName":"support-sync",{tags}}}',
        f'{{"user":{{"userName":"support-sync","userId":"{uid}","arn":"{arn}"}}}}',
    )  # fmt: skip
    tell(
        8, "iam:CreateAccessKey", '{"userName":"support-sync"}',
        f'{{"accessKey":{{"userName":"support-sync","accessKeyId":"{key}","status":"Active"}}}}',
    )  # fmt: skip
    tell(
        5, "iam:AttachUserPolicy",
        '{"userName":"support-sync","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}',
    )  # fmt: skip
    story.identity = user_identity("support-sync", STAGING, uid, key)
    tell(140, "sts:GetCallerIdentity", reads=True)
    tell(12, "iam:ListRoles", '{"maxItems":1000}', reads=True)
    tell(15, "organizations:ListAccounts", reads=True, denied=True, region="us-east-1")


def _move_to_production(story: _Teller, cast: Cast) -> None:
    key, role_id = identifier(cast.rng, "ASIA"), identifier(cast.rng, "AROA")
    arn = f"arn:aws:iam::{PRODUCTION}:role/{_ROLE}"
    begin = story.time + 40
    session = "support"
    story.tell(
        40, "sts:AssumeRole",
        f'{{"roleArn":"{arn}","roleSessionName":"{session}","durationSeconds":3600}}',
        f'{{"credentials":{{"accessKeyId":"{key}","sessionToken":"IQoJb3JpZ2luX2VjEXAMPLE",'
        f'"expiration":"{expiration(begin + 3600)}"}},"assumedRoleUser":{{"assumedRoleId":'
        f'"{role_id}:{session}","arn":"arn:aws:sts::{PRODUCTION}:assumed-role/{_ROLE}/{session}"}}}}',
        reads=True,
        resource=f'"resources":[{{"accountId":"{PRODUCTION}","type":"AWS::IAM::Role","ARN":"{arn}"}}],',
    )  # fmt: skip
    story.account = PRODUCTION
    story.identity = session_identity(_ROLE, arn, role_id, PRODUCTION, session, key, begin)


def _take_and_break(story: _Teller) -> None:
    tell = story.tell
    bucket = "acme-production-exports"
    owner = f'"resources":[{{"accountId":"{PRODUCTION}","type":'
    tell(20, "cloudtrail:DescribeTrails", reads=True)
    tell(6, "cloudtrail:StopLogging", '{"name":"org-trail"}', denied=True)
    tell(4, "cloudtrail:DeleteTrail", '{"name":"org-trail"}', denied=True)
    tell(9, "guardduty:ListDetectors", reads=True, denied=True)
    secret = f"arn:aws:secretsmanager:eu-central-1:{PRODUCTION}:secret:production/billing/db-A1b2C3"
    tell(31, "secretsmanager:GetSecretValue", f'{{"secretId":"{secret}"}}', reads=True)
    policy = (
        f'{{"bucketName":"{bucket}","bucketPolicy":{{"Version":"2012-10-17","Statement":'
        f'[{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject",'
        f'"Resource":"arn:aws:s3:::{bucket}/*"}}]}}}}'
    )
    of_bucket = f'{owner}"AWS::S3::Bucket","ARN":"arn:aws:s3:::{bucket}"}}],'
    tell(52, "s3:PutBucketPolicy", policy, resource=of_bucket)
    for number in range(24):
        key = f"customers/2026/part-{number:04}.csv.gz"
        tell(
            2, "s3:GetObject", f'{{"bucketName":"{bucket}","key":"{key}"}}', reads=True,
            is_data=True,
            resource=f'{owner}"AWS::S3::Object","ARN":"arn:aws:s3:::{bucket}/{key}"}}],',
        )  # fmt: skip
    world = '"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]}'
    tell(
        60, "ec2:AuthorizeSecurityGroupIngress",
        '{"groupId":"sg-0e5ca9e0open00001","ipPermissions":{"items":[{"ipProtocol":"tcp",'
        f'"fromPort":22,"toPort":22,{world}}}]}}}}',
        '{"_return":true}',
    )  # fmt: skip
    for _ in range(3):
        tell(
            14, "ec2:RunInstances",
            '{"instancesSet":{"items":[{"imageId":"ami-0f00ba4","minCount":8,"maxCount":8}]},'
            '"instanceType":"p5.48xlarge"}',
            region=FAR_REGION, denied=True,
        )  # fmt: skip
    tell(
        33, "ec2:RunInstances",
        '{"instancesSet":{"items":[{"imageId":"ami-0f00ba4","minCount":4,"maxCount":4}]},'
        '"instanceType":"g6.12xlarge"}',
        '{"instancesSet":{"items":[{"instanceId":"i-0bad0c0ffee000001","instanceType":'
        '"g6.12xlarge"}]}}', region=FAR_REGION,
    )  # fmt: skip


def _respond(story: _Teller, cast: Cast, end: int) -> None:
    story.time = end - 23 * 3600
    story.account, story.address, story.agent = STAGING, OFFICE[0], CLI
    story.identity = user_identity("bob", STAGING, cast.user_ids["bob"], cast.keys["bob"])
    key = cast.keys[CI_USER]
    story.tell(0, "iam:ListAccessKeys", f'{{"userName":"{CI_USER}"}}', reads=True)
    story.tell(
        44, "iam:UpdateAccessKey",
        f'{{"userName":"{CI_USER}","accessKeyId":"{key}","status":"Inactive"}}',
    )  # fmt: skip
