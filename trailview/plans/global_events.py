"""The events that a whole account has in one Region, whatever Region it works in.

Since 22 November 2021 IAM, CloudFront and the global endpoint of STS are
recorded in us-east-1, as other global services are; sign-ins to the console
mostly are (CloudTrail user guide, "Global service events" and "AWS Management
Console sign-in events"). Regional endpoints of STS record where they are, so
that STS is asked in both places.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

GLOBAL_REGION: Final = "us-east-1"
SIGN_IN_REGIONS: Final = ("us-east-2", "eu-north-1", "ap-southeast-2")
"""Where the sign-in of an IAM user lies whose browser knows the account's alias."""
SIGN_IN_EVENT: Final = "ConsoleLogin"
"""The one event of signing in that these Regions may have."""

_USUAL_PARTITION: Final = re.compile(r"(?!cn-)[a-z]{2}-[a-z]+-\d+")
"""Regions of the partition `aws`, as others are written: cn-north-1, us-gov-west-1."""

SIGN_IN: Final = "signin.amazonaws.com"

_IAM_EVENTS: Final = """
AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider
AddRoleToInstanceProfile AddUserToGroup AssociateDelegationRequest AttachGroupPolicy
AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey CreateAccountAlias
CreateDelegationRequest CreateGroup CreateInstanceProfile CreateLoginProfile
CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider
CreateServiceLinkedRole CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice
DeactivateMFADevice DeleteAccessKey DeleteAccountAlias DeleteAccountPasswordPolicy
DeleteGroup DeleteGroupPolicy DeleteInstanceProfile DeleteLoginProfile
DeleteOpenIDConnectProvider DeletePolicy DeletePolicyVersion DeleteRole
DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey
DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential
DeleteSigningCertificate DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy
DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy DetachUserPolicy
DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions
DisableOutboundWebIdentityFederation EnableMFADevice
EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions
EnableOutboundWebIdentityFederation GenerateCredentialReport
GenerateOrganizationsAccessReport GenerateServiceLastAccessedDetails GetAccessKeyLastUsed
GetAccountAuthorizationDetails GetAccountPasswordPolicy GetAccountProperties
GetAccountSummary GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy
GetCredentialReport GetDelegationRequest GetGroup GetGroupPolicy GetHumanReadableSummary
GetInstanceProfile GetLoginProfile GetMFADevice GetOpenIDConnectProvider
GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetPolicy GetPolicyVersion
GetRole GetRolePolicy GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey
GetServerCertificate GetServiceLastAccessedDetails GetServiceLastAccessedDetailsWithEntities
GetServiceLinkedRoleDeletionStatus GetUser GetUserPolicy ListAccessKeys ListAccountAliases
ListAttachedGroupPolicies ListAttachedRolePolicies ListAttachedUserPolicies
ListDelegationRequests ListEntitiesForPolicy ListGroupPolicies ListGroups ListGroupsForUser
ListInstanceProfileTags ListInstanceProfiles ListInstanceProfilesForRole ListMFADeviceTags
ListMFADevices ListOpenIDConnectProviderTags ListOpenIDConnectProviders
ListOrganizationsFeatures ListPolicies ListPoliciesGrantingServiceAccess ListPolicyTags
ListPolicyVersions ListRolePolicies ListRoleTags ListRoles ListSAMLProviderTags
ListSAMLProviders ListSSHPublicKeys ListServerCertificateTags ListServerCertificates
ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUserTags
ListUsers ListVirtualMFADevices PutAccountProperties PutGroupPolicy
PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy
RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider
RemoveRoleFromInstanceProfile RemoveUserFromGroup ResetServiceSpecificCredential
ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion
SetSecurityTokenServicePreferences SimulateCustomPolicy SimulatePrincipalPolicy
TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider
TagServerCertificate TagUser UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider
UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser UpdateAccessKey
UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateDelegationRequest UpdateGroup
UpdateLoginProfile UpdateOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint
UpdateRole UpdateRoleDescription UpdateSAMLProvider UpdateSSHPublicKey
UpdateServerCertificate UpdateServiceSpecificCredential UpdateSigningCertificate UpdateUser
UploadSSHPublicKey UploadServerCertificate UploadSigningCertificate
"""
"""The operations of IAM (API version 2010-05-08)."""
_STS_EVENTS: Final = """
AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot
DecodeAuthorizationMessage GetAccessKeyInfo GetCallerIdentity GetDelegatedAccessToken
GetFederationToken GetScopedCredentials GetSessionToken GetWebIdentityToken
"""
"""The operations of STS (API version 2011-06-15)."""
_SIGN_IN_EVENTS: Final = """
CheckMfa ConsoleLogin ExitRole GetSigninToken PasswordRecoveryCompleted
PasswordRecoveryRequested RenewRole SwitchRole
"""
"""Steps of signing in to the console, and of changing roles in it. No API lists them.

Those of IAM Identity Center (UserAuthentication and others) lie where it has its home.
"""

GLOBAL_EVENTS: Final[Mapping[str, frozenset[str]]] = {
    "iam.amazonaws.com": frozenset(_IAM_EVENTS.split()),
    "sts.amazonaws.com": frozenset(_STS_EVENTS.split()),
    SIGN_IN: frozenset(_SIGN_IN_EVENTS.split()),
    "organizations.amazonaws.com": frozenset(),
    "cloudfront.amazonaws.com": frozenset(),
    "route53.amazonaws.com": frozenset(),
}
"""Global services by the name that CloudTrail has for them, with the names of their events.

With none, the events are not told apart by their names: the service has to be named.
"""


def is_of_usual_partition(region: str) -> bool:
    """Whether a Region is one of those that have their global events in `GLOBAL_REGION`."""
    return _USUAL_PARTITION.fullmatch(region) is not None
