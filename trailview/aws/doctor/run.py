"""What the backends need in an account, and what of it is there.

Every permission is tried with the cheapest call that shows it
(`trailview.aws.doctor.rows`), one after the other: later ones ask about
what earlier ones have found (`trailview.aws.doctor.findings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trailview.aws.asking import Answer, Caller, wait_for
from trailview.aws.calls import Stop
from trailview.aws.discover import region_of
from trailview.aws.doctor.checks import Check, Outcome
from trailview.aws.doctor.findings import Findings, Tables
from trailview.aws.doctor.freshness import of_group, of_table, of_trail
from trailview.aws.doctor.policy import MissingPermission, policy
from trailview.aws.doctor.rows import Needed, Needs, Permission, ShownByResult, Trial
from trailview.aws.groups import describe_group, with_transformer
from trailview.aws.log_group import LogGroup
from trailview.context import Context
from trailview.errors import DeniedError, ServiceError, TrailviewError

_DENIED_ACTION: Final = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)")


class Doctor:
    """Examines what one profile can do in one Region."""

    def __init__(
        self,
        caller: Caller,
        stop: Stop,
        now: int,
        find_tables: Tables,
        needs: Needs,
        context: Context = Context(),  # noqa: B008  (it is frozen)
    ) -> None:
        """`now` is seconds since 1970: what ages are counted from.

        `needs` is what is looked at, `context` what is said of the backends.
        """
        self._needs = needs
        self._caller = caller
        self._stop = stop
        self._now = now
        self._found = Findings(caller, stop, now, context, find_tables)
        self._allowed: set[str] = set()
        self._lacks: set[MissingPermission] = set()

    def checks(self) -> Iterator[Check]:
        """One after the other, as they are made.

        Raises Cancelled, and CredentialsError where nobody can be asked.
        """
        yield self._who()
        for needed in self._needs.statements:
            for permission in needed.statement.permissions:
                check = self._look(needed, permission)
                if check.outcome is Outcome.OK:
                    self._allowed.add(check.what)
                yield check
        yield from self._freshness()

    def policy(self) -> str:
        """The statements that would allow what was denied so far; empty where nothing was."""
        return policy(self._needs.statements, self._lacks, self._found.names) if self._lacks else ""

    def _who(self) -> Check:
        # Asked through the caller, so that what goes wrong is put into words.
        told = wait_for(self._caller.ask("sts", "get_caller_identity", {}, self._stop))
        self._found.meet(told["Arn"], told["Account"])
        who = f"{told['Arn']} in {self._caller.region}"
        return Check("", "sts:GetCallerIdentity", Outcome.OK, who)

    def _look(self, needed: Needed, permission: Permission) -> Check:
        optional = bool(permission.without)
        check = Check(needed.backends, permission.action, Outcome.OK, optional=optional)
        if isinstance(permission.trial, str):
            return check._replace(outcome=Outcome.UNTRIED, detail=permission.trial)
        why_not = f"{permission.unless} tells the same"
        if permission.unless not in self._allowed:
            why_not = self._found.missing(permission.trial.parameters)
        if why_not:
            return check._replace(outcome=Outcome.UNTRIED, detail=f"not tried: {why_not}")
        try:
            told = self._try(needed.statement.sid, permission.action, permission.trial)
        except ServiceError as error:
            outcome, told, advice = self._refused(needed.statement.sid, permission, error)
            check = check._replace(outcome=outcome, advice=advice)
        bucket = self._found.bucket_of(permission.trial.parameters)
        return check._replace(detail=": ".join(filter(None, (bucket, told))))

    def _try(self, sid: str, action: str, trial: Trial | ShownByResult) -> str:
        """Make the call that shows whether it is allowed; what it tells. Raises ServiceError."""
        if isinstance(trial, ShownByResult):
            return self._found.written()
        try:
            answer = self._ask(trial)
        except ServiceError as error:
            if error.code in trial.accepted:
                return ""
            raise
        return self._found.learn(sid, action, answer)

    def _refused(
        self, sid: str, permission: Permission, error: ServiceError
    ) -> tuple[Outcome, str, str]:
        """What an error means, what it tells, and what to do about it."""
        if not isinstance(error, DeniedError):
            return Outcome.FAILED, str(error).splitlines()[0], error.hint
        self._lacks |= {MissingPermission(permission.action, sid), *_others_in(error, permission)}
        is_optional = f"Optional: without it, {permission.without}."
        return Outcome.DENIED, error.message, is_optional if permission.without else error.hint

    def _ask(self, trial: Trial) -> Answer:
        parameters = self._found.filled(trial.parameters)
        asked = self._of_group if trial.service == "logs" else self._caller
        return wait_for(asked.ask(trial.service, trial.operation, parameters, self._stop))

    @property
    def _of_group(self) -> Caller:
        """Who asks about the log group: in its own Region, where its name tells one."""
        home = region_of(self._found.group)
        is_elsewhere = home and home != self._caller.region
        return self._caller.elsewhere(home) if is_elsewhere else self._caller

    def _described(self, group: str) -> LogGroup | None:
        """The log group that would be asked; None where it may not be looked at."""
        asked = self._of_group
        try:
            found = wait_for(describe_group(asked, group, self._stop))
            if found is None:
                return None
            return wait_for(with_transformer(asked, group, found, self._stop))
        except ServiceError:
            return None  # the permissions' own checks have told it

    def _freshness(self) -> Iterator[Check]:
        """How current each trail's deliveries are, and what the table can reach."""
        for trail in self._found.trails:
            parameters = {"Name": trail.arn}
            try:
                asking = self._caller.ask("cloudtrail", "get_trail_status", parameters, self._stop)
                status = wait_for(asking)
                yield of_trail(trail, status, self._now, self._needs.of_trails)
            except ServiceError:
                continue  # the permission's own check has told it
        if self._found.group and (group := self._described(self._found.group)) is not None:
            yield of_group(group, self._now)
        if self._found.table is not None:
            yield of_table(self._found.table, self._found.trails, self._needs.of_tables)


def _others_in(error: TrailviewError, permission: Permission) -> Iterator[MissingPermission]:
    """Actions that the call needs besides, by what the service says."""
    for action in _DENIED_ACTION.findall(error.message):
        if action != permission.action:
            yield MissingPermission(action)
