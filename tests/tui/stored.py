"""A session whose answers are rows of a store, so that their facets can be counted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tests.make import block
from tests.tui.fakes import FakeSession
from trailview.question.query import Question
from trailview.search.progress import Order, Progress
from trailview.store.columns import Store
from trailview.store.view import View


class StoredSession(FakeSession):
    """Answers as the other one, with the rows that real sessions have."""

    def _answer(self, question: Question, order: Order, backend: str) -> Progress:
        progress = super()._answer(question, order, backend)
        store = Store()
        store.append(block(event.tree for event in self.events))
        keys = [progress.rows.key(at) for at in range(len(progress.rows))]
        rows = np.array(keys, np.int32)
        view = View.of(store.snapshot(), rows, order.column, order.descending)
        return replace(progress, rows=view)
