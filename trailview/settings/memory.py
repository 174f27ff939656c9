"""All that is remembered from one run to the next, for those who use it.

What writes is imported when something is written or looked up: only reading
the settings stands between a command and its first frame.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trailview.errors import SettingsError
from trailview.settings import spec
from trailview.settings.checks import Value, Vocabulary
from trailview.settings.config import Complaint, Settings, check_change, load
from trailview.settings.paths import CONFIG, HISTORY, MARKS, SAVED, config_folder

if TYPE_CHECKING:
    from trailview.settings.edit import Changes
    from trailview.settings.history import History
    from trailview.settings.mark_file import MarkFile
    from trailview.settings.positions import SettingPath
    from trailview.settings.saved import Shelf


class Memory:
    """Settings, history, saved questions and marks in one folder. Safe from any thread."""

    def __init__(self, folder: Path | None = None, vocabulary: Vocabulary | None = None) -> None:
        """Without `folder` it is the user's own. Reads the settings; never fails."""
        self.folder = folder or config_folder()
        self.path = self.folder / CONFIG
        """The file of settings."""
        self._troubles: list[str] = []
        self.learn(vocabulary or Vocabulary())

    def learn(self, vocabulary: Vocabulary) -> None:
        """Check the settings again, now that more is known about what they may be."""
        self.vocabulary = vocabulary
        self._loaded = load(self.path, vocabulary)

    @property
    def is_new(self) -> bool:
        """Whether there is no file of settings yet."""
        # Path.exists raises where the folder may not be looked into.
        return not os.path.exists(self.path)  # noqa: PTH110  (see above)

    def begin(self) -> None:
        """Write a file that sets nothing, and tells what could be, if there is none.

        Raises SettingsError.
        """
        if not self.is_new:
            return
        from trailview.settings import edit, files

        files.change(self.path, lambda text: text or edit.template(self.vocabulary))

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._loaded.settings

    @property
    def complaints(self) -> Sequence[Complaint]:
        """What is wrong in the file."""
        return self._loaded.complaints

    @property
    def troubles(self) -> list[str]:
        """All that a user should know: what is wrong in the file, and what was not remembered."""
        return [*map(str, self.complaints), *self._troubles]

    def complain(self, error: SettingsError) -> None:
        """Keep an error that must not end anything, for the user to see."""
        if str(error) not in self._troubles:
            self._troubles.append(str(error))

    @property
    def saved(self) -> Shelf:
        """The user's own saved questions."""
        from trailview.settings.saved import Shelf

        return Shelf(self.folder / SAVED)

    @property
    def history(self) -> History:
        """The questions asked."""
        from trailview.settings.history import History

        settings = self.settings
        return History(self.folder / HISTORY, settings.kept, settings.days)

    @property
    def marks(self) -> MarkFile:
        """The events marked."""
        from trailview.settings.mark_file import MarkFile

        return MarkFile(self.folder / MARKS)

    def typed(self, place: SettingPath, text: str) -> Value | None:
        """What a person typed for a setting, as it can be written; nothing is the default, None.

        Raises BadValueError.
        """
        value = spec.typed(place, text, self.vocabulary) if text else None
        check_change(self.settings, place, value, self.vocabulary)
        return value

    def change(self, changes: Changes) -> None:
        """Write settings; they are then in force. Not for the UI thread. Raises SettingsError."""
        from trailview.settings import edit

        edit.change(self.path, changes)
        self.learn(self.vocabulary)
