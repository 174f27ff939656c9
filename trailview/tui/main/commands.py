"""The controllers of the main screen, and the commands of all of them in one table.

A new concern is a controller and its line here: bindings, palette, help, settings
and the tests of the documentation read `COMMANDS`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from trailview.tui.commands import Command, in_order
from trailview.tui.main.answer import AnswerController
from trailview.tui.main.around import AroundController
from trailview.tui.main.asking import AskingController
from trailview.tui.main.backends import BackendsController
from trailview.tui.main.chain import ChainController
from trailview.tui.main.console import ConsoleController
from trailview.tui.main.contexts import ContextsController
from trailview.tui.main.controller import Controller
from trailview.tui.main.copy_menu import CopyController
from trailview.tui.main.credentials import CredentialsController
from trailview.tui.main.detail import DetailController
from trailview.tui.main.dividers import DividersController
from trailview.tui.main.dossier import DossierController
from trailview.tui.main.empty import EmptyController
from trailview.tui.main.facets import FacetsController
from trailview.tui.main.go_to import GoToController
from trailview.tui.main.handoff import HandoffController
from trailview.tui.main.history import HistoryController
from trailview.tui.main.keys import KeysController
from trailview.tui.main.line import LineController
from trailview.tui.main.marks import MarksController
from trailview.tui.main.owners import OwnersController
from trailview.tui.main.palette import PaletteController
from trailview.tui.main.panes import PanesController
from trailview.tui.main.pivots import PivotsController
from trailview.tui.main.problems import ProblemsController
from trailview.tui.main.program import ProgramController
from trailview.tui.main.progress import ProgressController
from trailview.tui.main.saved import SavedController
from trailview.tui.main.settings import SettingsController
from trailview.tui.main.setup import SetupController
from trailview.tui.main.table import TableController
from trailview.tui.main.terms import TermsController
from trailview.tui.main.timeline import TimelineController
from trailview.tui.main.times import TimesController
from trailview.tui.main.tree import TreeController
from trailview.tui.main.way import WayController

CONTROLLERS: Final = (
    LineController,
    AskingController,
    ProgressController,
    BackendsController,
    ContextsController,
    TimesController,
    HistoryController,
    SavedController,
    PanesController,
    DividersController,
    FacetsController,
    TimelineController,
    TableController,
    GoToController,
    AnswerController,
    DetailController,
    EmptyController,
    CopyController,
    ProblemsController,
    PaletteController,
    SettingsController,
    SetupController,
    ProgramController,
    TermsController,
    CredentialsController,
    OwnersController,
    ChainController,
    TreeController,
    DossierController,
    PivotsController,
    AroundController,
    WayController,
    MarksController,
    HandoffController,
    ConsoleController,
    KeysController,
)
"""In the order of their commands in help and palette, and in which they hear a message."""


def commands_of(controllers: Iterable[type[Controller]]) -> tuple[Command, ...]:
    """The commands of these controllers, group by group."""
    return tuple(in_order(each for controller in controllers for each in controller.COMMANDS))


COMMANDS: Final = commands_of(CONTROLLERS)
