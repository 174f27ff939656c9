"""The controllers that the first frame needs, and the first question that is asked before it.

The others are made when it is on the screen: importing them takes longer than drawing it.
"""

from __future__ import annotations

from typing import Final

from trailview.tui.main.answer import AnswerController
from trailview.tui.main.asking import AskingController
from trailview.tui.main.credentials import CredentialsController
from trailview.tui.main.dividers import DividersController
from trailview.tui.main.line import LineController
from trailview.tui.main.owners import OwnersController
from trailview.tui.main.panes import PanesController
from trailview.tui.main.table import TableController
from trailview.tui.main.terms import TermsController
from trailview.tui.main.times import TimesController

FIRST: Final = (
    LineController,
    AskingController,
    TimesController,
    PanesController,
    DividersController,
    TableController,
    AnswerController,
    TermsController,
    CredentialsController,
    OwnersController,
)
"""In the order of `trailview.tui.main.commands.CONTROLLERS`."""
