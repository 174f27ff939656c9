"""The saved questions that come along: what one asks first when something may be wrong.

Names of calls are those that CloudTrail writes as `eventName`.
"""

from __future__ import annotations

from typing import Final

LIBRARY: Final[tuple[tuple[str, str, str, str], ...]] = (
    (
        "changes",
        "by:person is:write",
        "What did people change? The first look when something broke.",
        "1h",
    ),
    (
        "changes-by",
        "user:{who} is:write",
        "What has this user, or this role session, changed?",
        "24h",
    ),
    (
        "changes-to",
        "resource:{name} is:write",
        "Who changed this resource? A name, an ID or an ARN.",
        "7d",
    ),
    (
        "deletions",
        "event:Delete*,Terminate*,Remove* is:write -is:service -error:*",
        "What is gone, and who took it away?",
        "24h",
    ),
    (
        "denied",
        "is:denied -is:service",
        "Who tries what they may not? A row of different calls is somebody finding out "
        "what a stolen key can do; a single one is more often a policy that is too narrow.",
        "24h",
    ),
    (
        "denied-for",
        "is:denied user:{who}",
        "What was this user or role session refused? To mend a policy, or to see what was tried.",
        "24h",
    ),
    (
        "root",
        "is:root -is:service",
        "The root user is for emergencies. Whatever it does, somebody should know why.",
        "30d",
    ),
    (
        "logins-without-mfa",
        "event:ConsoleLogin $.responseElements.ConsoleLogin:Success -is:mfa",
        "Who came in with a password alone? Logins through an identity provider are "
        "among them: AWS does not see how those were checked.",
        "7d",
    ),
    (
        "logins-failed",
        "event:ConsoleLogin $.responseElements.ConsoleLogin:Failure",
        "Is somebody guessing passwords? Many users from one address, or one user from many.",
        "7d",
    ),
    (
        "mfa-removed",
        "event:DeactivateMFADevice,DeleteVirtualMFADevice",
        "A second factor taken away makes a stolen password enough.",
        "30d",
    ),
    (
        "new-access-keys",
        "event:CreateAccessKey -error:*",
        "A new key is how an intruder stays after the first one is revoked.",
        "7d",
    ),
    (
        "new-users",
        "event:CreateUser,CreateLoginProfile,UpdateLoginProfile",
        "New users and new console passwords are another way to stay.",
        "7d",
    ),
    (
        "iam-changes",
        "service:iam is:write",
        "Who changed users, roles or policies, and who tried?",
        "7d",
    ),
    (
        "admin-granted",
        "event:AttachUserPolicy,AttachRolePolicy,AttachGroupPolicy resource:AdministratorAccess",
        "Who was given everything?",
        "30d",
    ),
    (
        "trust-changed",
        "event:UpdateAssumeRolePolicy,CreateRole,CreateSAMLProvider,CreateOpenIDConnectProvider",
        "Whom do our roles trust now? A role that trusts another account is a door to here.",
        "30d",
    ),
    (
        "role-taken",
        "event:AssumeRole,AssumeRoleWithSAML,AssumeRoleWithWebIdentity resource:{role}",
        "Who took this role? The role's name or ARN.",
        "24h",
    ),
    (
        "by-key",
        "key:{key}",
        "What was done with this access key? The question when a key has leaked.",
        "7d",
    ),
    (
        "from-address",
        "ip:{address}",
        "What came from this address, or from this range, as in 203.0.113.0/24?",
        "7d",
    ),
    (
        "security-groups",
        "event:AuthorizeSecurityGroupIngress,AuthorizeSecurityGroupEgress,ModifySecurityGroupRules",
        "Which ports were opened, and to whom?",
        "7d",
    ),
    (
        "open-to-the-world",
        "event:AuthorizeSecurityGroupIngress,ModifySecurityGroupRules resource:0.0.0.0/0,::/0",
        "Which ports were opened to everybody?",
        "30d",
    ),
    (
        "public-s3",
        "service:s3 event:PutBucketPolicy,PutBucketAcl,PutObjectAcl,"
        "PutBucketPublicAccessBlock,DeleteBucketPublicAccessBlock,"
        "PutAccountPublicAccessBlock,DeleteAccountPublicAccessBlock",
        "What could have made a bucket public: policies, access lists, and the block on both.",
        "30d",
    ),
    (
        "shared-snapshots",
        "event:ModifySnapshotAttribute,ModifyImageAttribute,ModifyDBSnapshotAttribute,"
        "ModifyDBClusterSnapshotAttribute",
        "A snapshot shared with another account takes a whole disk or database out.",
        "30d",
    ),
    (
        "trail-tampering",
        "service:cloudtrail event:StopLogging,DeleteTrail,UpdateTrail,PutEventSelectors,"
        "DeleteEventDataStore,UpdateEventDataStore,PutInsightSelectors",
        "Who wanted not to be seen? After this, what is missing here may have happened.",
        "90d",
    ),
    (
        "protection-off",
        "event:DeleteDetector,UpdateDetector,StopConfigurationRecorder,"
        "DeleteConfigurationRecorder,DisableSecurityHub,DeleteFlowLogs,DeleteLogGroup,"
        "DeleteWebACL,DisassociateWebACL",
        "GuardDuty, Config, Security Hub, flow logs or a firewall switched off.",
        "30d",
    ),
    (
        "secrets-read",
        "event:GetSecretValue,BatchGetSecretValue,GetParameter,GetParameters,GetParametersByPath "
        "-is:service -error:*",
        "Which secrets would have to be changed, and who has seen them?",
        "24h",
    ),
    (
        "kms-key-deletion",
        "service:kms event:ScheduleKeyDeletion,DisableKey,DeleteImportedKeyMaterial",
        "Without its key, data is lost. A deletion can be cancelled while it is pending.",
        "30d",
    ),
    (
        "instances-launched",
        "event:RunInstances,RequestSpotInstances,CreateFleet -error:*",
        "Machines nobody ordered are what a stolen key is most often used for.",
        "24h",
    ),
    (
        "functions-changed",
        "service:lambda event:CreateFunction*,UpdateFunctionCode*,UpdateFunctionConfiguration*,"
        "AddPermission*",
        "Code that runs with a role of ours, and who may call it.",
        "7d",
    ),
    (
        "organization-changes",
        "service:organizations is:write",
        "Accounts that leave or come, and policies that no longer hold for them.",
        "90d",
    ),
)
"""Each with a name, the question, why one asks it, and its usual span."""
