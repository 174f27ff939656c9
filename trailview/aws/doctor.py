"""What the backends need in an account, and what of it is there.

Every permission is tried with the cheapest call that shows it
(`trailview.aws.permission_rows`), one after the other: later ones ask about
what earlier ones have found (`trailview.aws.findings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from trailview.aws.asking import Answer, Caller, wait_for
from trailview.aws.calls import Stop
from trailview.aws.checks import Check, Outcome
from trailview.aws.discover import region_of
from trailview.aws.findings import Findings, Tables, Wishes
from trailview.aws.freshness import of_table, of_trail
from trailview.aws.permission_rows import STATEMENTS, Permission, Statement, Trial, Written
from trailview.aws.permissions import Lack, policy
from trailview.aws.sessions import Access
from trailview.errors import DeniedError, ServiceError, TrailviewError

_DENIED_ACTION: Final = re.compile(r"not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)")


class Doctor:
    """Examines what one profile can do in one Region."""

    def __init__(
        self,
        access: Access,
        caller: Caller,
        stop: Stop,
        now: int,
        find_tables: Tables,
        wishes: Wishes = Wishes(),  # noqa: B008  (it is frozen)
    ) -> None:
        """`now` is seconds since 1970: what ages are counted from."""
        self._access = access
        self._caller = caller
        self._stop = stop
        self._now = now
        self._found = Findings(caller, stop, now, wishes, find_tables)
        self._allowed: set[str] = set()
        self._lacks: set[Lack] = set()

    def checks(self) -> Iterator[Check]:
        """One after the other, as they are made.

        Raises Cancelled, and CredentialsError where nobody can be asked.
        """
        yield self._who()
        for statement in STATEMENTS:
            for permission in statement.permissions:
                check = self._look(statement, permission)
                if check.outcome is Outcome.OK:
                    self._allowed.add(check.what)
                yield check
        yield from self._freshness()

    def policy(self) -> str:
        """The statements that would allow what was denied so far; empty where nothing was."""
        return policy(self._lacks, self._found.names) if self._lacks else ""

    def _who(self) -> Check:
        # Asked through the caller, so that what goes wrong is put into words.
        told = wait_for(self._caller.ask("sts", "get_caller_identity", {}, self._stop))
        self._found.meet(told["Arn"], told["Account"])
        who = f"{told['Arn']} in {self._caller.region}"
        return Check("", "sts:GetCallerIdentity", Outcome.OK, who)

    def _look(self, statement: Statement, permission: Permission) -> Check:
        trial, is_optional = permission.trial, bool(permission.without)
        check = Check(statement.backends, permission.action, Outcome.UNTRIED, optional=is_optional)
        if isinstance(trial, str):
            return check._replace(detail=trial)
        if permission.unless in self._allowed:
            return check._replace(detail=f"not tried: {permission.unless} tells the same")
        try:
            if isinstance(trial, Written):
                return self._written(check)
            return self._try(statement, check, trial)
        except DeniedError as error:
            self._lacks |= {Lack(permission.action, statement.sid), *_others_in(error, permission)}
            advice = f"Optional: without it, {permission.without}." if is_optional else error.hint
            return check._replace(outcome=Outcome.DENIED, detail=error.message, advice=advice)
        except ServiceError as error:
            return check._replace(
                outcome=Outcome.FAILED, detail=str(error).splitlines()[0], advice=error.hint
            )

    def _try(self, statement: Statement, check: Check, trial: Trial) -> Check:
        """Make the call that shows whether it is allowed. Raises ServiceError."""
        missing = self._found.missing(trial.parameters)
        if missing:
            return check._replace(detail=f"not tried: {missing}")
        try:
            answer = self._ask(trial)
        except ServiceError as error:
            if error.code in trial.accepted:
                return check._replace(outcome=Outcome.OK)
            raise
        detail = self._found.learn(statement.sid, check.what, answer)
        return check._replace(outcome=Outcome.OK, detail=detail)

    def _written(self, check: Check) -> Check:
        """What Athena's query has shown. Raises TrailviewError for what kept it from that."""
        if self._found.failure is not None:
            raise self._found.failure
        missing = self._found.missing({"Key": "{result_key}"})
        if missing:
            return check._replace(detail=f"not tried: {missing}")
        return check._replace(outcome=Outcome.OK, detail="shown by the query's result")

    def _ask(self, trial: Trial) -> Answer:
        parameters = self._found.filled(trial.parameters)
        asked = self._caller
        home = region_of(self._found.group) if trial.service == "logs" else ""
        if home and home != asked.region:
            asked = Caller(self._access, home)
        return wait_for(asked.ask(trial.service, trial.operation, parameters, self._stop))

    def _freshness(self) -> Iterator[Check]:
        """How current each trail's deliveries are, and what the table can reach."""
        for trail in self._found.trails:
            parameters = {"Name": trail.arn}
            try:
                asking = self._caller.ask("cloudtrail", "get_trail_status", parameters, self._stop)
                yield of_trail(trail, wait_for(asking), self._now)
            except ServiceError:
                continue  # the permission's own check has told it
        if self._found.table is not None:
            yield of_table(self._found.table, self._found.trails)


def _others_in(error: TrailviewError, permission: Permission) -> Iterator[Lack]:
    """Actions that the call needs besides, by what the service says."""
    for action in _DENIED_ACTION.findall(error.message):
        if action != permission.action:
            yield Lack(action)
