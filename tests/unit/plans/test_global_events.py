"""Which questions are about global services, and where else they are asked then."""

from __future__ import annotations

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from trailview.plans.global_events import (
    GLOBAL_EVENTS,
    GLOBAL_REGION,
    SIGN_IN_REGIONS,
    is_of_usual_partition,
)
from trailview.plans.history import AddedRegion, beside, plan
from trailview.plans.plan import ALL_REGIONS, Scope
from trailview.question.parse import parse
from trailview.question.query import Question

HERE = "eu-central-1"
MOST_UNKNOWN = 0.1
"""The share of a service's operations that may have come since the table was made."""


def asked(text: str, *regions: str) -> AddedRegion:
    return beside(Question(parse(text)), regions or (HERE,))


@pytest.mark.parametrize("service", ["iam", "sts"])
def test_the_tables_are_those_of_the_aws_library(service: str) -> None:
    """A name there is none of is a mistake, or was taken back; a few may be newer than the table.

    So that a new version of the library fails nothing, until so much has
    changed that the table is worth making anew.
    """
    known = set(botocore.session.get_session().get_service_model(service).operation_names)
    ours = GLOBAL_EVENTS[f"{service}.amazonaws.com"]
    assert ours <= known
    assert len(known - ours) <= MOST_UNKNOWN * len(known)


def test_partitions_are_told_by_the_names_of_their_regions() -> None:
    session = botocore.session.get_session()
    for partition in session.get_available_partitions():
        for region in session.get_available_regions("cloudtrail", partition):
            assert is_of_usual_partition(region) is (partition == "aws"), region


@pytest.mark.parametrize(
    "text",
    [
        "service:iam",
        "service:iam.amazonaws.com",
        "service:s*",
        "service:ec2,sts",
        "service:organizations event:CreatePolicy",
        "is:console",
        "is:console user:alice",
        "event:ConsoleLogin",
        "event:CreateUser",
        "event:CreateUser -service:cognito-idp",
        "event:*AccessKey",
        "event:AssumeRole*",
        "event:Delete* is:write",
        "event:CreateUser service:*",
        "service:iam region:us-*",
        "service:iam -region:eu-west-1",
    ],
)
def test_a_question_about_a_global_service_is_asked_there_too(text: str) -> None:
    found = asked(text)
    assert found.region == GLOBAL_REGION
    assert "it is asked too." in found.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "user:alice",
        "service:*",
        "event:*",
        "-service:iam",
        "-event:CreateUser",
        "-is:console",
        "service:ec2",
        "event:RunInstances",
        "event:CreateHostedZone",
        "event:CreateUser service:cognito-idp",
        "event:CreateUser -service:iam",
        "service:iam event:RunInstances",
        "is:console service:ec2",
        "is:console event:RunInstances",
        "is:write",
        "service:iam region:eu-central-1",
        "service:iam -region:us-east-1",
    ],
)
def test_a_question_that_no_global_event_can_answer_is_not(text: str) -> None:
    assert asked(text) == AddedRegion()


@examples(40)
@given(st.sampled_from(sorted(set().union(*GLOBAL_EVENTS.values()))), st.integers(1, 12))
def test_every_event_counts_and_so_do_wildcards_that_fit_it(event: str, length: int) -> None:
    assert asked(f"event:{event}").region == GLOBAL_REGION
    assert asked(f"event:{event[:length]}*").region == GLOBAL_REGION
    assert asked(f"event:*{event[-length:]}").region == GLOBAL_REGION


@pytest.mark.parametrize("regions", [(HERE, GLOBAL_REGION), (ALL_REGIONS,), (ALL_REGIONS, HERE)])
def test_it_is_not_added_where_it_is_asked_anyway(regions: tuple[str, ...]) -> None:
    assert asked("service:iam", *regions) == AddedRegion()


def test_where_else_sign_ins_may_be_is_said_as_far_as_it_is_not_asked() -> None:
    first, second = asked("event:ConsoleLogin").notes
    assert "us-east-1" in first
    assert all(region in second for region in SIGN_IN_REGIONS)
    (only,) = asked("is:console", GLOBAL_REGION, "us-east-2").notes
    assert "recorded in eu-north-1, ap-southeast-2" in only
    assert asked("is:console", GLOBAL_REGION, *SIGN_IN_REGIONS) == AddedRegion()
    assert len(asked("service:iam").notes) == 1


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-east-1", "eusc-de-east-1"])
def test_in_other_partitions_nothing_is_added_and_that_is_said(region: str) -> None:
    region_added, notes = asked("service:iam", region)
    assert (region_added, len(notes)) == ("", 1)
    assert "us-east-1" not in notes[0]


def test_a_profiles_own_region_may_be_one_of_another_partition() -> None:
    found = asked("service:iam", "")
    assert found.region == GLOBAL_REGION
    assert "unless the profile is of another partition" in found.notes[0]


def test_the_plan_says_so() -> None:
    question = Question(parse("event:CreateUser"))
    made = plan(question, Scope(now=1_795_000_000, region=HERE))
    assert set(asked("event:CreateUser").notes) <= set(made.notes)
    both = Scope(now=1_795_000_000, region=HERE, regions=(HERE, GLOBAL_REGION))
    assert not any(GLOBAL_REGION in note for note in plan(question, both).notes)
