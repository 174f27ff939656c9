"""What each exception and error code of AWS means, as a table.

Exceptions are botocore's; codes are those that CloudTrail, CloudWatch Logs,
Athena, STS and EC2 list in their API references, and the signature errors
that all of them share. Texts are filled in with `str.format`: {service},
{action} (as IAM names it), {region}, {profile}, {login} and {aws_login} (how
to log in), {reinstall}.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import Final, NamedTuple

from trailview.errors import Need


class Nature(Enum):
    """What a failure means for the call: whether, and how, it is made again."""

    FINAL = auto()
    PASSING = auto()
    """The service or the way to it has failed: a few tries may help."""
    THROTTLED = auto()
    """Too many calls: waiting helps."""


class FailureKind(Enum):
    """Which of our errors it becomes."""

    SERVICE = auto()
    CREDENTIALS = auto()
    DENIED = auto()


class FailureRow(NamedTuple):
    """One kind of trouble."""

    title: str
    hint: str
    kind: FailureKind = FailureKind.SERVICE
    nature: Nature = Nature.FINAL
    message: str = ""
    """Said in place of the exception's own text, where that says too little."""
    need: Need | None = Need.OTHER
    """What it takes to have credentials again; None where that depends on the profile."""
    may_be_region: bool = False
    """Whether a Region that is not enabled in the account answers the same to good keys."""
    is_of_endpoint: bool = False
    """Whether it may be that somebody else is asked than AWS: a setting that says so is named."""


def _credentials(
    title: str, hint: str, message: str = "", need: Need | None = Need.OTHER
) -> FailureRow:
    return FailureRow(title, hint, FailureKind.CREDENTIALS, message=message, need=need)


def _login(title: str, hint: str) -> FailureRow:
    return _credentials(title, hint, need=Need.SSO)


def _passing(title: str, hint: str, message: str = "") -> FailureRow:
    return FailureRow(title, hint, nature=Nature.PASSING, message=message, is_of_endpoint=True)


_LOG_IN: Final = "Log in again: {login}"
_NETWORK: Final = "Check the network, the proxy and VPN settings, and the region {region}."
_NOT_FROM_SERVICE: Final = _passing(
    "Answer is not from {service}",
    "A proxy, a login page or a wrong endpoint may stand in between. " + _NETWORK,
)
_WRONG_KEYS: Final = _credentials(
    "Credentials not accepted",
    "Check the access key of {profile}; also whether region {region} is enabled in the account: "
    "one that is not answers like this.",
)._replace(may_be_region=True, is_of_endpoint=True)
_CLOCK: Final = _credentials(
    "Credentials not accepted",
    "Check the secret key of {profile}, and this machine's clock: AWS refuses requests that are "
    "signed minutes too early or too late.",
)
_EXPIRED: Final = _credentials("Credentials have expired", _LOG_IN, need=None)
_DENIED: Final = FailureRow(
    "Permission denied", "A policy has to allow {action} to {profile}.", kind=FailureKind.DENIED
)
_WRONG_REGION: Final = FailureRow(
    "Bucket is in another Region",
    "Give the bucket's own Region: --region. {region} was asked.",
    is_of_endpoint=True,
)
_KEY: Final = FailureRow(
    "KMS key cannot be used",
    "What the trail encrypts its objects with is disabled, about to be deleted, or gone: KMS's "
    "console shows it.",
)
_THROTTLED: Final = FailureRow(
    "Too many requests",
    "Others in the account share the quota; ask again later.",
    nature=Nature.THROTTLED,
)
FAILING: Final = _passing(
    "{service} has failed",
    "Try again; see also https://health.aws.amazon.com. A proxy in between fails like this too.",
)
"""For a status of 500 or more, whatever the code."""
WRONG_CODE: Final = FailureRow(
    "MFA code not accepted",
    "A code is good for one use, within half a minute; type the next one.",
    FailureKind.CREDENTIALS,
    Nature.PASSING,  # the next try asks for another code
    need=Need.MFA,
)
"""For a role that STS refuses because of the MFA code."""
NOT_ENABLED: Final = FailureRow(
    "Region may not be enabled",
    "Enable it in the account, or ask other regions.",
    kind=FailureKind.DENIED,
    message="{region} does not accept the keys of {profile}, which are accepted elsewhere.",
)
"""For keys that one Region refuses while another one accepts them."""
REFUSED: Final = FailureRow("{service} refused the request", "", is_of_endpoint=True)
"""For a code that is not in the table."""
OTHER: Final = FailureRow("AWS request failed", "", is_of_endpoint=True)
"""For an exception that is not in the table."""

BY_CLASS: Final = {
    "ProfileNotFound": _credentials(
        "No such profile",
        "`aws configure list-profiles` lists those that there are in ~/.aws/config and "
        "~/.aws/credentials.",
        "There is no {profile}.",
    ),
    "ConfigParseError": _credentials(
        "AWS configuration cannot be read", "Mend the file; `aws configure list` reads it too."
    ),
    "NoCredentialsError": _credentials(
        "No credentials",
        "Choose a profile with --profile, or log in: {login}",
        "None were found in the environment, nor in {profile}.",
        need=None,
    ),
    "PartialCredentialsError": _credentials(
        "Half a key pair", "Give both the access key ID and the secret key."
    ),
    "SSOTokenLoadError": _login("Not logged in", "Log in: {login}"),
    "UnauthorizedSSOTokenError": _login("Login has expired", _LOG_IN),
    "TokenRetrievalError": _login("Login has expired", _LOG_IN),
    "SSOError": _login("Login failed", _LOG_IN),
    "LoginTokenLoadError": _credentials("Not logged in", "Log in: {aws_login}"),
    "LoginRefreshRequired": _credentials("Login has expired", "Log in again: {aws_login}"),
    "LoginError": _credentials("Login failed", "Log in again: {aws_login}"),
    "MissingDependencyException": _credentials(
        "Profile needs a library that is not here",
        "It comes with trailview, and is missing from this installation. Install it anew: "
        "{reinstall}",
    ),
    "CredentialRetrievalError": _credentials(
        "No credentials",
        "Look at {profile} in ~/.aws/config. A credential_process there can be run by hand, to see "
        "what it says.",
    ),
    "JSONDecodeError": _credentials(
        "No credentials",
        "Run the credential_process of {profile} by hand: it has to print one JSON object.",
        "The credential_process of {profile} printed something that is no JSON.",
    ),
    "MetadataRetrievalError": _credentials(
        "No credentials", "The container or instance gave none; choose a profile with --profile."
    ),
    "InfiniteLoopConfigError": _credentials(
        "Profile refers to itself", "Look at source_profile in ~/.aws/config."
    ),
    "InvalidConfigError": _credentials(
        "Profile is not complete", "Look at {profile} in ~/.aws/config."
    ),
    "RefreshWithMFAUnsupportedError": FailureRow(
        "MFA session has expired",
        "Ask again: a new MFA code will be asked for.",
        FailureKind.CREDENTIALS,
        Nature.PASSING,  # a new session asks for a new code
        need=Need.MFA,
    ),
    "RuntimeError": _credentials(
        "Credentials have expired",
        "Check this machine's clock: they had expired when they came. Else log in again: {login}",
        need=None,
    ),
    "ParamValidationError": FailureRow("Request is not valid", ""),
    "NoRegionError": FailureRow(
        "No region", "Give --region, or set AWS_REGION, or a region in {profile}."
    ),
    "InvalidRegionError": FailureRow("No such region", "Regions are written like eu-central-1."),
    "UnknownEndpointError": FailureRow("No such region", "Regions are written like eu-central-1."),
    "SSLError": FailureRow(
        "Connection is not trusted",
        "A proxy that opens TLS needs its certificate in AWS_CA_BUNDLE.",
        is_of_endpoint=True,
    ),
    "ProxyConnectionError": _passing("Proxy does not answer", "Check HTTPS_PROXY and NO_PROXY."),
    "EndpointConnectionError": _passing("{service} cannot be reached", _NETWORK),
    "ConnectTimeoutError": _passing("{service} cannot be reached", _NETWORK),
    "ReadTimeoutError": _passing("{service} does not answer", _NETWORK),
    "SlowAnswerError": FailureRow("{service} does not answer", _NETWORK, is_of_endpoint=True),
    "ConnectionClosedError": _passing("{service} hung up", _NETWORK),
    "ConnectionError": _passing("{service} cannot be reached", _NETWORK),
    "ResponseStreamingError": _passing("{service} hung up", _NETWORK),
    "IncompleteReadError": _passing("{service} hung up", _NETWORK),
    "HTTPClientError": _passing("{service} cannot be reached", _NETWORK),
    "ResponseParserError": _NOT_FROM_SERVICE,
    "StrangeAnswerError": _NOT_FROM_SERVICE,
    "PortalError": _passing(
        "Answer is not from {service}",
        "It looks like a captive portal, the login page of a network, VPN or proxy: open any "
        "page in a browser, log in there, and ask again.",
    ),
    "WrongEndpointError": FailureRow(
        "Answer is not from {service}",
        "A web server that knows no such request has answered: a wrong endpoint, or a proxy. "
        + _NETWORK,
        is_of_endpoint=True,
    ),
    "OSError": _credentials("Profile cannot be used", "Look at {profile} in ~/.aws/config."),
    "ValueError": _credentials(
        "AWS configuration cannot be used", "Look at {profile} in ~/.aws/config, and at AWS_*."
    )._replace(is_of_endpoint=True),
}
"""By the name of the exception's class, or the nearest of those it derives from."""

BY_CODE: Final = {
    "ExpiredTokenException": _EXPIRED,
    "ExpiredToken": _EXPIRED,
    "RequestExpired": _EXPIRED,
    "UnrecognizedClientException": _WRONG_KEYS,
    "InvalidClientTokenId": _WRONG_KEYS,
    "InvalidAccessKeyId": _WRONG_KEYS,
    "AuthFailure": _WRONG_KEYS,
    "MissingAuthenticationToken": _WRONG_KEYS,
    "MissingAuthenticationTokenException": _WRONG_KEYS,
    "SignatureDoesNotMatch": _CLOCK,
    "InvalidSignatureException": _CLOCK,
    "RequestTimeTooSkewed": _CLOCK,
    "AccessDeniedException": _DENIED,
    "AccessDenied": _DENIED,
    "UnauthorizedOperation": _DENIED,
    "ForbiddenException": _credentials(
        "Role is not assigned",
        "Check sso_account_id and sso_role_name of {profile}, or have the role assigned to you.",
    ),
    "OptInRequired": FailureRow(
        "Region or service is not enabled",
        "Enable it in the account, or ask another region than {region}.",
        kind=FailureKind.DENIED,
    ),
    "ThrottlingException": _THROTTLED,
    "Throttling": _THROTTLED,
    "ThrottledException": _THROTTLED,
    "RequestLimitExceeded": _THROTTLED,
    "TooManyRequestsException": _THROTTLED,
    "SlowDown": _THROTTLED,
    "LimitExceededException": _THROTTLED._replace(
        title="Too many queries at once",
        hint="The account may run 100 Insights queries in a region; wait for some to end.",
    ),
    "NoSuchBucket": FailureRow(
        "No such bucket", "Check its name, and that it is in this partition.", is_of_endpoint=True
    ),
    "NoSuchKey": FailureRow(
        "No such object", "It may have been deleted since it was listed, by a lifecycle rule."
    ),
    "InvalidObjectState": FailureRow(
        "Object is archived",
        "It lies in a storage class such as Glacier: restore it (aws s3api restore-object), and "
        "ask again when that has been done.",
    ),
    "PreconditionFailed": FailureRow(
        "Object has changed", "It was written anew since it was listed; ask again."
    ),
    "PermanentRedirect": _WRONG_REGION,
    "AuthorizationHeaderMalformed": _WRONG_REGION,
    "IllegalLocationConstraintException": _WRONG_REGION,
    "KMS.DisabledException": _KEY,
    "KMS.InvalidStateException": _KEY,
    "KMS.KMSInvalidStateException": _KEY,
    "KMS.NotFoundException": _KEY,
    "ServiceUnavailableException": FAILING,
    "ServiceUnavailable": FAILING,
    "InternalFailure": FAILING,
    "InternalServerException": FAILING,
    "InternalError": FAILING,
    "RequestTimeoutException": FAILING,
    "InvalidLookupAttributesException": FailureRow(
        "Event history cannot look that up", "It takes one attribute, with its whole value."
    ),
    "InvalidTimeRangeException": FailureRow(
        "Event history cannot look that far", "It holds the last 90 days."
    ),
    "InvalidMaxResultsException": FailureRow("Event history refused the page size", ""),
    "InvalidNextTokenException": FailureRow(
        "Event history has lost its place", "Ask again to read from where it stopped."
    ),
    "InvalidEventCategoryException": FailureRow("Event history has no such category", ""),
    "UnsupportedOperationException": FailureRow("{service} does not support this", ""),
    "OperationNotPermittedException": FailureRow(
        "{service} does not permit this", "The account's administrators may have turned it off."
    ),
    "ResourceNotFoundException": FailureRow(
        "Not found", "Check the name, and that it is in region {region} of this account."
    ),
    "InvalidParameterException": FailureRow("{service} refused the request", "Check the pattern."),
    "MalformedQueryException": FailureRow(
        "Query is not understood", "Check the query where it says so."
    ),
    "InvalidRequestException": FailureRow(
        "Athena refused the query",
        "It may need an output location: --athena-output s3://BUCKET/PREFIX/, or a workgroup "
        "that has one.",
    ),
    "MetadataException": FailureRow(
        "Table cannot be looked up", "Check the database and the table's name: --athena-table."
    ),
}
"""By the code of the service's answer."""
