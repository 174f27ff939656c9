"""Who acts: each row of the table tells its kind; of several the kind that comes first counts."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailview.demo.trail import write_trail
from trailview.events.acts import PERSON, ROWS, SERVICE, UNNAMED_SERVICE, ActRow, Kind
from trailview.events.identity import identity_of
from trailview.events.who_acts import row_of_agent, row_of_identity, who_acts

CLI = "aws-cli/2.31.4 md/awscrt#0.27.6 ua/2.1 os/linux#6.1 lang/python#3.13.7"
GITHUB = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
EKS = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF"


def told(user_identity: object, agent: str | None = CLI) -> ActRow | None:
    of_identity = row_of_identity(identity_of(user_identity), user_identity)
    return who_acts(of_identity, row_of_agent(agent))


def session(name: str, path: str = "/", **more: object) -> dict[str, object]:
    """A role's session, with members more of its `sessionContext`."""
    return {
        "type": "AssumedRole",
        "principalId": f"AROAEXAMPLE:{name}",
        "arn": f"arn:aws:sts::123456789012:assumed-role/role/{name}",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "arn": f"arn:aws:iam::123456789012:role{path}role",
                "userName": "role",
            },
            **more,
        },
    }


USER = {"type": "IAMUser", "principalId": "AIDAEXAMPLE", "userName": "alice"}


@pytest.mark.parametrize(
    ("user_identity", "kind", "what"),
    [
        (USER, "person", "a person"),
        ({"type": "Root"}, "person", "a person"),
        ({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u"}}, "person", "a person"),
        ({"type": "SAMLUser", "userName": "a@example.com"}, "person", "a person"),
        (session("alice@example.com"), "person", "a person"),
        (
            session("alice@example.com", "/aws-reserved/sso.amazonaws.com/eu-west-1/"),
            "person",
            "a person",
        ),
        # What SDKs call sessions by themselves says nothing of who runs them.
        (session("botocore-session-1521558860"), "person", "a person"),
        (session("aws-go-sdk-1722375070115152000"), "person", "a person"),
        (session("i-love-cats"), "person", "a person"),
        (session("jenkins.smith@example.com"), "person", "a person"),
        (session("githubert"), "person", "a person"),
        ({"type": "AWSService", "invokedBy": "cloudtrail.amazonaws.com"}, "service", SERVICE.what),
        ({**USER, "invokedBy": "cloudformation.amazonaws.com"}, "service", SERVICE.what),
        ({"accountId": "1", "invokedBy": "AWS Internal"}, "automation", UNNAMED_SERVICE.what),
        ({**USER, "invokedBy": "AWS Internal"}, "person", "a person"),
        (session("i-0a1b2c3d4e5f60718"), "workload", "an EC2 instance"),
        (session("i-0a1b2c3d"), "workload", "an EC2 instance"),
        (session("web", ec2RoleDelivery="2.0"), "workload", "an EC2 instance"),
        (session("mi-0a1b2c3d4e5f60718"), "workload", "a managed node"),
        (session("d190d14a-2404-45d6-9113-4eda22d7f2c7"), "workload", "an ECS task"),
        (session("0123456789abcdef0123456789abcdef"), "workload", "an ECS task"),
        (
            session("eks-prod-karpenter--d094f2c0-66bd-4695-8761-96a08fa8f3aa"),
            "workload",
            "a pod",
        ),
        (
            session("botocore-session-1", webIdFederationData={"federatedProvider": EKS}),
            "workload",
            "a pod",
        ),
        (session("GlueJobRunnerSession"), "workload", "a Glue job"),
        (session("api", "/service-role/"), "workload", "a service's own role"),
        (
            session("s", "/aws-service-role/autoscaling.amazonaws.com/"),
            "workload",
            "a service's own role",
        ),
        (
            {
                **session("api"),
                "inScopeOf": {
                    "issuerType": "AWS::Lambda::Function",
                    "credentialsIssuedTo": "arn:aws:lambda:eu-west-1:123456789012:function:f",
                },
            },
            "workload",
            "an instance or a function",
        ),
        (
            {"type": "AWSAccount", "principalId": "AROAEXAMPLE:GlueJobRunnerSession"},
            "workload",
            "a Glue job",
        ),
        (session("GitHubActions"), "automation", "GitHub Actions"),
        (session("github-actions-run-42"), "automation", "GitHub Actions"),
        (session("GitLabRunner-12-34"), "automation", "GitLab CI"),
        (session("buildkite-job-0192"), "automation", "Buildkite"),
        (session("AWSCodeBuild-817f3b8c-54de"), "automation", "AWS CodeBuild"),
        (session("terraform-run-abc123"), "automation", "Terraform"),
        (session("aws-cdk-alice"), "automation", "AWS CDK"),
        (session("pulumi-environments-session"), "automation", "Pulumi"),
        (session("aws-vsts-tools"), "automation", "Azure Pipelines"),
        (session("jenkins"), "automation", "a pipeline"),
        (
            session("deploy", webIdFederationData={"federatedProvider": GITHUB, "attributes": {}}),
            "automation",
            "GitHub Actions",
        ),
        (
            {"type": "WebIdentityUser", "userName": "repo:a/b", "identityProvider": GITHUB},
            "automation",
            "GitHub Actions",
        ),
        (
            session("x", webIdFederationData={"federatedProvider": "https://gitlab.com"}),
            "automation",
            "GitLab CI",
        ),
        (
            session("x", webIdFederationData={"federatedProvider": "accounts.google.com"}),
            "person",
            "a person",
        ),
    ],
)
def test_what_credentials_tell(user_identity: object, kind: str, what: str) -> None:
    row = told(user_identity)
    assert row is not None
    assert (row.kind.word, row.what) == (kind, what)


@pytest.mark.parametrize(
    ("agent", "what"),
    [
        ("APN/1.0 HashiCorp/1.0 Terraform/1.5.7 (+https://www.terraform.io)", "Terraform"),
        ("aws-sdk-go/1.29.7 (go1.13.7; darwin) APN/1.0 HashiCorp/1.0 Terraform/0.12", "Terraform"),
        ("APN/1.0 HashiCorp/1.0 OpenTofu/1.6.0", "OpenTofu"),
        ("APN/1.0 Pulumi/1.0 PulumiAwsNative/1.12", "Pulumi"),
        ("aws-cdk/2.1001.0 aws-sdk-js/3", "AWS CDK"),
        ("Boto3/1.2 APN/1.0 Ansible/2.15.0 community.aws/12.0.0", "Ansible"),
        ("Boto3/1.2 aws-sam-cli/1.53.0/0f1e", "AWS SAM"),
        ("aws-sdk-go-v2/1 crossplane-provider-aws/v0.50", "Crossplane"),
        ("[configure-aws-credentials-for-github-actions aws-sdk-js]", "GitHub Actions"),
        ("aws-sdk-go/1.44 (go1.20; linux) exec-env/AWS_ECS_FARGATE", "an ECS task"),
        (
            "aws-sdk-go/1.40.21 (go1.17; linux; amd64) exec-env/AWS_Lambda_go1.x",
            "a Lambda function",
        ),
        ("awslambda-worker/1.0 rusoto/0.47.0", "a Lambda function"),
        ("aws-sdk-go/1.41.4 (go1.17.6; linux) amazon-ssm-agent/3.1.0.0", "a managed node"),
        ("aws-sdk-go/1 karpenter.sh-v0.23.0", "a Kubernetes controller"),
    ],
)
def test_what_programs_tell(agent: str, what: str) -> None:
    row = told(USER, agent)
    assert row is not None
    assert row.what == what


@pytest.mark.parametrize(
    "agent",
    [
        None,
        "",
        CLI,
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 Chrome/142.0.0.0",
        "aws-cli/2.2.1 Python/3.9.2 exec-env/CloudShell exe/x86_64.amzn.2",
        "console.ec2.amazonaws.com",
        "S3Console/0.4, aws-internal/3 aws-sdk-java/1.11.1030",
        "my-terraform/1.0",
        "aws-sdk-go/1 https://registry.terraform.io/",
    ],
)
def test_programs_that_people_use_tell_nothing(agent: str | None) -> None:
    assert row_of_agent(agent) is None
    assert told(USER, agent) is PERSON


def test_the_kind_that_comes_first_counts() -> None:
    terraform = "APN/1.0 HashiCorp/1.0 Terraform/1.5.7 exec-env/AWS_ECS_EC2"
    lambdas = "Boto3/1.2 exec-env/AWS_Lambda_python3.12"
    service = {**session("i-0a1b2c3d"), "invokedBy": "ec2.amazonaws.com"}
    for user_identity, agent, kind in [
        (service, terraform, Kind.SERVICE),
        (session("i-0a1b2c3d"), terraform, Kind.AUTOMATION),
        (session("GitHubActions", ec2RoleDelivery="2.0"), lambdas, Kind.AUTOMATION),
        (session("alice"), lambdas, Kind.WORKLOAD),
        (session("alice"), None, Kind.PERSON),
    ]:
        row = told(user_identity, agent)
        assert row is not None
        assert row.kind is kind


def test_a_record_without_an_identity_tells_nobody() -> None:
    assert told(None, None) is None
    assert told({}, "AWS Internal") is None
    row = told(None, "Terraform/1.0")
    assert row is not None
    assert row.kind is Kind.AUTOMATION


def test_names_as_athena_writes_them_tell_the_same() -> None:
    low = json.loads(json.dumps(session("x", ec2RoleDelivery="1.0")).replace("RoleDel", "roledel"))
    row = told(low)
    assert row is not None
    assert row.what == "an EC2 instance"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.what)
def test_every_row_says_where_it_is_from_and_has_signs(row: ActRow) -> None:
    assert row.source
    signs = (*row.agents, *row.sessions, *row.providers, *row.paths, *row.members)
    assert signs or row in (PERSON, SERVICE, UNNAMED_SERVICE)
    assert all(agent == agent.lower() for agent in row.agents)
    for expression in (*row.sessions, *row.providers):
        assert re.compile(expression).groups == 0, "groups number the rows"
    assert [other.what for other in ROWS].count(row.what) == 1


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_stands_in_a_record_tells_one_of_four_kinds(
    name: str, provider: str, agent: str
) -> None:
    row = told(session(name, webIdFederationData={"federatedProvider": provider}), agent)
    assert row is not None
    assert row.kind.word in ("person", "workload", "automation", "service")


@pytest.mark.parametrize("user_identity", ["text", 5, [1], {"sessionContext": 7}, {"type": ["x"]}])
def test_odd_identities_are_no_reason_to_fail(user_identity: object) -> None:
    assert told(user_identity) is PERSON


@pytest.mark.parametrize("piece", ["eks-", "0" * 31, "terraform/", "[", "github-actions ", "-0a"])
def test_long_texts_take_linear_time(piece: str) -> None:
    text = piece * 200_000
    started = time.monotonic()
    told(session(text, webIdFederationData={"federatedProvider": text}), text)
    assert time.monotonic() - started < 2


def test_the_demo_has_all_kinds(tmp_path: Path) -> None:
    import gzip

    write_trail(tmp_path, now=1_795_442_531, events=2_000)
    kinds = dict.fromkeys(Kind, 0)
    for path in tmp_path.rglob("*.json.gz"):
        for record in json.loads(gzip.decompress(path.read_bytes()))["Records"]:
            row = told(record["userIdentity"], record.get("userAgent"))
            assert row is not None
            kinds[row.kind] += 1
    assert all(kinds.values())
