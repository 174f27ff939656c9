"""What there is to be asked in AWS, found step by step, and the settings that come of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from trailview.backends.base import Cancel
from trailview.context import Context
from trailview.errors import TrailviewError
from trailview.plans.plan import ALL_REGIONS
from trailview.settings.edit import Changes
from trailview.setup.steps import Answers, Choice, Flow, Found, Step, Wanted

if TYPE_CHECKING:
    from trailview.aws.asking import Asking, Caller
    from trailview.aws.credentials.profiles import Profile, Profiles
    from trailview.aws.credentials.sessions import Access
    from trailview.aws.discover import TrailInfo

PROFILE: Final = "profile"
ACCOUNT: Final = "account"
REGION: Final = "region"
TRAIL: Final = "trail"
_ANY_REGION: Final = "us-east-1"
"""Where it is asked who one is, as long as no Region is known."""


class Sought(NamedTuple):
    """Something to look for in a Region, for a setting of a profile."""

    name: str
    """The setting."""
    title: str
    find: Callable[[Caller, Answers, Cancel], Found]
    """It blocks, and raises Cancelled and TrailviewError."""


class Surroundings(Protocol):
    """What is known of profiles before anybody is asked. All but `login_flow` may block."""

    def profiles(self) -> Profiles:
        """All that there are."""
        ...

    def access(self, profile: str, prompt: Callable[[str], str]) -> Access:
        """A profile's way to AWS; `prompt` is asked for MFA codes."""
        ...

    def region(self, profile: str) -> str:
        """The Region that is said for a profile, as the AWS CLI takes it; empty for none."""
        ...

    def login_flow(self, profile: str) -> Flow:
        """How a profile logs in through the browser."""
        ...


def changes(answers: Answers, settings: Iterable[str]) -> Changes:
    """The settings that answers come to; `settings` are those of a profile that are sought.

    Credentials of the environment come and go, and have no name: nothing is
    set for them.
    """
    name = answers.get(PROFILE, "")
    if not name:
        return {("defaults", "profile"): None}
    made: dict[tuple[str, ...], str | tuple[str, ...] | None] = {("defaults", "profile"): name}
    if REGION in answers:
        made["profiles", name, "regions"] = (answers[REGION],)
    for setting in settings:
        if setting in answers:
            made["profiles", name, setting] = answers[setting]
    return made


class Discovery:
    """Looks for what there is to be asked.

    Safe from any thread.
    """

    def __init__(
        self,
        around: Surroundings,
        sought: Sequence[Sought] = (),
        profile: str = "",
        region: str = "",
    ) -> None:
        """What is given is not looked for; of several Regions, the first is looked into.

        `sought` is what is looked for in a Region, once that is settled.
        """
        self._around = around
        self._sought = tuple(sought)
        self._profile = profile
        self._region = region.partition(",")[0].strip().removeprefix(ALL_REGIONS)
        self._accesses: dict[str, Access] = {}
        self._show: Callable[[Wanted], object] = _nobody

    def prompt_with(self, show: Callable[[Wanted], object]) -> None:
        """Have MFA codes asked for by `show`, which returns at once."""
        self._show = show

    def login_flow(self, profile: str) -> Flow:
        """How a profile logs in through the browser."""
        return self._around.login_flow(profile)

    def changes(self, answers: Answers) -> Changes:
        """The settings that answers come to."""
        return changes(answers, (sought.name for sought in self._sought))

    def context(self, answers: Answers) -> Context:
        """Whom answers ask as, and where."""
        return Context((answers[PROFILE],), tuple(answers[r] for r in (REGION,) if r in answers))

    def steps(self) -> tuple[Step, ...]:
        """What to look for, in this order."""
        return (
            Step(PROFILE, "Profile", _cancellable(self._find_profile)),
            Step(ACCOUNT, "Account", _cancellable(self._find_account), PROFILE),
            Step(REGION, "Region", _cancellable(self._find_region), ACCOUNT),
            Step(TRAIL, "Trail", _cancellable(self._find_trail), REGION),
            *(
                Step(sought.name, sought.title, _cancellable(partial(self._seek, sought)), REGION)
                for sought in self._sought
            ),
        )

    def _seek(self, sought: Sought, answers: Answers, cancel: Cancel) -> Found:
        return sought.find(self._caller(answers), answers, cancel)

    def _find_profile(self, answers: Answers, cancel: Cancel) -> Found:
        del answers, cancel
        from trailview.aws.credentials.environment import surrounding_profile

        profiles, problems = self._around.profiles()
        note = " ".join(problems)
        if self._profile:
            given = [profile for profile in profiles if profile.name == self._profile]
            detail = _detail(given[0]) if given else ""
            return Found((Choice(self._profile, self._profile, detail),), note)
        if not profiles:
            note = note or "There is no profile in ~/.aws; a container or instance may have one."
            return Found((Choice("", "(environment)"),), note)
        usual = ("", surrounding_profile())  # keys in the environment go before profiles
        ordered = sorted(profiles, key=lambda profile: profile.name not in usual)
        choices = tuple(
            Choice(profile.name, profile.name or "(environment)", _detail(profile))
            for profile in ordered
        )
        is_clear = len(choices) == 1 or ordered[0].name in usual
        return Found(choices, note, is_clear)

    def _find_account(self, answers: Answers, cancel: Cancel) -> Found:
        from trailview.aws.asking import wait_for

        told = wait_for(self._caller(answers).identity(cancel))
        return Found((Choice(told.account, told.account, told.arn),))

    def _find_region(self, answers: Answers, cancel: Cancel) -> Found:
        from trailview.aws.asking import wait_for
        from trailview.aws.regions import partition_regions, usable_regions

        known, caller = self._known_region(answers[PROFILE]), self._caller(answers)
        try:
            regions = wait_for(usable_regions(caller, cancel))
        except TrailviewError as error:
            regions = partition_regions(caller.access, error, cancel)
        names = dict.fromkeys(filter(None, (known, *regions.names)))
        return Found(tuple(Choice(name, name) for name in names), regions.note, bool(known))

    def _find_trail(self, answers: Answers, cancel: Cancel) -> Found:
        from trailview.aws.asking import wait_for
        from trailview.aws.discover import trails

        seen = wait_for(trails(self._caller(answers), cancel))
        if not seen:
            return Found(note="There is none: event history can be asked all the same.")
        home = answers[REGION]
        best_first = sorted(
            seen,
            key=lambda trail: (
                not trail.log_group,
                trail.home_region != home,
                not trail.is_multi_region,
                trail.name,
            ),
        )
        return Found(tuple(Choice(t.arn, t.name, _trail_detail(t)) for t in best_first))

    def _caller(self, answers: Answers) -> Caller:
        from trailview.aws.asking import Caller

        name = answers[PROFILE]
        region = answers.get(REGION) or self._known_region(name) or _ANY_REGION
        return Caller(self._access(name), region)

    def _access(self, profile: str) -> Access:
        from trailview.aws.credentials.prompting import Prompter

        prompt = Prompter(lambda wanted: self._show(wanted))
        return self._accesses.setdefault(profile, self._around.access(profile, prompt))

    def _known_region(self, name: str) -> str:
        return self._region or self._around.region(name)


def _nobody(wanted: Wanted) -> None:
    """Answers where there is nobody to ask for a code."""
    wanted.cancel()


def _cancellable(find: Callable[[Answers, Cancel], Found]) -> Callable[[Answers, Cancel], Found]:
    """A step that is given up as soon as it is cancelled, whatever it waits for.

    It has found nothing then, which nobody looks at. What should not happen in
    it is an error of ours, so that the step never stays at "looking".
    """

    def found(answers: Answers, cancel: Cancel) -> Found:
        from trailview.aws.calls import Cancelled, call

        try:
            return call(partial(find, answers, cancel), cancel)
        except Cancelled:
            return Found()
        except TrailviewError:
            raise
        except Exception as error:  # a thread's last resort: a step that vanishes hangs the setup
            message = f"{type(error).__name__}: {error}"
            raise TrailviewError("Looking failed", message) from error

    return found


def find_log_groups(caller: Caller, answers: Answers, cancel: Cancel) -> Found:
    """The log groups that may hold CloudTrail's events (`Sought.find`)."""
    from trailview.aws.asking import wait_for

    groups = wait_for(_log_groups(caller, answers, cancel))
    if not groups:
        return Found(note="No trail writes to one.")
    is_trails = TRAIL in answers
    return Found(
        tuple(Choice(arn, _group_name(arn), _group_detail(arn)) for arn in groups),
        is_clear=is_trails or len(groups) == 1,
    )


def _log_groups(caller: Caller, answers: Answers, cancel: Cancel) -> Asking[tuple[str, ...]]:
    """Those there are, that of the trail taken first."""
    from trailview.aws.discover import candidate_groups, trails

    own: tuple[str, ...] = ()
    if TRAIL in answers:
        seen = yield from trails(caller, cancel)
        own = tuple(t.log_group for t in seen if t.arn == answers[TRAIL] and t.log_group)
    found = yield from candidate_groups(caller, cancel)
    return tuple(dict.fromkeys((*own, *found)))


def find_tables(caller: Caller, answers: Answers, cancel: Cancel) -> Found:
    """Athena's tables of CloudTrail events (`Sought.find`)."""
    from trailview.aws.asking import wait_for
    from trailview.aws.athena.tables import PRIMARY, workgroup
    from trailview.backends.athena.target import cloudtrail_tables, full_name

    del answers
    seen = wait_for(cloudtrail_tables(caller, cancel))
    if not seen:
        return Found(
            note="There is none: `trailview athena ddl` prints the statement that makes one."
        )
    group = wait_for(workgroup(caller, PRIMARY, cancel))
    note = ""
    if not group.output and not group.is_managed:
        note = "Its workgroup names no place for results: set athena_output."
    return Found(tuple(Choice(full_name(t), full_name(t)) for t in seen), note)


def _detail(profile: Profile) -> str:
    return " · ".join(filter(None, (profile.kind, profile.region, profile.readiness)))


def _trail_detail(trail: TrailInfo) -> str:
    kind = "of the organization" if trail.is_organization else ""
    reach = "all Regions" if trail.is_multi_region else trail.home_region
    return " · ".join(filter(None, (kind, reach)))


def _group_name(arn: str) -> str:
    """The name in a log group's ARN, which ends with it."""
    return arn.split(":", 6)[-1]


def _group_detail(arn: str) -> str:
    from trailview.aws.discover import region_of
    from trailview.aws.groups import DATA, MANAGEMENT

    held = {DATA: "data events only", MANAGEMENT: "without a trail"}
    return " · ".join(filter(None, (region_of(arn), held.get(_group_name(arn), ""))))
