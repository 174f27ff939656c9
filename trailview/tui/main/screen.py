"""The main screen: every command of the table in `commands.py`, carried out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.binding import BindingType

from trailview.errors import PlanError, TrailviewError
from trailview.question.query import TimeRange
from trailview.search.progress import Order
from trailview.tui.commands import COMMANDS, Command, bindings
from trailview.tui.main.asking import OWN_TIME
from trailview.tui.main.identifying import IdentifyingScreen
from trailview.tui.messages import CopyAsked
from trailview.tui.widgets.query_bar import QueryBar

if TYPE_CHECKING:
    from trailview.tui.main.copying import Offer


class MainScreen(IdentifyingScreen):
    """What a key or the palette asks for. Screens that are rarely used are imported here."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings()]

    async def action_edit_question(self) -> None:
        await self.bar.edit(self.asking.trail.texts())

    async def on_query_bar_entered(self, _: QueryBar.Entered) -> None:
        await self.action_edit_question()

    def action_question_back(self) -> None:
        if self.asking.back():
            self.show_question()
        else:
            self.say("This is the first question.")

    def action_question_forward(self) -> None:
        if self.asking.forward():
            self.show_question()
        else:
            self.say("This is the latest question.")

    def action_ask_again(self) -> None:
        error = self.ask(self.asking.again)
        if error is not None:
            self.show_error(error)

    def action_go_on(self) -> None:
        if self.progress is None or not self.progress.can_go_on:
            self.say("There is nothing to go on with: all of it was read, or is being read.")
        else:
            self.asking.go_on()

    def action_progress(self) -> None:
        if self.progress is None:
            self.say("Nothing has been asked yet.")
            return
        from trailview.tui.dialogs.progress import ProgressDialog

        asked = self.asking.now
        source = self.session.title(asked.backend, asked.context)
        self.app.push_screen(
            ProgressDialog(self.progress, self.progressed, source, self.asking.zone, self.now)
        )

    def action_backend(self) -> None:
        from textual.content import Content

        from trailview.tui.dialogs.dialog import ListDialog

        names = self.session.backends
        rows = [
            Content.assemble(name.ljust(12), (self.session.title(name), "dim")) for name in names
        ]

        def chosen(index: int | None) -> None:
            if index is not None:
                self.ask(lambda: self.asking.backend(names[index]))

        self.app.push_screen(ListDialog("Backend", rows), chosen)

    def action_raw(self) -> None:
        from textual.content import Content

        from trailview.tui.dialogs.dialog import ListDialog

        languages = {name: self.session.language(name) for name in self.session.backends}
        texts = {name: found.text_name for name, found in languages.items() if found is not None}
        names = list(texts)
        if self.asking.now.backend in names:
            self.edit_raw(self.asking.now.backend)
            return
        if not names:
            self.say("Nothing that can be asked here has a language of its own.")
            return
        rows = [Content.assemble(name.ljust(12), (texts[name], "dim")) for name in names]

        def chosen(index: int | None) -> None:
            if index is not None:
                self.edit_raw(names[index])

        self.app.push_screen(ListDialog("Type it yourself for", rows), chosen)

    def action_time_range(self) -> None:
        if self.asking.tells_its_time:
            self.say(OWN_TIME)
            return
        from trailview.question.when import PRESETS
        from trailview.tui.dialogs.time_range import TimeRangeDialog

        def chosen(span: TimeRange | None) -> None:
            if span is not None:
                self.ask(lambda: self.asking.range(span))

        dialog = TimeRangeDialog(tuple(PRESETS), self.asking.now.range, self.asking.window)
        self.app.push_screen(dialog, chosen)

    def action_go_back(self) -> None:
        if not self.leave_pane() and not self.runner.stop():
            self.close_opened()

    def action_sort(self) -> None:
        from trailview.tui.dialogs.sort import SortDialog

        columns = [(column.name, column.title) for column in self.table.column_layout]

        def chosen(order: Order | None) -> None:
            if order is not None:
                self.sort(order)

        self.app.push_screen(SortDialog(columns, self.asking.now.order), chosen)

    def action_copy_menu(self) -> None:
        from textual.content import Content

        from trailview.tui.dialogs.dialog import ListDialog

        offers = self.offers()

        def chosen(index: int | None) -> None:
            if index is not None:
                self._copy(offers[index])

        rows = [Content.assemble(offer.what.ljust(20), (offer.preview, "dim")) for offer in offers]
        self.app.push_screen(ListDialog("Copy", rows), chosen)

    def offers(self) -> list[Offer]:
        """What can be copied where the cursor is."""
        from trailview.tui.main.copying import (
            Offer,
            event_offers,
            question_offers,
            rows_offers,
        )

        offers: list[Offer] = []
        position = self.table.position
        if self.progress is not None and self.progress.plain is not None:
            offers += rows_offers(self.progress.plain)
        if self.progress is not None and position < len(self.progress.rows) and not self.shows_rows:
            rows = self.progress.rows
            key = rows.key(position)
            columns = [column.name for column in self.table.column_layout]
            offers += event_offers(rows, position, columns, lambda: self.runner.event(key))
        value = self._value_at_cursor()
        if value:
            offers.insert(min(1, len(offers)), Offer("value at the cursor", value))
        asked = self.asking.now
        try:
            plan = self.session.plan(asked.question, asked.backend, asked.context)
        except PlanError:
            return offers + question_offers(asked.question, None)
        return offers + question_offers(asked.question, plan)

    def _value_at_cursor(self) -> str:
        if self.rows is not None and self.shows_rows:
            return self.rows.value
        return (self.detail.value if self.detail.has_focus else self.table.value) or ""

    @work(thread=True, exclusive=True, group="copy")
    def _copy(self, offer: Offer) -> None:
        try:
            text = offer.text if offer.read is None else offer.read()
        except TrailviewError as error:
            self.app.call_from_thread(self.show_error, error)
        else:
            self.post_message(CopyAsked(text, offer.what))

    def action_problems(self) -> None:
        from trailview.tui.dialogs.problems import ProblemsDialog

        progress = self.progress
        problems = [*self.memory.troubles, *(progress.problems if progress else ())]
        if problems:
            self.app.push_screen(ProblemsDialog(problems, progress.notes if progress else ()))
        else:
            self.say("No problems so far.")

    def action_time_zone(self) -> None:
        from trailview.tui.zones import next_zone

        self.show_zone(next_zone(self.asking.zone, self._given_zone, self.now()))

    def action_palette(self) -> None:
        self.app.search_commands(
            [
                (command.title, partial(self.run_command, command), command.help)
                for command in COMMANDS
            ]
        )

    async def run_command(self, command: Command) -> None:
        """Do what the command's key would do."""
        await self.run_action(command.action)

    def action_help(self) -> None:
        from trailview.tui.dialogs.help import HelpScreen, pane_keys

        keymap = self.memory.settings.keys
        panes = (
            ("In the table", pane_keys(self.table.BINDINGS, keymap)),
            ("In the detail", pane_keys(self.detail.BINDINGS, keymap)),
        )
        self.app.push_screen(HelpScreen(keymap, panes))

    async def action_quit(self) -> None:
        self.app.exit(0)
