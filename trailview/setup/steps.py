"""What a setup looks for, step by step, and how far it is: the values behind its screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from trailview.backends.base import Cancel
from trailview.errors import TrailviewError

Answers = Mapping[str, str]
"""What is settled so far: the value taken in each step, by the step's name."""

Flow = Callable[[Cancel, Callable[[Any], None]], None]
"""A login through the browser: blocks until it is done or cancelled, and tells what comes."""


class Wanted(Protocol):
    """An MFA code that somebody waits for."""

    @property
    def text(self) -> str:
        """Whose code it is, in the library's words."""
        ...

    def answer(self, code: str) -> None:
        """Here it is."""
        ...

    def cancel(self) -> None:
        """There is none."""
        ...


class Choice(NamedTuple):
    """One thing that was found, and could be taken."""

    value: str
    shown: str
    detail: str = ""


class Found(NamedTuple):
    """What a step has found, best first."""

    choices: tuple[Choice, ...] = ()
    note: str = ""
    """What to know about it, above all where nothing was found."""
    is_clear: bool = True
    """Whether the first is taken unless the user says otherwise; else it has to be chosen."""


class Step(NamedTuple):
    """One thing to look for."""

    name: str
    title: str
    find: Callable[[Answers, Cancel], Found]
    """It blocks, ends soon after the Cancel is set, and raises TrailviewError."""
    needs: str = ""
    """The step without whose answer this one cannot be looked for."""


class StepState(StrEnum):
    """How far a step is, as the mark in front of it."""

    WAITING = "·"
    LOOKING = "…"
    FOUND = "✓"
    OPEN = "?"
    """The user has to choose."""
    NOTHING = "–"
    FAILED = "✗"


@dataclass(slots=True)
class Line:
    """What is known of a step."""

    state: StepState = StepState.WAITING
    found: Found = field(default_factory=Found)
    taken: Choice | None = None
    error: TrailviewError | None = None


class Setup:
    """The steps, each looked for after the other. For one thread."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self._lines = {step.name: Line() for step in steps}

    def line(self, step: Step) -> Line:
        """What is known of a step."""
        return self._lines[step.name]

    @property
    def answers(self) -> dict[str, str]:
        """The value taken in each step that is settled."""
        return {name: line.taken.value for name, line in self._lines.items() if line.taken}

    @property
    def is_looking(self) -> bool:
        """Whether a step is under way."""
        return any(line.state is StepState.LOOKING for line in self._lines.values())

    def begin_next(self) -> Step | None:
        """The next step that can be looked for, which is under way from now on."""
        answers = self.answers
        for step in self.steps:
            line = self.line(step)
            if line.state is StepState.WAITING and (not step.needs or step.needs in answers):
                line.state = StepState.LOOKING
                return step
        return None

    def end(self, step: Step, result: Found | TrailviewError) -> None:
        """Here is what came of a step."""
        line = self.line(step)
        if isinstance(result, TrailviewError):
            line.state, line.error = StepState.FAILED, result
        elif not result.choices:
            line.state, line.found = StepState.NOTHING, result
        elif result.is_clear:
            line.state, line.found, line.taken = StepState.FOUND, result, result.choices[0]
        else:
            line.state, line.found = StepState.OPEN, result

    def take(self, step: Step, choice: Choice) -> None:
        """Take one of the choices; all steps behind are looked for anew."""
        line = self.line(step)
        line.state, line.taken = StepState.FOUND, choice
        self._forget_from(self.steps.index(step) + 1)

    def retry(self) -> None:
        """Look again for the first step that failed, and for all behind it.

        What it needs is looked for again too, unless it was one of several.
        """
        failed = next((step for step in self.steps if self.line(step).error is not None), None)
        if failed is not None:
            alone = (s for s in self.steps if s.name == failed.needs and not self._is_several(s))
            self._forget_from(self.steps.index(next(alone, failed)))

    def _is_several(self, step: Step) -> bool:
        return len(self.line(step).found.choices) > 1

    def _forget_from(self, first: int) -> None:
        for step in self.steps[first:]:
            self._lines[step.name] = Line()
