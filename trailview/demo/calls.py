"""The calls that the demo's actors make: names, parameters, results, resources.

Each row: service, call, whether it only reads, how often, request, response
and resource, as JSON with `<pool>` where a name from that pool is put in.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Final

_ROWS: Final = """
ec2|DescribeInstances|r|30|{"maxResults":100,"instancesSet":{},"filterSet":{"items":[{"name":"tag:env","valueSet":{"items":[{"value":"<env>"}]}}]}}|null|
ec2|DescribeSecurityGroups|r|14|{"securityGroupSet":{"items":[{"groupId":"<sg>"}]},"filterSet":{}}|null|
ec2|DescribeVolumes|r|9|{"maxResults":500,"filterSet":{}}|null|
ec2|DescribeSubnets|r|8|{"subnetSet":{},"filterSet":{}}|null|
ec2|DescribeNetworkInterfaces|r|7|{"networkInterfaceIdSet":{},"filterSet":{}}|null|
ec2|DescribeInstanceAttribute|r|1|{"instanceId":"<instance>","attribute":"userData"}|null|
ec2|RunInstances|w|2|{"instancesSet":{"items":[{"imageId":"ami-0abc4417a2b1c09de","minCount":1,"maxCount":1}]},"instanceType":"m7g.large","subnetId":"<subnet>"}|{"instancesSet":{"items":[{"instanceId":"<instance>","imageId":"ami-0abc4417a2b1c09de","currentState":{"code":0,"name":"pending"},"instanceType":"m7g.large"}]}}|
ec2|TerminateInstances|w|1|{"instancesSet":{"items":[{"instanceId":"<instance>"}]}}|{"instancesSet":{"items":[{"instanceId":"<instance>","currentState":{"code":32,"name":"shutting-down"}}]}}|
ec2|CreateTags|w|3|{"resourcesSet":{"items":[{"resourceId":"<instance>"}]},"tagSet":{"items":[{"key":"team","value":"<app>"}]}}|{"_return":true}|
ec2|AuthorizeSecurityGroupIngress|w|1|{"groupId":"<sg>","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":443,"toPort":443,"ipRanges":{"items":[{"cidrIp":"10.0.0.0/8"}]}}]}}|{"_return":true}|
ec2|CreateSnapshot|w|2|{"volumeId":"vol-0a1b2c3d4e5f60718","description":"nightly"}|{"snapshotId":"snap-0f1e2d3c4b5a69788","status":"pending"}|
s3|ListBuckets|r|6|null|null|
s3|GetBucketAcl|r|10|{"bucketName":"<bucket>","acl":""}|null|AWS::S3::Bucket arn:aws:s3:::<bucket>
s3|GetBucketPolicy|r|4|{"bucketName":"<bucket>","policy":""}|null|AWS::S3::Bucket arn:aws:s3:::<bucket>
s3|GetBucketEncryption|r|4|{"bucketName":"<bucket>","encryption":""}|null|AWS::S3::Bucket arn:aws:s3:::<bucket>
s3|PutBucketTagging|w|1|{"bucketName":"<bucket>","tagging":""}|null|AWS::S3::Bucket arn:aws:s3:::<bucket>
s3|PutBucketPolicy|w|1|{"bucketName":"<bucket>","bucketPolicy":{"Version":"2012-10-17","Statement":[{"Sid":"ssl","Effect":"Deny","Principal":"*","Action":"s3:*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}}|null|AWS::S3::Bucket arn:aws:s3:::<bucket>
s3|GetObject|d|46|{"bucketName":"<bucket>","key":"<object>"}|null|AWS::S3::Object arn:aws:s3:::<bucket>/<object>
s3|PutObject|D|16|{"bucketName":"<bucket>","key":"<object>"}|{"x-amz-server-side-encryption":"aws:kms"}|AWS::S3::Object arn:aws:s3:::<bucket>/<object>
s3|DeleteObject|D|2|{"bucketName":"<bucket>","key":"<object>"}|null|AWS::S3::Object arn:aws:s3:::<bucket>/<object>
kms|Decrypt|r|40|{"encryptionContext":{"aws:<app>":"<env>"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}|null|AWS::KMS::Key arn:aws:kms:<region>:<account>:key/<key>
kms|GenerateDataKey|r|20|{"keyId":"arn:aws:kms:<region>:<account>:key/<key>","keySpec":"AES_256"}|null|AWS::KMS::Key arn:aws:kms:<region>:<account>:key/<key>
kms|DescribeKey|r|8|{"keyId":"<key>"}|null|AWS::KMS::Key arn:aws:kms:<region>:<account>:key/<key>
kms|CreateGrant|w|1|{"keyId":"<key>","granteePrincipal":"rds.<region>.amazonaws.com","operations":["Encrypt","Decrypt"]}|{"grantId":"8f3c0d"}|AWS::KMS::Key arn:aws:kms:<region>:<account>:key/<key>
sts|GetCallerIdentity|r|14|null|null|
iam|GetRole|r|8|{"roleName":"<role>"}|null|
iam|ListRoles|r|4|{"maxItems":100}|null|
iam|GetUser|r|3|{"userName":"<user>"}|null|
iam|ListAttachedRolePolicies|r|6|{"roleName":"<role>"}|null|
iam|GetPolicyVersion|r|3|{"policyArn":"arn:aws:iam::<account>:policy/<app>","versionId":"v2"}|null|
iam|ListAccessKeys|r|2|{"userName":"<user>"}|null|
iam|PutRolePolicy|w|1|{"roleName":"<role>","policyName":"inline","policyDocument":"{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"s3:GetObject\\",\\"Resource\\":\\"arn:aws:s3:::<bucket>/*\\"}]}"}|null|
iam|AttachRolePolicy|w|1|{"roleName":"<role>","policyArn":"arn:aws:iam::aws:policy/ReadOnlyAccess"}|null|
lambda|GetFunction20150331v2|r|5|{"functionName":"<app>-api"}|null|
lambda|ListFunctions20150331|r|4|{"maxItems":50}|null|
lambda|UpdateFunctionCode20150331v2|w|2|{"functionName":"<app>-api","s3Bucket":"<bucket>","s3Key":"builds/<app>.zip","publish":true}|{"functionName":"<app>-api","runtime":"python3.13","version":"41","state":"Active"}|
lambda|Invoke|d|6|{"functionName":"<app>-api","invocationType":"RequestResponse"}|null|AWS::Lambda::Function arn:aws:lambda:<region>:<account>:function:<app>-api
logs|DescribeLogGroups|r|9|{"logGroupNamePrefix":"/aws/lambda/<app>"}|null|
logs|CreateLogStream|w|10|{"logGroupName":"/aws/lambda/<app>-api","logStreamName":"2026/[$LATEST]<hex>"}|null|
logs|FilterLogEvents|r|3|{"logGroupName":"/ecs/<app>","filterPattern":"ERROR"}|null|
monitoring|GetMetricData|r|12|{"startTime":"an hour ago","scanBy":"TimestampDescending"}|null|
monitoring|PutMetricAlarm|w|1|{"alarmName":"<app>-5xx","threshold":5.0,"evaluationPeriods":3}|null|
ssm|UpdateInstanceInformation|w|14|{"instanceId":"<instance>","agentVersion":"3.3.859.0","platformName":"Amazon Linux"}|null|
ssm|GetParameter|r|10|{"name":"/<env>/<app>/database-url","withDecryption":true}|null|
ssm|StartSession|w|1|{"target":"<instance>"}|{"sessionId":"alice-0a1b2c3d4e","tokenValue":"Value hidden due to security reasons.","streamUrl":"wss://ssmmessages.<region>.amazonaws.com/v1/data-channel/alice-0a1b2c3d4e"}|
secretsmanager|GetSecretValue|r|7|{"secretId":"<env>/<app>/db"}|null|
secretsmanager|ListSecrets|r|2|{"maxResults":100}|null|
dynamodb|DescribeTable|r|6|{"tableName":"<app>-<env>"}|null|AWS::DynamoDB::Table arn:aws:dynamodb:<region>:<account>:table/<app>-<env>
dynamodb|GetItem|d|8|{"tableName":"<app>-<env>","key":{"pk":"HIDDEN_DUE_TO_SECURITY_REASONS"}}|null|AWS::DynamoDB::Table arn:aws:dynamodb:<region>:<account>:table/<app>-<env>
rds|DescribeDBInstances|r|7|{"dBInstanceIdentifier":"<app>-db"}|null|
rds|ModifyDBInstance|w|1|{"dBInstanceIdentifier":"<app>-db","applyImmediately":false,"backupRetentionPeriod":14}|{"dBInstanceIdentifier":"<app>-db","dBInstanceStatus":"available","engine":"postgres"}|
ecs|DescribeServices|r|8|{"cluster":"<env>","services":["<app>"]}|null|
ecs|UpdateService|w|2|{"cluster":"<env>","service":"<app>","desiredCount":3,"forceNewDeployment":true}|{"service":{"serviceName":"<app>","status":"ACTIVE","desiredCount":3,"runningCount":2}}|
ecr|BatchGetImage|r|6|{"repositoryName":"<app>","imageIds":[{"imageTag":"sha-<hex>"}]}|null|AWS::ECR::Repository arn:aws:ecr:<region>:<account>:repository/<app>
ecr|GetAuthorizationToken|r|4|null|null|
ecr|PutImage|w|1|{"repositoryName":"<app>","imageTag":"sha-<hex>","imageManifest":"{\\"schemaVersion\\":2}"}|{"image":{"repositoryName":"<app>"}}|AWS::ECR::Repository arn:aws:ecr:<region>:<account>:repository/<app>
ecr|DescribeImageScanFindings|r|1|{"repositoryName":"<app>","imageId":{"imageTag":"latest"}}|<findings>|AWS::ECR::Repository arn:aws:ecr:<region>:<account>:repository/<app>
cloudformation|DescribeStacks|r|8|{"stackName":"<env>-<app>"}|null|
cloudformation|UpdateStack|w|1|{"stackName":"<env>-<app>","capabilities":["CAPABILITY_NAMED_IAM"],"parameters":[{"parameterKey":"Env","parameterValue":"****"}]}|{"stackId":"arn:aws:cloudformation:<region>:<account>:stack/<env>-<app>/1"}|
cloudtrail|LookupEvents|r|4|{"maxResults":50,"lookupAttributes":[{"attributeKey":"Username","attributeValue":"<user>"}]}|null|
cloudtrail|DescribeTrails|r|3|{"trailNameList":[],"includeShadowTrails":true}|null|
elasticloadbalancing|DescribeTargetHealth|r|9|{"targetGroupArn":"arn:aws:elasticloadbalancing:<region>:<account>:targetgroup/<app>/9f1c"}|null|
route53|ChangeResourceRecordSets|w|1|{"hostedZoneId":"Z0123456EXAMPLE","changeBatch":{"changes":[{"action":"UPSERT","resourceRecordSet":{"name":"<app>.example.com.","type":"A"}}]}}|{"changeInfo":{"status":"PENDING"}}|
sqs|GetQueueAttributes|r|6|{"queueUrl":"https://sqs.<region>.amazonaws.com/<account>/<app>","attributeNames":["All"]}|null|
"""

_PLACE: Final = re.compile(r"<([a-z]+)>")
APPS: Final = ("checkout", "orders", "billing", "search", "mailer", "ledger", "catalog", "reports")


@dataclass(frozen=True, slots=True)
class DemoCall:
    """One kind of call, with bodies to choose from."""

    service: str
    name: str
    read_only: bool
    is_data: bool
    weight: int
    bodies: tuple[str, ...]
    """`"requestParameters":…,"responseElements":…` as JSON members."""
    resources: tuple[str, ...]
    """`"resources":[…],` or nothing, one for each body."""


def _findings() -> str:
    one = (
        '{"name":"CVE-2026-%04d","severity":"MEDIUM","uri":"https://example.com/cve/%04d",'
        '"attributes":[{"key":"package_name","value":"openssl"},'
        '{"key":"package_version","value":"3.0.%d"}]}'
    )
    found = ",".join(one % (number, number, number % 15) for number in range(230))
    return '{"imageScanFindings":{"findings":[' + found + "]}}"


def calls_of(
    account: str, environment: str, region: str, users: list[str], rng: random.Random
) -> list[DemoCall]:
    """The calls as made in one account and Region."""
    pools = {
        "env": [environment],
        "account": [account],
        "region": [region],
        "app": list(APPS),
        "user": users,
        "bucket": [f"acme-{environment}-{name}" for name in ("data", "logs", "builds", "exports")],
        "object": [f"2026/{n:02}/part-{n:04}.parquet" for n in range(40)],
        "key": [f"{rng.getrandbits(32):08x}-1b2c-4d3e-8f4a-5b6c7d8e9f0a" for _ in range(5)],
        "instance": [f"i-0{rng.getrandbits(60):015x}"[:19] for _ in range(9)],
        "sg": [f"sg-0{rng.getrandbits(60):015x}"[:20] for _ in range(6)],
        "subnet": [f"subnet-0{rng.getrandbits(60):015x}"[:24] for _ in range(4)],
        "role": [f"{app}-task" for app in APPS[:5]],
        "hex": [f"{rng.getrandbits(32):08x}" for _ in range(12)],
        "findings": [_findings()],
    }
    return [_call(line, pools, rng) for line in _ROWS.strip().splitlines()]


def _call(line: str, pools: dict[str, list[str]], rng: random.Random) -> DemoCall:
    service, name, kind, weight, request, response, resource = line.split("|")
    bodies, resources = [], []
    for _ in range(1 if "<findings>" in response else 12):
        chosen = {pool: rng.choice(values) for pool, values in pools.items()}

        def fill(template: str, chosen: dict[str, str] = chosen) -> str:
            return _PLACE.sub(lambda match: chosen[match[1]], template)

        bodies.append(f'"requestParameters":{fill(request)},"responseElements":{fill(response)}')
        entry = ""
        if resource:
            of_type, arn = fill(resource).split(" ")
            account = chosen["account"]
            entry = f'"resources":[{{"accountId":"{account}","type":"{of_type}","ARN":"{arn}"}}],'
        resources.append(entry)
    return DemoCall(
        service,
        name,
        kind in "rd",
        kind in "dD",
        int(weight),
        tuple(bodies),
        tuple(resources),
    )
