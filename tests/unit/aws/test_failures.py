"""Every failure that AWS.md knows becomes an error a user can act on."""

from __future__ import annotations

import json
from typing import Any

import botocore.exceptions as vendor
import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from trailview.aws.failures.rows import BY_CLASS, BY_CODE, Nature
from trailview.aws.failures.strange import (
    PortalError,
    SlowAnswerError,
    StrangeAnswerError,
    WrongEndpointError,
)
from trailview.aws.failures.told import FailedCall, failure, known_errors, nature
from trailview.errors import CredentialsError, DeniedError, Need, ServiceError, TrailviewError

LOOKUP = FailedCall("cloudtrail", "LookupEvents", "eu-central-1", "prod")
FINAL, PASSING, THROTTLED = Nature.FINAL, Nature.PASSING, Nature.THROTTLED


def refusal(
    code: str,
    status: int = 400,
    operation: str = "LookupEvents",
    message: str = "said",
    **more: Any,
) -> ClientError:
    """An error that the service answered with."""
    metadata = {"HTTPStatusCode": status, "HTTPHeaders": {}, "RequestId": "", "HostId": ""}
    error = {"Code": code, "Message": message}
    return ClientError({"Error": error, "ResponseMetadata": metadata, **more}, operation)


URL = "https://example.amazonaws.com"
EXCEPTIONS: list[tuple[Exception, type[TrailviewError], Nature]] = [
    (vendor.ProfileNotFound(profile="prod"), CredentialsError, FINAL),
    (vendor.ConfigParseError(path="~/.aws/config"), CredentialsError, FINAL),
    (vendor.NoCredentialsError(), CredentialsError, FINAL),
    (vendor.PartialCredentialsError(provider="env", cred_var="secret"), CredentialsError, FINAL),
    (vendor.SSOError(), CredentialsError, FINAL),
    (vendor.SSOTokenLoadError(error_msg="no token"), CredentialsError, FINAL),
    (vendor.UnauthorizedSSOTokenError(), CredentialsError, FINAL),
    (vendor.TokenRetrievalError(provider="sso", error_msg="expired"), CredentialsError, FINAL),
    (vendor.LoginError(), CredentialsError, FINAL),
    (vendor.LoginTokenLoadError(error_msg="no token"), CredentialsError, FINAL),
    (vendor.LoginRefreshRequired(), CredentialsError, FINAL),
    (vendor.MissingDependencyException(msg="crt"), CredentialsError, FINAL),
    (vendor.CredentialRetrievalError(provider="p", error_msg="1"), CredentialsError, FINAL),
    (json.JSONDecodeError("Expecting value", "Hello", 0), CredentialsError, FINAL),
    (vendor.MetadataRetrievalError(error_msg="no role"), CredentialsError, FINAL),
    (
        vendor.InfiniteLoopConfigError(source_profile="a", visited_profiles=["a"]),
        CredentialsError,
        FINAL,
    ),
    (vendor.InvalidConfigError(error_msg="no sso_region"), CredentialsError, FINAL),
    (vendor.RefreshWithMFAUnsupportedError(), CredentialsError, PASSING),
    (FileNotFoundError("credential-helper"), CredentialsError, FINAL),
    (ValueError("Invalid endpoint: nowhere"), CredentialsError, FINAL),
    (RuntimeError("the refreshed credentials are still expired"), CredentialsError, FINAL),
    (vendor.ParamValidationError(report="bad"), ServiceError, FINAL),
    (vendor.NoRegionError(), ServiceError, FINAL),
    (vendor.InvalidRegionError(region_name="Frankfurt!"), ServiceError, FINAL),
    (vendor.UnknownEndpointError(service_name="x", region_name="y"), ServiceError, FINAL),
    (vendor.SSLError(endpoint_url=URL, error="self-signed"), ServiceError, FINAL),
    (vendor.EndpointConnectionError(endpoint_url=URL), ServiceError, PASSING),
    (vendor.ConnectTimeoutError(endpoint_url=URL), ServiceError, PASSING),
    (vendor.ReadTimeoutError(endpoint_url=URL), ServiceError, PASSING),
    (vendor.ConnectionClosedError(endpoint_url=URL), ServiceError, PASSING),
    (vendor.ConnectionError(error="x"), ServiceError, PASSING),
    (vendor.ProxyConnectionError(proxy_url=URL), ServiceError, PASSING),
    (vendor.ResponseStreamingError(error="x"), ServiceError, PASSING),
    (vendor.IncompleteReadError(actual_bytes=1, expected_bytes=2), ServiceError, PASSING),
    (vendor.HTTPClientError(error="x"), ServiceError, PASSING),
    (ResponseParserError("Unable to parse response"), ServiceError, PASSING),
    (StrangeAnswerError("It is text/html."), ServiceError, PASSING),
    (PortalError("It is a page."), ServiceError, PASSING),
    (SlowAnswerError("It drips."), ServiceError, FINAL),
    (WrongEndpointError("It is a page."), ServiceError, FINAL),
]
CODES: dict[str, tuple[type[TrailviewError], Nature]] = {
    **dict.fromkeys(
        (
            "ExpiredTokenException",
            "ExpiredToken",
            "RequestExpired",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "AuthFailure",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "ForbiddenException",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "RequestTimeTooSkewed",
        ),
        (CredentialsError, FINAL),
    ),
    **dict.fromkeys(
        (
            "AccessDeniedException",
            "AccessDenied",
            "UnauthorizedOperation",
            "OptInRequired",
        ),
        (DeniedError, FINAL),
    ),
    **dict.fromkeys(
        (
            "ThrottlingException",
            "Throttling",
            "ThrottledException",
            "RequestLimitExceeded",
            "TooManyRequestsException",
            "SlowDown",
            "LimitExceededException",
        ),
        (ServiceError, THROTTLED),
    ),
    **dict.fromkeys(
        (
            "ServiceUnavailableException",
            "ServiceUnavailable",
            "InternalFailure",
            "InternalServerException",
            "InternalError",
            "RequestTimeoutException",
        ),
        (ServiceError, PASSING),
    ),
    **dict.fromkeys(
        (
            "InvalidLookupAttributesException",
            "InvalidTimeRangeException",
            "InvalidMaxResultsException",
            "InvalidNextTokenException",
            "InvalidEventCategoryException",
            "UnsupportedOperationException",
            "OperationNotPermittedException",
            "ResourceNotFoundException",
            "InvalidParameterException",
            "MalformedQueryException",
            "InvalidRequestException",
            "NoSuchBucket",
            "NoSuchKey",
            "InvalidObjectState",
            "PreconditionFailed",
            "PermanentRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "KMS.DisabledException",
            "KMS.InvalidStateException",
            "KMS.KMSInvalidStateException",
            "KMS.NotFoundException",
            "MetadataException",
        ),
        (ServiceError, FINAL),
    ),
}


@pytest.mark.parametrize(
    ("error", "kind", "meaning"), EXCEPTIONS, ids=lambda value: type(value).__name__
)
def test_exception_becomes_an_error_of_ours(
    error: Exception, kind: type[TrailviewError], meaning: Nature
) -> None:
    told = failure(error, LOOKUP)
    assert isinstance(error, known_errors())
    assert (type(told), nature(error)) == (kind, meaning)
    assert told.title
    assert told.message
    assert "{" not in told.title + told.hint


@pytest.mark.parametrize("code", CODES)
def test_code_becomes_an_error_of_ours(code: str) -> None:
    kind, meaning = CODES[code]
    told = failure(refusal(code), LOOKUP)
    assert (type(told), nature(refusal(code))) == (kind, meaning)
    assert told.message == "said"
    assert "{" not in told.title + told.hint


def test_the_cases_above_are_the_whole_table() -> None:
    assert set(CODES) == set(BY_CODE)
    told = {parent.__name__ for error, _, _ in EXCEPTIONS for parent in type(error).__mro__}
    assert set(BY_CLASS) <= told


@pytest.mark.parametrize(
    ("message", "action"),
    [
        ("not authorized to perform: kms:Decrypt on resource: arn:aws:kms:x:1:key/k because no",
         "kms:Decrypt on arn:aws:kms:x:1:key/k"),
        ("not authorized to perform: kms:Decrypt on the resource associated with this ciphertext",
         "kms:Decrypt"),
        ("Access Denied", "s3:GetObject"),
    ],
)  # fmt: skip
def test_a_denied_action_is_the_one_that_the_service_names(message: str, action: str) -> None:
    asked = FailedCall("s3", "GetObject", "eu-central-1", "prod")
    told = failure(refusal("AccessDenied", 403, "GetObject", f"User: x is {message}"), asked)
    assert told.hint == f"A policy has to allow {action} to profile prod."


def test_a_denied_call_names_the_action_and_the_profile() -> None:
    assert failure(refusal("AccessDeniedException"), LOOKUP).hint == (
        "A policy has to allow cloudtrail:LookupEvents to profile prod."
    )


def test_a_role_that_cannot_be_assumed_is_a_matter_of_credentials() -> None:
    told = failure(refusal("AccessDenied", operation="AssumeRole"), LOOKUP)
    assert isinstance(told, CredentialsError)
    assert "sts:AssumeRole" in told.hint


def test_missing_login_says_how_to_log_in() -> None:
    told = failure(vendor.UnauthorizedSSOTokenError(), LOOKUP)
    assert told.hint.endswith("trailview login prod")
    told = failure(vendor.UnauthorizedSSOTokenError(), LOOKUP._replace(profile=""))
    assert told.hint.endswith("trailview login")


def test_a_broken_query_is_told_with_its_place() -> None:
    told = failure(
        refusal(
            "MalformedQueryException",
            operation="StartQuery",
            message="unexpected symbol found }",
            queryCompileError={"location": {"startCharOffset": 11, "endCharOffset": 12}},
        ),
        FailedCall("logs", "StartQuery", "eu-central-1"),
    )
    assert told.message == "unexpected symbol found } (at character 12)"


def test_a_page_instead_of_an_answer_is_told_without_its_markup() -> None:
    page = "<html><head><title>Oops</title><style>b{}</style></head><body>\n<b>Bad\tGateway</b>"
    told = failure(refusal("502", 502, message=page), LOOKUP)
    assert told.title == "CloudTrail has failed"
    assert "<" not in told.message
    assert told.message.endswith("Bad Gateway")
    assert nature(refusal("502", 502)) is PASSING


def test_an_unknown_code_is_told_as_it_is() -> None:
    told = failure(refusal("com.amazonaws#NewException"), LOOKUP)
    assert isinstance(told, ServiceError)
    assert (told.title, told.code) == ("CloudTrail refused the request", "NewException")


def test_every_exception_of_the_library_has_a_title() -> None:
    for name, kind in vars(vendor).items():
        if isinstance(kind, type) and issubclass(kind, vendor.BotoCoreError):
            error = type(name, (kind,), {"__init__": Exception.__init__})(name)
            assert failure(error, LOOKUP).title


@pytest.mark.parametrize(
    ("error", "need"),
    [
        (vendor.UnauthorizedSSOTokenError(), Need.SSO),
        (vendor.SSOTokenLoadError(error_msg="no token"), Need.SSO),
        (vendor.RefreshWithMFAUnsupportedError(), Need.MFA),
        (refusal("ExpiredTokenException"), Need.SSO),
        (refusal("ExpiredToken", operation="AssumeRole"), Need.SSO),
        (vendor.NoCredentialsError(), Need.SSO),
        (vendor.PartialCredentialsError(provider="env", cred_var="secret"), Need.OTHER),
        (refusal("SignatureDoesNotMatch"), Need.OTHER),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_error_says_what_it_takes_to_have_credentials_again(
    error: Exception, need: Need
) -> None:
    told = failure(error, LOOKUP._replace(need=lambda: Need.SSO))
    assert isinstance(told, CredentialsError)
    assert (told.need, told.profile) == (need, "prod")


def test_a_wrong_mfa_code_is_told_from_a_denied_role() -> None:
    message = "MultiFactorAuthentication failed with invalid MFA one time pass code."
    wrong = refusal("AccessDenied", 403, "AssumeRole", message)
    told = failure(wrong, LOOKUP)
    assert isinstance(told, CredentialsError)
    assert (told.title, told.need, nature(wrong)) == ("MFA code not accepted", Need.MFA, PASSING)
    denied = failure(refusal("AccessDenied", 403, "AssumeRole"), LOOKUP)
    assert isinstance(denied, CredentialsError)
    assert denied.need is Need.OTHER


def test_names_are_quoted_in_commands() -> None:
    told = failure(vendor.LoginRefreshRequired(), LOOKUP._replace(profile="on call"))
    assert told.hint == "Log in again: aws login --profile 'on call'"
