"""As whom and where services are asked, by the profile that is chosen and what is set for it."""

from __future__ import annotations

import pytest

from tests.aws_double.faults import Fault
from tests.aws_double.iam import Iam
from tests.aws_double.identities import Identity, key_of
from tests.backends.aws.identities import identities
from tests.backends.aws.program import answered
from tests.backends.aws.site import ACCOUNT, REGION, Site, asking
from tests.make import START
from trailview.aws.credentials.profiles import ProfileKind, Readiness
from trailview.backends.base import Cancel
from trailview.compose.identities import AwsIdentities, called, open_as_anybody
from trailview.compose.profiles import known_profiles
from trailview.context import Context
from trailview.errors import CredentialsError, Need, TrailviewError
from trailview.search.answered import Answered
from trailview.settings.checks import Vocabulary
from trailview.settings.config import Settings, understood

__all__ = ["identities"]

OUTPUT = "s3://audits/results/"
SET = f"""
[profiles.prod-audit]
aws_profile = "keys"
regions = ["{REGION}", "us-east-1"]
log_group = "audited"
athena_output = "{OUTPUT}"
colour = "red"
[profiles.sso]
regions = ["eu-west-1"]
[profiles.lost]
aws_profile = "nowhere"
[profiles.archive]
backend = "files"
paths = ["~/logs"]
"""
AUDIT, SSO = Context(("prod-audit",)), Context(("sso",))


def settings(text: str = SET) -> Settings:
    found = understood(text, "config.toml", Vocabulary())
    assert found.complaints == ()
    return found.settings


def test_the_account_is_named_by_number_alias_and_user(identities: Site) -> None:
    identities.running.double.identities.issue(key_of(ACCOUNT), Identity.user(ACCOUNT, "alice"))
    who = AwsIdentities(Context(), Settings)
    assert who.identify(who.context) == f"{ACCOUNT} alice"
    identities.running.service(Iam).aliases = {ACCOUNT: "acme-prod"}
    assert who.identify(who.context) == f"{ACCOUNT} acme-prod alice"
    both = Context(("", "keys"))
    assert who.identify(both) == " + ".join([f"{ACCOUNT} acme-prod alice"] * 2)
    identities.fail(Fault.DENIED, "ListAccountAliases")
    assert who.identify(who.context) == f"{ACCOUNT} alice"


def test_profiles_that_are_only_set_are_offered_as_what_they_stand_for(identities: Site) -> None:
    found, problems = known_profiles(settings())
    by_name = {entry.name: entry for entry in found}
    assert problems == ()
    assert list(by_name) == [
        "", "sso", "old-sso", "oncall", "keys", "role", "helper", "prod-audit", "lost",
    ]  # fmt: skip
    audit, keys = by_name["prod-audit"], by_name["keys"]
    assert (
        (audit.kind, audit.readiness) == (keys.kind, keys.readiness) == (ProfileKind.KEYS, "ready")
    )
    assert (audit.region, audit.detail) == (f"{REGION} +1", "keys")
    assert (by_name["sso"].region, by_name["sso"].kind) == ("eu-west-1", ProfileKind.SSO)
    lost = by_name["lost"]
    assert (lost.kind, lost.readiness) == (ProfileKind.NONE, Readiness.UNKNOWN)
    assert lost.detail == "nowhere: there is no such AWS profile"


def test_switching_takes_over_what_is_set_for_the_other(identities: Site) -> None:
    said = SSO.told({"athena_table": "default.mine", "allow_full_scan": 1})
    session, who = open_as_anybody(said, "logs", settings)
    try:
        assert session.context == SSO
        assert session.title("logs") == "sso · eu-west-1"
        assert session.title("logs", AUDIT) == f"prod-audit · {REGION}, us-east-1"
        assert who.regions_named(AUDIT) == (REGION, "us-east-1")
        assert who.regions_named(Context(("prod-audit",), ("us-west-2",))) == ("us-west-2",)
        question = asking("event:X", START, START + 60)
        assert "audited" in session.plan(question, "logs", AUDIT).request
        assert "audited" not in session.plan(question, "logs").request
        request = session.plan(question, "athena", AUDIT).request
        assert OUTPUT in request
        assert "--profile keys" in request, "the AWS CLI knows it by that name"
        assert "FROM cloudtrail_logs" in request
        assert "FROM mine" in session.plan(question, "athena").request
    finally:
        session.close()


def test_what_is_asked_is_kept_under_the_name_that_was_chosen(identities: Site) -> None:
    session, _ = open_as_anybody(Context(("prod-audit",)), "history", settings)
    try:
        session.painted()
        kept: list[Answered] = []
        session.remember_with(kept.append)
        answered(session, asking("event:X", START, START + 60), "history")
    finally:
        session.close()
    assert [(x.source.context.profile, x.source.context.regions) for x in kept] == [
        ("prod-audit", (REGION, "us-east-1"))
    ]


def test_errors_name_the_profile_that_was_chosen(identities: Site) -> None:
    text = '[profiles.prod]\naws_profile = "sso"\n[profiles.lost]\naws_profile = "nowhere"\n'
    who = AwsIdentities(Context(), lambda: settings(text))
    with pytest.raises(CredentialsError) as raised:
        who.identify(Context(("prod",)))
    assert (raised.value.profile, raised.value.need) == ("prod", Need.SSO)
    assert raised.value.hint.endswith("trailview login prod")
    with pytest.raises(TrailviewError, match="profile lost \\(AWS profile nowhere\\)"):
        who.identify(Context(("lost",)))
    with pytest.raises(CredentialsError, match="Profile lost does not log in with SSO"):
        who.login_flow("lost")(Cancel(), lambda code: None)


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:iam::111122223333:user/ops/alice", "ops/alice"),
        ("arn:aws:sts::111122223333:assumed-role/Admin/alice", "Admin/alice"),
        ("arn:aws:sts::111122223333:assumed-role/Admin/botocore-session-1795576545", "Admin"),
        ("arn:aws:iam::111122223333:root", "root"),
    ],
)
def test_who_asks_has_a_short_name(arn: str, name: str) -> None:
    assert called(arn) == name
