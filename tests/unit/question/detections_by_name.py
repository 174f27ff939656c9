"""Detection rules that look at the service and the event's name alone.

Each is the rule's ID, the question, a call that it finds, and one that it nearly does.
"""

from __future__ import annotations

from typing import Final

BY_NAME: Final = (
    (
        "59b70e4d-dd17-44a9-b740-acf07ae3eb6a",
        "service:bedrock event:DeleteGuardrail",
        "bedrock:DeleteGuardrail",
        "bedrock:GetGuardrail",
    ),
    (
        "1c722651-254a-4b04-a9f4-99b62a2d0a1f",
        "service:bedrock event:UpdateGuardrail",
        "bedrock:UpdateGuardrail",
        "bedrock:DeleteGuardrail",
    ),
    (
        "4db60cc0-36fb-42b7-9b58-a5b53019fb74",
        "service:cloudtrail event:StopLogging,UpdateTrail,DeleteTrail",
        "cloudtrail:StopLogging",
        "cloudtrail:StartLogging",
    ),
    (
        "e1f7febb-7b94-4234-b5c6-00fb8500f5dd",
        "service:ec2 event:CreateNetworkAclEntry",
        "ec2:CreateNetworkAclEntry",
        "ec2:CreateNetworkAcl",
    ),
    (
        "c803b2ce-c4a2-4836-beae-b112010390b1",
        "service:ec2 event:CreateRoute",
        "ec2:CreateRoute",
        "ec2:CreateRouteTable",
    ),
    (
        "a5ffb6ea-c784-4e01-b30a-deb6e58ca2ab",
        "service:account event:EnableRegion",
        "account:EnableRegion",
        "account:DisableRegion",
    ),
    (
        "6fb77778-040f-4015-9440-572aa9b6b580",
        "service:ec2 event:/^(Authorize|Revoke)SecurityGroup(In|E)gress$/",
        "ec2:RevokeSecurityGroupEgress",
        "ec2:CreateSecurityGroup",
    ),
    (
        "7a4409fc-f8ca-45f6-8006-127d779eaad9",
        "service:elasticloadbalancing event:ApplySecurityGroupsToLoadBalancer,SetSecurityGroups",
        "elasticloadbalancing:SetSecurityGroups",
        "elasticloadbalancing:SetSubnets",
    ),
    (
        "14f3f1c8-02d5-43a2-a191-91ffb52d3015",
        "service:rds event:AuthorizeDBSecurityGroupIngress,RevokeDBSecurityGroupIngress,"
        "CreateDBSecurityGroup,DeleteDBSecurityGroup",
        "rds:CreateDBSecurityGroup",
        "rds:DescribeDBSecurityGroups",
    ),
    (
        "07330162-dba1-4746-8121-a9647d49d297",
        "service:config event:DeleteDeliveryChannel,StopConfigurationRecorder",
        "config:StopConfigurationRecorder",
        "config:StartConfigurationRecorder",
    ),
    (
        "20f754db-d025-4a8f-9d74-e0037e999a9a",
        "service:ses event:DeleteIdentity",
        "ses:DeleteIdentity",
        "ses:VerifyEmailIdentity",
    ),
    (
        "16124c2d-e40b-4fcc-8f2c-5ab7870a2223",
        "service:ec2 event:DisableEbsEncryptionByDefault",
        "ec2:DisableEbsEncryptionByDefault",
        "ec2:EnableEbsEncryptionByDefault",
    ),
    (
        "92f84194-8d9a-4ee0-8699-c30bfac59780",
        "service:ec2 event:ImportKeyPair",
        "ec2:ImportKeyPair",
        "ec2:CreateKeyPair",
    ),
    (
        "25cb1ba1-8a19-4a23-a198-d252664c8cef",
        "service:elasticfilesystem event:DeleteFileSystem",
        "elasticfilesystem:DeleteFileSystem",
        "fsx:DeleteFileSystem",
    ),
    (
        "6a7ba45c-63d8-473e-9736-2eaabff79964",
        "service:elasticfilesystem event:DeleteMountTarget",
        "elasticfilesystem:DeleteMountTarget",
        "elasticfilesystem:CreateMountTarget",
    ),
    (
        "33d50d03-20ec-4b74-a74e-1e65a38af1c0",
        "service:eks event:CreateCluster,DeleteCluster",
        "eks:CreateCluster",
        "ecs:CreateCluster",
    ),
    (
        "4ae68615-866f-4304-b24b-ba048dfa5ca7",
        "service:elasticache event:CreateCacheSecurityGroup",
        "elasticache:CreateCacheSecurityGroup",
        "elasticache:CreateCacheSubnetGroup",
    ),
    (
        "7c797da2-9cf2-4523-ba64-33b06339f0cc",
        "service:elasticache event:/^(DeleteCacheSecurityGroup"
        "|(Authorize|Revoke)CacheSecurityGroup(In|E)gress)$/",
        "elasticache:RevokeCacheSecurityGroupIngress",
        "elasticache:CreateCacheSecurityGroup",
    ),
    (
        "6e61ee20-ce00-4f8d-8aee-bedd8216f7e3",
        "service:guardduty event:CreateIPSet",
        "guardduty:CreateIPSet",
        "wafv2:CreateIPSet",
    ),
    (
        "1279262f-1464-422f-ac0d-5b545320c526",
        "service:kms event:ImportKeyMaterial,DeleteImportedKeyMaterial",
        "kms:ImportKeyMaterial",
        "kms:GetParametersForImport",
    ),
    (
        "ec541962-c05a-4420-b9ea-84de072d18f4",
        "service:lambda event:CreateFunctionUrlConfig",
        "lambda:CreateFunctionUrlConfig",
        "lambda:GetFunctionUrlConfig",
    ),
    (
        "4990c2e3-f4b8-45e3-bc3c-30b14ff0ed26",
        "service:glue event:/^(Create|Delete|Update)DevEndpoint$/",
        "glue:UpdateDevEndpoint",
        "glue:GetDevEndpoint",
    ),
    (
        "457cc9ac-d8e6-4d1d-8c0e-251d0f11a74c",
        "service:rds event:ModifyDBCluster,DeleteDBCluster",
        "rds:DeleteDBCluster",
        "rds:DeleteDBInstance",
    ),
    (
        "3940b5f1-3f46-44aa-b746-ebe615b879e0",
        "service:route53 event:DisableDomainTransferLock",
        "route53:DisableDomainTransferLock",
        "route53:EnableDomainTransferLock",
    ),
    (
        "b056de1a-6e6e-4e40-a67e-97c9808cf41b",
        "service:route53 event:TransferDomainToAnotherAwsAccount",
        "route53:TransferDomainToAnotherAwsAccount",
        "route53:AcceptDomainTransferFromAnotherAwsAccount",
    ),
    (
        "78b3756a-7804-4ef7-8555-7b9024a02e2d",
        "service:s3 (event:/^Put(Bucket(Logging|Website)"
        "|(Encryption|Lifecycle|Replication)Configuration)$/ "
        "or event:ReplicateObject,RestoreObject)",
        "s3:PutLifecycleConfiguration",
        "s3:PutBucketTagging",
    ),
    (
        "a607e1fe-74bf-4440-a3ec-b059b9103157",
        "service:securityhub event:BatchUpdateFindings,UpdateFindings,DeleteInsight,UpdateInsight",
        "securityhub:DeleteInsight",
        "securityhub:CreateInsight",
    ),
    (
        "abae8fec-57bd-4f87-aff6-6e3db989843d",
        "service:ec2 event:ModifySnapshotAttribute",
        "ec2:ModifySnapshotAttribute",
        "ec2:DescribeSnapshotAttribute",
    ),
    (
        "d3adb3ef-b7e7-4003-9092-1924c797db35",
        "service:sso,sso-directory event:/^((Dis)?[Aa]ssociate"
        "|(Dis|En)ableExternalIdPConfigurationFor)Directory$/",
        "sso-directory:DisableExternalIdPConfigurationForDirectory",
        "sso-directory:DescribeDirectory",
    ),
    (
        "f43f5d2f-3f2a-4cc8-b1af-81fde7dbaf0e",
        "(service:sts event:AssumeRoleWithSAML or service:iam event:UpdateSAMLProvider)",
        "iam:UpdateSAMLProvider",
        "sts:AssumeRoleWithWebIdentity",
    ),
)
