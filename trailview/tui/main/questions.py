"""What is asked now, and every way to ask something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Final

from trailview.context import Context
from trailview.errors import QuestionError
from trailview.question.query import Question, TimeRange, Window
from trailview.question.terms import Clause
from trailview.search.progress import Order
from trailview.tui.main.runner import Runner
from trailview.tui.main.trail import Asked, Trail

OWN_TIME: Final = "The statement has to tell its time itself."
_BACK_FROM_NOW: Final = re.compile(r"(\d+[a-z])+")


class Questions:
    """Drives the runner along the trail of questions."""

    def __init__(
        self,
        runner: Runner,
        first: Asked,
        now: Callable[[], int],
        zone: tzinfo,
        usual: Callable[[], str],
    ) -> None:
        """`usual` is how far back a service is asked where nobody says, as it is typed."""
        self.zone = zone
        """In which times without a zone are understood and windows are shown."""
        self.context = first.context
        """As whom, and where, the next question is asked."""
        self.trail = Trail(first)
        self._runner = runner
        self._now = now
        self._usual = usual

    @property
    def now(self) -> Asked:
        """What is asked now."""
        return self.trail.now

    def start(self) -> None:
        """Ask the first question."""
        self._ask()

    def switch(self, context: Context) -> None:
        """Ask as others, or elsewhere, from the next question on."""
        self.context = context

    def show_in(self, zone: tzinfo) -> None:
        """Understand and show times in this zone from now on."""
        self.zone = zone

    def _ask(self, *, again: bool = False) -> None:
        asked = self.now
        self._runner.ask(
            asked.question,
            asked.order,
            asked.backend,
            again=again,
            span=asked.range,
            context=asked.context,
        )

    def _go(self, asked: Asked) -> None:
        self.trail.go(asked._replace(context=self.context))
        self._ask()

    @property
    def is_elsewhere(self) -> bool:
        """Whether what is shown was asked as somebody else, or in other Regions."""
        return self.now.context != self.context

    def text(self, text: str) -> None:
        """Ask what was typed. Raises QuestionError."""
        from trailview.question.parse import parse

        self._terms(parse(text))

    def put(self, question: Question, span: TimeRange | None, backend: str) -> None:
        """Ask this there, about this span; None is the present one. Raises QuestionError."""
        self._go(self._put(question, span, backend))

    def _put(self, question: Question, span: TimeRange | None, backend: str) -> Asked:
        asked = self._at(backend)
        if question.raw and self._tells_time(backend):
            span = TimeRange()
        if span is None:
            question = replace(question, window=asked.question.window)
            return asked._replace(question=question)
        question = replace(question, window=self.window(span))
        return asked._replace(question=question, range=span)

    def _terms(self, terms: tuple[Clause, ...]) -> None:
        asked = self._at(self.now.backend)
        self._go(asked._replace(question=replace(asked.question, terms=terms)))

    def raw(self, text: str, backend: str) -> None:
        """Run a text in the language of a backend, over the present span where it takes one."""
        asked = self._put(Question(raw=text), None, backend)._replace(context=self.context)
        is_same = asked == self.now
        self.trail.go(asked)
        self._ask(again=is_same)

    def add(self, term: Clause) -> None:
        """Ask with one term more."""
        self._terms(self.now.question.with_term(term).terms)

    def add_checked(self, term: Clause, beside: Clause | None = None) -> None:
        """Add a term made from a form, as an alternative to another if that is asked.

        Raises QuestionError where the language refuses it.
        """
        (checked,) = self._checked((term,))
        question = self.now.question
        if beside in question.terms:
            self._terms(question.with_alternative(beside, checked).terms)
        else:
            self.add(checked)

    def add_all(self, clauses: Sequence[Clause]) -> None:
        """Ask with these clauses besides. Raises QuestionError where the language refuses one."""
        question = self.now.question
        for clause in self._checked(clauses):
            question = question.with_term(clause)
        self._terms(question.terms)

    def only(self, clauses: Sequence[Clause]) -> None:
        """Ask these clauses alone. Raises QuestionError where the language refuses one."""
        self._terms(self._checked(clauses))

    @staticmethod
    def _checked(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
        from trailview.question.parse import parse
        from trailview.question.write import format_terms

        return parse(format_terms(clauses))

    def remove(self, term: Clause) -> None:
        """Ask without a term."""
        self._terms(self.now.question.without_term(term).terms)

    @property
    def tells_its_time(self) -> bool:
        """Whether what is asked now says itself what time it is about."""
        return bool(self.now.question.raw) and self._tells_time(self.now.backend)

    def _tells_time(self, backend: str) -> bool:
        """Whether texts in the backend's own language say what time they are about."""
        language = self._runner.session.language(backend)
        return language is not None and language.tells_own_time

    def window(self, span: TimeRange) -> Window:
        """The window a span means now. Raises QuestionError."""
        from trailview.question.when import window

        return window(span.since or None, span.until or None, self._now(), self.zone)

    def range(self, span: TimeRange) -> None:
        """Ask about another span of time. Raises QuestionError."""
        if self.tells_its_time:
            raise QuestionError(self.now.question.raw, 0, OWN_TIME)
        question = replace(self.now.question, window=self.window(span))
        self._go(self.now._replace(question=question, range=span))

    def again(self) -> None:
        """Ask the same anew; a span that counts from now is counted again."""
        asked = self.now
        if asked.range.is_typed:
            window = self.window(asked.range)
            asked = asked._replace(question=replace(asked.question, window=window))
        if self.is_elsewhere:
            self._go(asked)
        else:
            self.trail.stay(asked)
            self._ask(again=True)

    def go_on(self) -> None:
        """Go on reading for the very same question, from where that stopped."""
        self._ask(again=True)

    def at_any_cost(self) -> None:
        """Ask the very same, which was refused because of what it would cost."""
        self._runner.session.allow(self.now.question, self.now.backend, self.now.context)
        self._ask(again=True)

    def backend(self, name: str) -> None:
        """Ask another backend the same; a raw text, which it would not understand, is dropped."""
        if name != self.now.backend:
            self._go(self._at(name))

    def _at(self, name: str) -> Asked:
        """What is asked now, at this backend and without a raw text.

        One that is not read whole is not asked about all time unasked for:
        then it is the usual span.
        """
        asked = self.now._replace(backend=name, question=replace(self.now.question, raw=""))
        is_wanted = name == self.now.backend and not self.tells_its_time
        reads_whole = self._runner.session.reads_whole(name)
        if self.now.is_all_time and not (is_wanted or reads_whole):
            span = TimeRange(self._usual())
            question = replace(asked.question, window=self.window(span))
            asked = asked._replace(range=span, question=question)
        return asked

    def sort(self, order: Order) -> None:
        """Another order of the same answer."""
        if order != self.now.order:
            self.trail.go(self.now._replace(order=order))
            self._runner.sort(order)

    def back(self) -> bool:
        """Ask what was asked before; False at the first question."""
        return self._step(self.trail.back())

    def forward(self) -> bool:
        """Ask what was left by going back; False at the latest question."""
        return self._step(self.trail.forward())

    def _step(self, asked: Asked | None) -> bool:
        if asked is not None:
            self.context = asked.context
            self._ask()
        return asked is not None

    def range_label(self) -> str:
        """The span of time in force, in few words."""
        span, window = self.now.range, self.now.question.window
        if window.is_all:
            return "all time"
        if span.since and not span.until and window.until is not None:
            return span.since  # it names both ends
        since = span.since or self._moment(window.since)
        until = span.until or self._moment(window.until)
        if not until:
            relative = _BACK_FROM_NOW.fullmatch(since)
            return f"last {since}" if relative else f"since {since}"
        return f"{since} – {until}" if since else f"until {until}"

    def _moment(self, time: int | None) -> str:
        if time is None:
            return ""
        return f"{datetime.fromtimestamp(time, self.zone):%Y-%m-%d %H:%M}"
