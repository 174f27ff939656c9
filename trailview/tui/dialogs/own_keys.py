"""What each dialog says of its keys, for the help."""

from __future__ import annotations

from trailview.tui.dialogs.columns import ColumnsDialog
from trailview.tui.dialogs.export import ExportDialog
from trailview.tui.dialogs.go_to import GoToDialog
from trailview.tui.dialogs.help import HelpDialog
from trailview.tui.dialogs.history import HistoryDialog
from trailview.tui.dialogs.marks import MarksDialog
from trailview.tui.dialogs.pivots import PivotsDialog
from trailview.tui.dialogs.problems import ProblemsDialog
from trailview.tui.dialogs.profiles import ProfilesDialog
from trailview.tui.dialogs.progress import ProgressDialog
from trailview.tui.dialogs.raw import RawDialog
from trailview.tui.dialogs.regions import RegionsDialog
from trailview.tui.dialogs.saved import SavedDialog
from trailview.tui.dialogs.settings import SettingsDialog
from trailview.tui.dialogs.sort import SortDialog
from trailview.tui.dialogs.time_range import TimeRangeDialog


def dialog_keys() -> tuple[tuple[str, str], ...]:
    """Titles of dialogs, and their keys as the line at their foot has them."""
    titled = (
        *(ColumnsDialog, ExportDialog, GoToDialog, HelpDialog, HistoryDialog, MarksDialog),
        *(PivotsDialog, ProfilesDialog, ProgressDialog, RegionsDialog, SavedDialog),
        *(SettingsDialog, SortDialog, TimeRangeDialog),
    )
    named = (("A raw text", RawDialog.keys_text), ("Problems", ProblemsDialog.keys_text))
    return tuple(sorted((*((dialog.title_text, dialog.keys_text) for dialog in titled), *named)))
