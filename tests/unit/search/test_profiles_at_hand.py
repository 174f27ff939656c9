"""Which profiles are asked about an account, by what STS tells of them and of keys."""

from __future__ import annotations

from collections.abc import Mapping

from trailview.search.who.profiles import ProfilesAtHand

NAMES = ("dev", "prod", "audit")
KEY = "ASIAIOSFODNN7EXAMPLE"


class Told:
    """Owners that are given, and what was asked."""

    def __init__(self, of_profiles: Mapping[str, str], of_keys: Mapping[str, str] = {}) -> None:
        self._of_profiles = of_profiles
        self._of_keys = of_keys
        self.asked: list[str] = []

    def of_profile(self, profile: str) -> str | None:
        self.asked.append(profile)
        return self._of_profiles.get(profile)

    def of_key(self, key: str) -> str | None:
        self.asked.append(key)
        return self._of_keys.get(key)


def at_hand(owners: Told) -> ProfilesAtHand:
    return ProfilesAtHand(NAMES, lambda account: (), owners)


def test_profiles_are_asked_whose_they_are_up_to_the_one_that_is_looked_for() -> None:
    owners = Told({"dev": "111", "prod": "222", "audit": "333"})
    profiles = at_hand(owners)
    assert profiles.of("222", others=False) == ("prod",)
    assert owners.asked == ["dev", "prod"]
    assert profiles.of("222", others=True) == ("prod", "audit", "dev")
    assert profiles.of("111", others=False) == ("dev",)
    assert owners.asked == ["dev", "prod"]


def test_of_an_account_of_nobody_those_are_asked_that_may_be_its_own() -> None:
    owners = Told({"dev": "111", "audit": "333"})
    profiles = at_hand(owners)
    assert profiles.of("999", others=False) == ("prod",)
    assert profiles.of("998", others=False) == ("prod",)
    assert owners.asked == list(NAMES), "each once, whether it can be told or not"
    assert not profiles.has("999")
    assert at_hand(Told(dict.fromkeys(NAMES, "111"))).of("999", others=False) == ()


def test_without_an_account_all_are_asked_and_nobody_is_looked_up() -> None:
    owners = Told({})
    assert at_hand(owners).of(None, others=True) == NAMES
    assert owners.asked == []


def test_a_keys_account_is_asked_for_once_whether_it_is_told_or_not() -> None:
    owners = Told({}, {KEY: "222"})
    profiles = at_hand(owners)
    assert [profiles.owner(KEY), profiles.owner(KEY)] == ["222", "222"]
    assert [profiles.owner("AKIAX"), profiles.owner("AKIAX")] == [None, None]
    assert owners.asked == [KEY, "AKIAX"]
    assert profiles.has_owner("AKIAX")
