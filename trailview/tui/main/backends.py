"""Where a question is asked, and texts in a backend's own language."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Protocol

from trailview.errors import PlanError
from trailview.tui import filter_messages
from trailview.tui.commands import QUESTION, Command, When
from trailview.tui.main.controller import Hears, hears
from trailview.tui.main.facts import EditRaw, QuestionChanged, RawRun
from trailview.tui.main.host import Asks, Opens, Tells
from trailview.tui.main.questions import Questions

if TYPE_CHECKING:
    from trailview.plans.raw import Language
    from trailview.tui.dialogs.raw import Typed
    from trailview.tui.widgets.filters import Filters


class BackendsHost(Asks, Opens, Tells, Protocol):
    """What choosing a backend needs of the screen."""

    @property
    def questions(self) -> Questions:
        """What was typed for each backend in this session."""
        ...

    @property
    def filters(self) -> Filters | None:
        """The form, once it has been made."""
        ...


class BackendsController:
    """Asks another backend; and a backend what only it understands."""

    def __init__(self, host: BackendsHost) -> None:
        self._host = host

    def choose(self) -> None:
        """List the backends."""
        from textual.content import Content

        from trailview.tui.dialogs.dialog import ListDialog

        session = self._host.session
        names = session.backends
        rows = [Content.assemble(name.ljust(12), (session.title(name), "dim")) for name in names]

        def chosen(index: int | None) -> None:
            if index is not None:
                self._go_to(names[index])

        self._host.open(ListDialog("Backend", rows), chosen)

    def _go_to(self, name: str) -> None:
        self._host.ask(lambda questions: questions.backend(name))

    def _chosen(self, message: filter_messages.BackendChosen) -> None:
        self._go_to(message.name)

    def _show(self, _: QuestionChanged | filter_messages.Ready) -> None:
        filters = self._host.filters
        if filters is not None and filters.is_ready:
            filters.show_backend(self._host.asked.backend)

    # Texts in a backend's own language

    def _with_language(self) -> dict[str, Language]:
        session = self._host.session
        found = {name: session.language(name) for name in session.backends}
        return {name: language for name, language in found.items() if language is not None}

    def _has_language(self) -> bool:
        return bool(self._with_language())

    def raw(self) -> None:
        """Let the user type for the backend asked, or for one chosen."""
        from textual.content import Content

        from trailview.tui.dialogs.dialog import ListDialog

        languages = self._with_language()
        if self._host.asked.backend in languages:
            self._edit(EditRaw(self._host.asked.backend))
            return
        names = list(languages)
        rows = [
            Content.assemble(name.ljust(12), (language.text_name, "dim"))
            for name, language in languages.items()
        ]

        def chosen(index: int | None) -> None:
            if index is not None:
                self._edit(EditRaw(names[index]))

        self._host.open(ListDialog("Type it yourself for", rows), chosen)

    def _edit(self, intent: EditRaw) -> None:
        from trailview.tui.dialogs.raw import RawDialog

        backend, error, trail = intent.backend, intent.error, self._host.questions.trail
        language = self._host.session.language(backend)
        assert language is not None, "only backends with a language are chosen here"

        def typed(made: Typed | None) -> None:
            assert made is not None, "leaving it keeps the text"
            if made.text != begun:  # what nobody has changed is made again of the next question
                trail.keep_raw_draft(backend, made.text)
            if made.is_run:
                self._host.tell(RawRun())
                self._host.ask(lambda questions: questions.raw(made.text, backend))

        if intent.text is not None:
            trail.keep_raw_draft(backend, intent.text)
        earlier = trail.raw_texts(backend)
        begun = trail.raw_draft(backend) or self._translated(backend) or next(iter(earlier), "")
        text = error.text if error is not None else begun
        dialog = RawDialog(backend, language, text, earlier, error)
        self._host.open(dialog, typed)

    def _translated(self, backend: str) -> str:
        """The present question in a backend's own language; empty where it cannot be said."""
        asked = self._host.asked
        try:
            return self._host.session.plan(asked.question, backend, asked.context).own_text
        except PlanError:
            return ""

    COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command(
            "question.backend",
            "B",
            "Backend",
            "Choose where to ask: files, or one of the services.",
            QUESTION,
            choose,
        ),
        Command(
            "question.raw",
            "x",
            "Raw text",
            "Type a filter pattern, an Insights query or SQL, which is run as it is.",
            QUESTION,
            raw,
            When(_has_language, "Nothing that can be asked here has a language of its own."),
        ),
    )
    HEARS: ClassVar[tuple[Hears, ...]] = (
        hears(filter_messages.BackendChosen, _chosen),
        hears(filter_messages.Ready, _show),
        hears(QuestionChanged, _show),
        hears(EditRaw, _edit),
    )
