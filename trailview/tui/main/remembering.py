"""The commands about what is remembered: history, saved questions, settings, columns, theme."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from textual import work
from textual.theme import Theme

from trailview.errors import SettingsError, TrailviewError
from trailview.question.query import Question, TimeRange
from trailview.tui.main.answers import AnswersScreen
from trailview.tui.messages import NotRemembered, SettingsChanged

if TYPE_CHECKING:
    from trailview.question.saved import Saved
    from trailview.settings.edit import Changes
    from trailview.settings.history import Entry
    from trailview.settings.positions import SettingPath
    from trailview.tui.columns import Choice
    from trailview.tui.dialogs.history import Picked


class RememberingScreen(AnswersScreen):
    """Writes in threads what was chosen, and asks what was remembered."""

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    # Settings

    @work(thread=True, group="remember", exit_on_error=False)
    def remember(self, changes: Changes) -> None:
        """Write settings, and follow them."""
        try:
            self.memory.change(changes)
        except SettingsError as error:
            self.post_message(NotRemembered(error))
        else:
            self.post_message(SettingsChanged())

    def on_not_remembered(self, message: NotRemembered) -> None:
        self.show_error(message.error)

    def on_settings_changed(self, _: SettingsChanged) -> None:
        """Follow what is set now, as far as it is the screen's; the app follows too."""
        self.show_hints()
        self.show_question()

    def _theme_changed(self, theme: Theme) -> None:
        if theme.name != self.memory.settings.theme:
            self.remember({("display", "theme"): theme.name})

    def action_theme(self) -> None:
        self.app.search_themes()

    def action_columns(self) -> None:
        from trailview.tui.columns import choices, chosen
        from trailview.tui.dialogs.columns import ColumnsDialog

        layout = self.table.column_layout

        def done(made: tuple[Choice, ...] | None) -> None:
            if made is not None:
                self.table.set_layout(chosen(made, layout))
                self._remember_columns(made)

        self.app.push_screen(ColumnsDialog(choices(layout)), done)

    def _remember_columns(self, made: tuple[Choice, ...]) -> None:
        from trailview.tui.columns import ALL, DEFAULT

        names = tuple(choice.name for choice in made if choice.shown)
        usual = tuple(column.name for column in DEFAULT)
        changes: Changes = {("columns", "shown"): None if names == usual else names}
        widths = {
            ("columns", "widths", choice.name): choice.width
            if choice.width != ALL[choice.name].width
            else None
            for choice in made
        }
        self.remember({**changes, **widths})

    def action_settings(self) -> None:
        from trailview.tui.dialogs.settings import SettingsDialog

        self.app.push_screen(SettingsDialog(self.memory), self._follow)

    def _follow(self, changed: Set[SettingPath] | None) -> None:
        """Show what was set, and leave as it is what was not."""
        if not changed:
            return
        from trailview.tui.columns import remembered
        from trailview.tui.zones import zone_named

        settings = self.memory.settings
        if ("display", "time_zone") in changed:
            self.show_zone(zone_named(settings.time_zone))
        if any(place[0] == "columns" for place in changed):
            self.table.set_layout(remembered(settings.columns, settings.widths))
        self.post_message(SettingsChanged())

    # History

    def action_history(self) -> None:
        from trailview.tui.dialogs.history import HistoryDialog

        dialog = HistoryDialog(self.memory.history, self.asking.zone)
        self.app.push_screen(dialog, self._picked)

    async def _picked(self, picked: Picked | None) -> None:
        if picked is None:
            return
        entry = picked.entry
        if not picked.edits:
            self._ask_remembered(entry)
        elif not entry.raw:
            await self.bar.edit(self.asking.trail.texts(), entry.text)
        elif self._runs(entry.backend):
            self.asking.trail.keep_raw_draft(entry.backend, entry.text)
            self.edit_raw(entry.backend)

    def _runs(self, backend: str) -> bool:
        """Whether a raw text for this backend can be run here; where it cannot, that is said."""
        if self.session.language(backend) is not None:
            return True
        self.say(f"Its text is for {backend}, which cannot be asked here.")
        return False

    def _ask_remembered(self, entry: Entry) -> None:
        """Ask an earlier question anew: a span that was counted from now is counted again."""
        from trailview.question.parse import parse

        asked, backend, span = self.asking.now, entry.backend, TimeRange(entry.since, entry.until)
        if entry.raw and not self._runs(backend):
            return
        if backend not in self.session.backends:
            backend, span = asked.backend, asked.range

        def put() -> None:
            question = Question(raw=entry.text) if entry.raw else Question(parse(entry.text))
            self.asking.put(question, span, backend)

        error = self.ask(put)
        if error is not None:
            self.show_error(error)
        elif entry.place != (place := self.session.title(backend)):
            self.say(f"It was asked of {entry.place} then; now it is {place}.")

    # Saved questions

    def action_saved(self) -> None:
        from trailview.settings.saved import Own
        from trailview.tui.dialogs.saved import SavedDialog

        asked = self.asking.now
        backend = asked.backend if asked.question.raw else ""
        present = Own("", asked.question.text, backend=backend)
        self.app.push_screen(SavedDialog(self.memory.saved, present), self._chosen)

    def _chosen(self, saved: Saved | None) -> None:
        if saved is None or (saved.backend and not self._runs(saved.backend)):
            return
        if not saved.parameters:
            self._ask_saved(saved, {})
            return
        from trailview.tui.dialogs.parameters import ParametersDialog

        def given(values: dict[str, str] | None) -> None:
            if values is not None:
                self._ask_saved(saved, values)

        self.app.push_screen(ParametersDialog(saved), given)

    def _ask_saved(self, saved: Saved, values: Mapping[str, str]) -> None:
        span = TimeRange(saved.since) if saved.since else None
        try:
            self.asking.put(saved.filled(values), span, saved.backend or self.asking.now.backend)
        except TrailviewError as error:
            self.show_error(error)
        else:
            self.show_question()
