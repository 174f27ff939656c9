"""Which AWS Regions to ask."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widget import Widget

from trailview.events.text import printable
from trailview.plans.plan import ALL_REGIONS
from trailview.tui.dialogs.dialog import PICKER_KEYS, Dialog, lines_of_picker
from trailview.tui.widgets.picker import Picker, PickerEntry


class RegionsDialog(Dialog[tuple[str, ...]]):
    """Regions to choose; the result is their names, or `ALL_REGIONS` by itself."""

    title_text = "Regions"
    keys_text = PICKER_KEYS

    def __init__(
        self, regions: Sequence[str], chosen: Sequence[str] = (), notes: Sequence[str] = ()
    ) -> None:
        """`regions` are those that can be asked; `notes` say where the list is from."""
        super().__init__()
        every = Content.assemble(f"{ALL_REGIONS}  ", (f"the {len(regions)} below", "dim"))
        entries = [PickerEntry(ALL_REGIONS, every, ALL_REGIONS)]
        entries += [PickerEntry(name, Content(printable(name)), name) for name in regions]
        self.around += lines_of_picker(notes)
        self._picker = Picker(entries, chosen, notes)

    def contents(self) -> Sequence[Widget]:
        """The list."""
        return (self._picker,)

    def on_picker_chosen(self, message: Picker.Chosen) -> None:
        message.stop()
        names = message.names
        self.dismiss((ALL_REGIONS,) if ALL_REGIONS in names else names)
