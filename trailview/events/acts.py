"""What tells who acts: a person, a workload, automation or an AWS service.

One table, with where each of its rows is documented or has been seen. A user
agent and a session's name are chosen by whoever makes the call: the kind helps
to find what people did, and proves nothing. `trailview.events.who_acts` reads
the table.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from trailview.frozen import Frozen


class Kind(IntEnum):
    """Who acts; of two kinds that are told, the larger counts."""

    PERSON = 0
    WORKLOAD = 1
    AUTOMATION = 2
    SERVICE = 3

    @property
    def word(self) -> str:
        """The kind as questions say it."""
        return self.name.lower()


class ActRow(Frozen, kw_only=True):
    """One way to tell a kind: any of its signs is enough."""

    kind: Kind
    what: str
    """Who acts then, for people: `Terraform`, `an EC2 instance`."""
    source: str
    """Where it is documented, or has been seen."""
    agents: tuple[str, ...] = ()
    """Beginnings of words in the user agent, in lower case."""
    sessions: tuple[str, ...] = ()
    """Expressions for the whole name of a session, or of a federated user."""
    providers: tuple[str, ...] = ()
    """Expressions for the whole address of a web identity provider, without `https://`."""
    paths: tuple[str, ...] = ()
    """Beginnings of the path of the assumed role."""
    members: tuple[str, ...] = ()
    """Members of `userIdentity`, or of its `sessionContext`, that are there."""


PERSON: Final = ActRow(kind=Kind.PERSON, what="a person", source="all that no other row tells")
_USER_GUIDE: Final = "CloudTrail user guide, userIdentity element"
SERVICE: Final = ActRow(
    kind=Kind.SERVICE, what="an AWS service", source=f"{_USER_GUIDE}: type, invokedBy"
)
UNNAMED_SERVICE: Final = ActRow(
    kind=Kind.AUTOMATION,  # `service` is what `is:service` is, which asks for a service's name
    what="AWS itself, without the service's name",
    source="KMS developer guide, RotateKey: invokedBy is `AWS Internal`",
)
_UUID: Final = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_A, _W = Kind.AUTOMATION, Kind.WORKLOAD


def _named(*tools: str) -> tuple[str, ...]:
    """Sessions that are called as a tool, or begin with its name: `github-deploy`, `gitlab_42`."""
    return tuple(f"(?i:{tool})(?:[-_:/=+0-9].*)?" for tool in tools)


ROWS: Final = (
    SERVICE,
    UNNAMED_SERVICE,
    # Pipelines.
    ActRow(
        kind=_A,
        what="GitHub Actions",
        agents=("configure-aws-credentials-for-github-actions", "exec-env/githubactions"),
        sessions=(*_named("github"), r"(?i:github[-_ ]?actions?).*"),
        providers=(r"token\.actions\.githubusercontent\.com(?:/.*)?",),
        source="aws-actions/configure-aws-credentials, USER_AGENT and ROLE_SESSION_NAME",
    ),
    ActRow(
        kind=_A,
        what="GitLab CI",
        sessions=(*_named("gitlab"), "(?i:gitlab[-_]?(?:runner|ci)).*"),
        providers=(r"gitlab\.com(?:/.*)?",),
        source="GitLab, Configure OpenID Connect in AWS (`GitLabRunner-…`)",
    ),
    ActRow(
        kind=_A,
        what="CircleCI",
        sessions=_named("circle-?ci"),
        providers=(r"oidc\.circleci\.com/.*",),
        source="CircleCI, Using OpenID Connect tokens (`oidc.circleci.com/org/…`)",
    ),
    ActRow(
        kind=_A,
        what="Bitbucket Pipelines",
        sessions=_named("bitbucket"),
        providers=(r"api\.bitbucket\.org/2\.0/workspaces/.*",),
        source="Bitbucket, Deploy on AWS using OpenID Connect",
    ),
    ActRow(
        kind=_A,
        what="Buildkite",
        sessions=_named("buildkite"),
        providers=(r"agent\.buildkite\.com(?:/.*)?",),
        source="Buildkite, OIDC with AWS; aws-assume-role-with-web-identity (`buildkite-job-…`)",
    ),
    ActRow(
        kind=_A,
        what="Azure Pipelines",
        sessions=("aws-vsts-tools.*",),
        providers=(r"vstoken\.dev\.azure\.com/.*",),
        source="aws/aws-toolkit-azure-devops (defaultRoleSessionName); AWS Toolkit, OIDC",
    ),
    ActRow(
        kind=_A,
        what="Spacelift",
        sessions=_named("spacelift"),
        providers=(r"[a-z0-9-]+\.app(?:\.us)?\.spacelift\.io",),
        source="Spacelift, OIDC with AWS (`ACCOUNT.app.spacelift.io`)",
    ),
    ActRow(
        kind=_A,
        what="env0",
        sessions=_named("env0"),
        providers=(r"login\.app\.env0\.com/?",),
        source="env0, OIDC with AWS",
    ),
    ActRow(
        kind=_A,
        what="AWS CodeBuild",
        sessions=("AWSCodeBuild.*",),
        source="records and errors of builds: `assumed-role/ROLE/AWSCodeBuild-UUID`",
    ),
    ActRow(
        kind=_A,
        what="a pipeline",
        sessions=_named("jenkins", "atlantis", "argocd", "teamcity", "drone"),
        source="what sessions are called by the servers that they are named after, by custom",
    ),
    # Infrastructure as code.
    ActRow(
        kind=_A,
        what="Terraform",
        agents=("terraform/", "terraform-provider-"),
        sessions=(*_named("terraform"), "(?i:terraform-?cloud).*"),
        providers=(r"app\.terraform\.io(?:/.*)?",),
        source=(
            "hashicorp/terraform#9806, terraform-provider-awscc#247; HCP Terraform, dynamic "
            "provider credentials (`terraform-run-…`)"
        ),
    ),
    ActRow(
        kind=_A,
        what="OpenTofu",
        agents=("opentofu/",),
        sessions=_named("opentofu", "tofu"),
        source="opentofu/opentofu, internal/httpclient (DefaultApplicationName)",
    ),
    ActRow(
        kind=_A,
        what="Terragrunt",
        agents=("terragrunt/",),
        sessions=_named("terragrunt"),
        source="gruntwork-io/terragrunt#255, v0.50.14",
    ),
    ActRow(
        kind=_A,
        what="Pulumi",
        agents=("pulumi/", "pulumiaws"),
        sessions=_named("pulumi"),
        providers=(r"api\.pulumi\.com(?:/.*)?",),
        source=(
            "pulumi/pulumi-aws-native, provider (`APN/1.0 Pulumi/1.0 PulumiAwsNative/…`); Pulumi "
            "ESC, aws-login (`pulumi-environments-session`)"
        ),
    ),
    ActRow(
        kind=_A,
        what="AWS CDK",
        agents=("aws-cdk/",),
        sessions=("aws-cdk-.*",),
        source="aws/aws-cdk, lib/api/aws-auth/user-agent.ts and RoleSessionName",
    ),
    ActRow(
        kind=_A,
        what="CloudFormation",
        agents=("cloudformation.amazonaws.com",),
        sessions=("AWSCloudFormation.*",),
        source="CloudFormation user guide, Logging API calls; records without `invokedBy`",
    ),
    ActRow(
        kind=_A,
        what="AWS SAM",
        agents=("aws-sam-cli/",),
        source="aws/aws-sam-cli, samcli/lib/utils/boto_utils.py (user_agent_extra)",
    ),
    ActRow(
        kind=_A,
        what="Ansible",
        agents=("ansible/",),
        sessions=_named("ansible"),
        source="ansible-collections/amazon.aws, botocore._get_user_agent_string",
    ),
    ActRow(
        kind=_A,
        what="Crossplane",
        agents=("crossplane-provider-", "upbound-provider-"),
        sessions=_named("crossplane"),
        source="crossplane-contrib/provider-aws and upbound/provider-aws, AddUserAgentKeyValue",
    ),
    ActRow(
        kind=_A,
        what="AWS Controllers for Kubernetes",
        agents=("aws-controllers-k8s/",),
        source="aws-controllers-k8s/runtime, appName",
    ),
    ActRow(
        kind=_A,
        what="Cluster API",
        agents=("aws.cluster.x-k8s.io/",),
        source="kubernetes-sigs/cluster-api-provider-aws, getUserAgentHandler",
    ),
    # Workloads.
    ActRow(
        kind=_W,
        what="an EC2 instance",
        sessions=("i-[0-9a-f]{8}(?:[0-9a-f]{9})?",),
        members=("ec2RoleDelivery",),
        source=f"{_USER_GUIDE}; EC2 user guide, IAM roles",
    ),
    ActRow(
        kind=_W,
        what="a managed node",
        sessions=("mi-[0-9a-f]{8,17}",),
        agents=("amazon-ssm-agent/",),
        source="Systems Manager user guide, hybrid nodes; aws/amazon-ssm-agent, AddUserAgent",
    ),
    ActRow(
        kind=_W,
        what="an instance or a function",
        members=("inScopeOf",),
        source=f"{_USER_GUIDE}: inScopeOf (issuerType AWS::Lambda::Function, AWS::EC2::Instance)",
    ),
    ActRow(
        kind=_W,
        what="a Lambda function",
        agents=("exec-env/aws_lambda_", "awslambda-worker"),
        source="Lambda developer guide, AWS_EXECUTION_ENV; flaws2 (`awslambda-worker`)",
    ),
    ActRow(
        kind=_W,
        what="an ECS task",
        agents=("exec-env/aws_ecs_",),
        sessions=("[0-9a-f]{32}", _UUID),
        source="ECS developer guide, task IAM role: the task's ID; flaws2",
    ),
    ActRow(
        kind=_W,
        what="a pod",
        sessions=(f"eks-.*-{_UUID}",),
        providers=(r"oidc\.eks\..*", r"oidc-eks\..*"),
        source="EKS user guide, IAM roles for service accounts and Pod Identity (`eks-CLUSTER-…`)",
    ),
    ActRow(
        kind=_W,
        what="a Kubernetes controller",
        agents=("karpenter.sh", "elbv2.k8s.aws/"),
        source="aws/karpenter withUserAgent; kubernetes-sigs/aws-load-balancer-controller appName",
    ),
    ActRow(
        kind=_W,
        what="a Glue job",
        sessions=("GlueJobRunnerSession",),
        source="errors and records of jobs: `assumed-role/ROLE/GlueJobRunnerSession`",
    ),
    ActRow(
        kind=_W,
        what="a service's own role",
        paths=("/aws-service-role/", "/service-role/"),
        source="IAM user guide, service-linked roles and service roles",
    ),
    PERSON,
)
"""All of them. Of one kind the first row that fits counts."""
