"""What detection rules look for in CloudTrail, as questions, each with a record and a near miss.

The rules are those of SigmaHQ's folder `rules/cloud/aws/cloudtrail`, by their
IDs; the questions are written for what each is about. Two of the 57 compare
one member of a record with another, which no question can: those are named.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from tests.make import record
from tests.unit.question.detections_by_name import BY_NAME

Record = dict[str, Any]


class Detection(NamedTuple):
    """A rule's ID, the question, a record that it finds, and one that it nearly does."""

    rule: str
    question: str
    found: Record
    missed: Record


def call(what: str, **members: Any) -> Record:
    """The record of a call, `service:Event`, by a user, with these members."""
    service, name = what.split(":")
    identity = {"type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/alice"}
    usual = {"eventSource": f"{service}.amazonaws.com", "eventName": name, "readOnly": False}
    return record(1, **{**usual, "userIdentity": identity, **members})


def identity(kind: str, **members: Any) -> Record:
    """Who called."""
    return {"type": kind, **members}


DENIED: Final = {"errorCode": "AccessDenied", "errorMessage": "not authorized"}
BROWSER: Final = {"userAgent": "[S3 Browser/11.6.7 (https://s3browser.com)]"}
SESSION: Final = identity(
    "AssumedRole",
    arn="arn:aws:sts::1:assumed-role/Admin/alice",
    sessionContext={"sessionIssuer": {"type": "Role", "userName": "Admin"}},
)
INSTANCE: Final = identity("AssumedRole", arn="arn:aws:sts::1:assumed-role/aws:ec2-instance/i-0ab")
FEDERATED: Final = identity(
    "FederatedUser", sessionContext={"sessionIssuer": {"type": "IAMUser", "userName": "alice"}}
)
POLICY: Final = (
    '{"Statement":[{"Effect":"Allow","Action":"s3:GetObject",'
    '"Resource":"arn:aws:s3:::<YOUR-BUCKET-NAME>/*"}]}'
)
CREDENTIALS: Final = "curl 169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"


def ec2(name: str, **members: Any) -> Record:
    """The record of a call of EC2."""
    return call(f"ec2:{name}", **members)


NOT_EXPRESSIBLE: Final = (
    "0a5177f4-6ca9-44c2-aacf-d3f3d8b6e4d2",  # whose key was made is not who made it
    "055fb148-60f8-462d-ad16-26926ce050f1",  # whose password was changed is not who changed it
)

DETECTIONS: Final = (
    *(Detection(rule, text, call(found), call(missed)) for rule, text, found, missed in BY_NAME),
    Detection(
        "39c9f26d-6e3b-4dbb-9c7a-4154b0281112",
        "event:DeleteBucket (error:Success or -error:*)",
        call("s3:DeleteBucket"),
        call("s3:DeleteBucket", errorCode="BucketNotEmpty"),
    ),
    Detection(
        "6393e346-1977-46ef-8987-ad414a145fad",
        'event:ConsoleLogin message:"Failed authentication"',
        call("signin:ConsoleLogin", errorMessage="Failed authentication"),
        call("signin:ConsoleLogin", errorMessage="No username found in supplied account"),
    ),
    Detection(
        "77caf516-34e5-4df9-b4db-20744fea0a60",
        "event:ConsoleLogin $.additionalEventData.MFAUsed:~no "
        "$.responseElements.ConsoleLogin:Success",
        call(
            "signin:ConsoleLogin",
            additionalEventData={"MFAUsed": "No"},
            responseElements={"ConsoleLogin": "Success"},
        ),
        call(
            "signin:ConsoleLogin",
            additionalEventData={"MFAUsed": "Yes"},
            responseElements={"ConsoleLogin": "Success"},
        ),
    ),
    Detection(
        "d2656e78-c069-4571-8220-9e0ab5913f19",
        "service:guardduty (event:DeleteDetector or event:UpdateDetector "
        "$.requestParameters.enable:~false) (error:Success or -error:*)",
        call("guardduty:UpdateDetector", requestParameters={"enable": False}),
        call("guardduty:UpdateDetector", requestParameters={"enable": True}),
    ),
    Detection(
        "352a918a-34d8-4882-8470-44830c507aa3",
        r"principal:/.:assumed-role\/aws:./ "
        '-(service:ssm or event:RegisterManagedInstance or ip:"AWS Internal")',
        call("s3:ListBuckets", userIdentity=INSTANCE),
        call("s3:ListBuckets", userIdentity=INSTANCE, sourceIPAddress="AWS Internal"),
    ),
    Detection(
        "a840e606-7c8c-4684-9bc1-eb6b6155127f",
        "agent:TruffleHog",
        call("iam:GetUser", userAgent="TruffleHog"),
        call("iam:GetUser", userAgent="aws-cli/2.15"),
    ),
    Detection(
        "38e7f511-3f74-41d4-836e-f57dfa18eead",
        "service:ssm event:SendCommand (error:Success or -error:*)",
        call("ssm:SendCommand"),
        call("ssm:SendCommand", **DENIED),
    ),
    Detection(
        "e386b9b5-af12-450e-afff-761730fb8a98",
        "event:DeleteFlowLogs (error:Success or -error:*)",
        ec2("DeleteFlowLogs", errorCode="Success"),
        ec2("DeleteFlowLogs", **DENIED),
    ),
    Detection(
        "f8103686-e3e8-46f3-be72-65f7fcb4aa53",
        "service:signin event:GetSigninToken -agent:*Jersey/${project.version}*",
        call("signin:GetSigninToken", userAgent="python-requests/2.31"),
        call("signin:GetSigninToken", userAgent="Jersey/${project.version} (HttpUrlConnection)"),
    ),
    Detection(
        "ccd6a6c8-bb4e-4a91-9d2a-07e632819374",
        "service:iam event:DeleteSAMLProvider -error:*",
        call("iam:DeleteSAMLProvider"),
        call("iam:DeleteSAMLProvider", **DENIED),
    ),
    Detection(
        "a136ac98-b2bc-4189-a14d-f0d0388e57a7",
        "service:s3 event:PutBucketVersioning $.requestParameters:*Suspended*",
        call(
            "s3:PutBucketVersioning",
            requestParameters={"VersioningConfiguration": {"Status": "Suspended"}},
        ),
        call(
            "s3:PutBucketVersioning",
            requestParameters={"VersioningConfiguration": {"Status": "Enabled"}},
        ),
    ),
    Detection(
        "1ab3c5ed-5baf-417b-bb6b-78ca33f6c3df",
        "service:ec2 event:ModifyInstanceAttribute $.requestParameters.attribute:userData",
        ec2("ModifyInstanceAttribute", requestParameters={"attribute": "userData"}),
        ec2("ModifyInstanceAttribute", requestParameters={"attribute": "instanceType"}),
    ),
    Detection(
        "54b9a76a-3c71-4673-b4b3-2edb4566ea7b",
        "service:ec2 event:CreateInstanceExportTask -message:* -error:* "
        "-$.responseElements:*Failure*",
        ec2("CreateInstanceExportTask", responseElements={"exportTask": {"state": "active"}}),
        ec2("CreateInstanceExportTask", responseElements={"exportTask": {"state": "Failure"}}),
    ),
    Detection(
        "b94bf91e-c2bf-4047-9c43-c6810f43baad",
        "service:ecs event:DescribeTaskDefinition,RegisterTaskDefinition,RunTask "
        "$.requestParameters.containerDefinitions:*$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI*",
        call(
            "ecs:RegisterTaskDefinition",
            requestParameters={"containerDefinitions": [{"command": ["sh", "-c", CREDENTIALS]}]},
        ),
        call(
            "ecs:RegisterTaskDefinition",
            requestParameters={"containerDefinitions": [{"command": ["sh", "-c", "true"]}]},
        ),
    ),
    Detection(
        "f305fd62-beca-47da-ad95-7690a0620084",
        "service:s3 event:ListBuckets -type:AssumedRole",
        call("s3:ListBuckets"),
        call("s3:ListBuckets", userIdentity=SESSION),
    ),
    Detection(
        "db014773-b1d3-46bd-ba26-133337c0ffee",
        'service:iam event:GetLoginProfile,CreateLoginProfile agent:"*S3 Browser*"',
        call("iam:CreateLoginProfile", **BROWSER),
        call("iam:CreateLoginProfile"),
    ),
    Detection(
        "db014773-7375-4f4e-b83b-133337c0ffee",
        'service:iam event:PutUserPolicy agent:"*S3 Browser*" '
        r"$.requestParameters:*\"arn:aws:s3:::<YOUR-BUCKET-NAME>/\*\"* "
        r"$.requestParameters:*\"s3:GetObject\"* $.requestParameters:*\"Allow\"*",
        call("iam:PutUserPolicy", requestParameters={"policyDocument": POLICY}, **BROWSER),
        call(
            "iam:PutUserPolicy",
            requestParameters={"policyDocument": POLICY.replace("Allow", "Deny")},
            **BROWSER,
        ),
    ),
    Detection(
        "db014773-d9d9-4792-91e5-133337c0ffee",
        'service:iam event:CreateUser,CreateAccessKey agent:"*S3 Browser*"',
        call("iam:CreateAccessKey", **BROWSER),
        call("iam:CreateGroup", **BROWSER),
    ),
    Detection(
        "97fbabf8-8e1b-47a2-b7d5-a418d2b95e3d",
        "service:lambda event:UpdateFunctionConfiguration* $.requestParameters.layers:*",
        call(
            "lambda:UpdateFunctionConfiguration20150331v2",
            requestParameters={"layers": ["arn:aws:lambda:us-east-1:1:layer:x:1"]},
        ),
        call("lambda:UpdateFunctionConfiguration20150331v2", requestParameters={"layers": []}),
    ),
    Detection(
        "8a63cdd4-6207-414a-85bc-7e032bd3c1a2",
        "service:rds event:ModifyDBInstance "
        "$.responseElements.pendingModifiedValues.masterUserPassword:*",
        call(
            "rds:ModifyDBInstance",
            responseElements={"pendingModifiedValues": {"masterUserPassword": "****"}},
        ),
        call("rds:ModifyDBInstance", responseElements={"pendingModifiedValues": {}}),
    ),
    Detection(
        "c3f265c7-ff03-4056-8ab2-d486227b4599",
        "service:rds event:RestoreDBInstanceFromDBSnapshot "
        "$.responseElements.publiclyAccessible:true",
        call("rds:RestoreDBInstanceFromDBSnapshot", responseElements={"publiclyAccessible": True}),
        call("rds:RestoreDBInstanceFromDBSnapshot", responseElements={"publiclyAccessible": False}),
    ),
    Detection(
        "8ad1600d-e9dc-4251-b0ee-a65268f29add",
        "is:root -$.eventType:AwsServiceEvent",
        call("iam:GetUser", userIdentity=identity("Root"), eventType="AwsApiCall"),
        call("kms:RotateKey", userIdentity=identity("Root"), eventType="AwsServiceEvent"),
    ),
    Detection(
        "905d389b-b853-46d0-9d3d-dea0d3a3cd49",
        "type:AssumedRole role:*",
        call("iam:GetUser", userIdentity=SESSION),
        call("iam:GetUser", userIdentity=FEDERATED),
    ),
    Detection(
        "9b1b8e9b-0a5d-4af1-9d2f-4c4b6e7c2c9d",
        "service:sts event:GetCallerIdentity agent:*TruffleHog*",
        call("sts:GetCallerIdentity", userAgent="TruffleHog/3"),
        call("sts:GetCallerIdentity", userAgent="Boto3/1.34"),
    ),
    Detection(
        "b45ab1d2-712f-4f01-a751-df3826969807",
        "service:sts event:GetSessionToken type:IAMUser",
        call("sts:GetSessionToken"),
        call("sts:GetSessionToken", userIdentity=identity("Root")),
    ),
)
