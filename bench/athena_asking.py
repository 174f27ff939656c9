"""Reads all of a table through Athena as the program does, without a screen.

    python -m bench.athena_asking WORKGROUP SINCE UNTIL [--profile]

Prints one line of JSON: seconds, events, the processor time of our own
threads and of those that wait in the AWS libraries, and the peak of memory.
With --profile, prints where the time of all threads goes instead, by cProfile.
"""

from __future__ import annotations

import cProfile
import json
import os
import pstats
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Final

from bench.pty import most_held
from trailview.compose.aws import open_session
from trailview.context import Context
from trailview.question.query import Question, Window
from trailview.search.progress import State

_CALLING: Final = "calling"
"""The name of the threads in which the AWS libraries are called."""
_SHOWN: Final = 25


def main(workgroup: str, since: str, until: str, *, is_profiled: bool = False) -> None:
    spent: dict[str, float] = defaultdict(float)
    profiles: list[cProfile.Profile] = []
    _watch_threads(spent, profiles if is_profiled else None)
    said = {"athena_table": "default.cloudtrail_projected", "athena_workgroup": workgroup}
    session = open_session(Context().told(said), "athena")
    session.painted()
    began = time.perf_counter()
    search = session.ask(Question((), Window(int(since), int(until))), lambda: None)
    search.wait()
    seconds = time.perf_counter() - began
    done = search.progress
    session.close()
    assert done.state is State.DONE, done.error
    if is_profiled:
        _print_profile(profiles)
        return
    libraries = spent.pop(_CALLING, 0.0)
    told = {
        "events": done.loaded,
        "seconds": seconds,
        "ours": sum(spent.values()),
        "libraries": libraries,
        "peak": most_held(os.getpid()),
        "requests": done.tally.requests,
    }
    print(json.dumps(told))


def _watch_threads(spent: dict[str, float], profiles: list[cProfile.Profile] | None) -> None:
    """Note what each thread takes of the processor, by its name; with `profiles`, where."""
    run: Callable[[threading.Thread], None] = threading.Thread.run
    lock = threading.Lock()

    def watched(thread: threading.Thread) -> None:
        profile = None if profiles is None else cProfile.Profile()
        try:
            if profile is None:
                run(thread)
            else:
                profile.runcall(run, thread)
        finally:
            with lock:
                spent[thread.name] += time.thread_time()
                if profiles is not None and profile is not None:
                    profiles.append(profile)

    threading.Thread.run = watched  # type: ignore[assignment, method-assign]  # in this process only


def _print_profile(profiles: list[cProfile.Profile]) -> None:
    first, *others = profiles
    stats = pstats.Stats(first)
    for profile in others:
        stats.add(profile)
    stats.sort_stats("tottime").print_stats(_SHOWN)


if __name__ == "__main__":
    main(*sys.argv[1:4], is_profiled="--profile" in sys.argv)
