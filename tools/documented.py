"""Names that CloudTrail writes and no service model has, each group with its source."""

from __future__ import annotations

from typing import Final

EVENTS: Final = {
    "CloudTrail user guide, AWS Management Console sign-in events": """
        ConsoleLogin CheckMfa SwitchRole ExitRole RenewRole GetSigninToken PasswordUpdated
        EmailUpdated PasswordRecoveryRequested PasswordRecoveryCompleted
        SigninWithSessionCredentials
    """,
    "IAM Identity Center user guide, sign-in events": """
        CredentialChallenge CredentialVerification UserAuthentication Authenticate Federate
        ListApplications ListProfilesForApplication ListDirectoryAssociations Logout StartAuth
        UpdatePassword CompleteUserEmailVerification CreateUserPasswordToken
    """,
    "S3 user guide, Amazon S3 CloudTrail events": """
        DeleteAccountPublicAccessBlock GetAccountPublicAccessBlock PutAccountPublicAccessBlock
        DeleteBucketPublicAccessBlock GetBucketPublicAccessBlock PutBucketPublicAccessBlock
        GetBucketObjectLockConfiguration PutBucketObjectLockConfiguration
        GetAccelerateConfiguration PutAccelerateConfiguration GetBucketReplication
        DeleteBucketCors GetBucketCors PutBucketCors GetBucketNotification PutBucketNotification
        GetBucketLifecycle PutBucketLifecycle DeleteBucketLifecycle
        GetBucketTagging GetBucketRequestPayment PutBucketRequestPayment
        DeleteBucketMetricsConfiguration GetBucketMetricsConfiguration
        PutBucketMetricsConfiguration ListBucketMetricsConfigurations
        InitiateMultipartUpload CompleteMultipartUpload PostObject PreflightObject
        GetObjectTorrent ListBucket ListAllMyBuckets ListBucketVersions JobCreated
        JobStatusChanged ExpireObject ExpireObjects BatchDeleteObject CopyObject UploadPartCopy
    """,
    "KMS developer guide, RotateKey and other service events": """
        RotateKey DeleteKey SynchronizeMultiRegionKey DeleteImportedKeyMaterial
        FinishCustomKeyStoreDeletion
    """,
    "Secrets Manager user guide, CloudTrail entries": """
        RotationStarted RotationAbandoned RotationFailed RotationSucceeded TestRotationStarted
        TestRotationSucceeded TestRotationFailed SecretRotationStarted StartSecretVersionDelete
        CancelSecretVersionDelete EndSecretVersionDelete SecretVersionDeletion
    """,
    "EC2 user guide, Spot, AMI and EBS events; EBS user guide": """
        BidEvictedEvent BidFulfilledEvent SharedSnapshotCopyInitiated
        SharedSnapshotVolumeCreated TerminateInstanceInAutoScalingGroup
        CreateSecurityGroupRule UpdateSecurityGroupRuleDescriptions
    """,
    "Organizations user guide, CloudTrail entries": """
        CreateAccountResult CloseAccountResult AccountJoinedOrganization
        AccountDepartedOrganization
    """,
    "Control Tower user guide, lifecycle events": """
        CreateManagedAccount UpdateManagedAccount SetupLandingZone UpdateLandingZone
        RegisterOrganizationalUnit DeregisterOrganizationalUnit EnableGuardrail
        DisableGuardrail PrecheckOrganizationalUnit
    """,
    "Backup developer guide, events": """
        BackupJobStarted BackupJobCompleted BackupJobFailed BackupJobExpired
        RecoveryPointCreated BackupDeleted RestoreStarted RestoreCompleted CopyJobStarted
        CopyJobCompleted BackupSelectionDeletedDueToSLRDeletion
    """,
    "Systems Manager user guide, actions of the agent": """
        UpdateInstanceInformation ListInstanceAssociations UpdateInstanceAssociationStatus
        OpenControlChannel OpenDataChannel CreateControlChannel CreateDataChannel GetManifest
        RequestManagedInstanceRoleToken PutConfigurePackageResult GetDocument
        RegisterManagedInstance
    """,
    "ECS developer guide, actions of the agent": """
        Poll StartTelemetrySession DiscoverPollEndpoint NotifyTaskNotReady
    """,
    "CloudShell user guide, CloudTrail entries": """
        CreateEnvironment StartEnvironment StopEnvironment DeleteEnvironment CreateSession
        PutCredentials GetEnvironmentStatus SendHeartBeat GetFileDownloadUrls
        GetFileUploadUrls RedeemCode GetLayout UpdateLayout DescribeEnvironments
    """,
    "Billing user guide, CloudTrail entries of the billing console": """
        GetBillsForBillingPeriod GetTotalAmountForForecast SetContactAddress GetBilling
        SetAccountContractMetadata CloseAccount AccountStatusChanged ReopenAccount
        UpdateBillingPreferences GetPaymentInstruments SetAlternateContacts
    """,
    "CloudTrail user guide, non-API events and Insights": """
        CreateServiceLinkedChannel UpdateServiceLinkedChannel DeleteServiceLinkedChannel
    """,
    "Bedrock user guide, model access; Bedrock Studio entries": """
        PutFoundationModelEntitlement GetFoundationModelAvailability
        PutUseCaseForModelAccess GetUseCaseForModelAccess
    """,
    "IAM user guide, service last accessed and console actions": """
        GenerateServiceLastAccessedDetailsForOrganizations ListCloudFrontPublicKeys
    """,
}
"""Event names by what documents them."""

SERVICES: Final = """
    signin sso sso-directory billingconsole cloudshell s3express trustedadvisor console tax
    health aws-marketplace autoscaling-plans resource-explorer-2 ec2messages ssmmessages
    eks-auth payments purchase-orders consolidatedbilling invoicing freetier sustainability
    awsconnector awsdms monitron kafka-cluster rds-db sso-oauth codewhisperer q
    user-subscriptions s3-outposts bedrock sagemaker dynamodb timestream cloudfront route53
    notifications uxc ts
"""
"""Sources before `.amazonaws.com`: of the events above, of consoles and of data planes."""

TYPES: Final = """
    Root IAMUser AssumedRole Role FederatedUser Directory AWSAccount AWSService Unknown
    SAMLUser WebIdentityUser IdentityCenterUser
"""
"""CloudTrail user guide, userIdentity element: the values of `type`."""
