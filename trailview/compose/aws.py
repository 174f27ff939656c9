"""Wires who asks: the context that a command line and the settings say, and its way to AWS."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from trailview.compose import services
from trailview.compose.kept import source_of
from trailview.compose.profile_way import ProfileWay
from trailview.context import Context, OptionValue
from trailview.frozen import replace
from trailview.search.session import Session

if TYPE_CHECKING:
    from trailview.aws.credentials.sessions import Access
    from trailview.compose.row import BackendRow
    from trailview.search.source import Source
    from trailview.settings.config import Settings


def access_of(context: Context, prompt: Callable[[str], str] | None = None) -> Access:
    """A way to AWS as the profile of a context; `prompt` is asked for MFA codes."""
    from trailview.aws.credentials.sessions import Access

    return Access(context.aws_name, name=context.profile, prompt=prompt)


def way_of(context: Context) -> ProfileWay:
    """The same, which is not made before somebody goes it."""
    return ProfileWay(context.aws_name, partial(access_of, context))


def said_by(arguments: argparse.Namespace) -> Context:
    """As whom and where a command line says, and nothing beyond that."""
    options = {
        option.name: _value(getattr(arguments, option.name))
        for option in services.options()
        if getattr(arguments, option.name, None)
    }
    named = filter(None, map(str.strip, getattr(arguments, "region", "").split(",")))
    regions = tuple(dict.fromkeys(named))
    return Context((getattr(arguments, "profile", ""),), regions).told(options)


def _value(given: str | int | list[str]) -> OptionValue:
    """What argparse has made of an option's words, as a context has it."""
    if isinstance(given, list):
        return tuple(given)
    return int(given) if isinstance(given, bool) else given


def context_of(arguments: argparse.Namespace, settings: Settings) -> Context:
    """As whom and where a command line and the settings say."""
    return settled(said_by(arguments), settings)


def settled(said: Context, settings: Settings) -> Context:
    """What is said of one profile, and beyond that what is set for it.

    Paths are not taken from there: a profile's files are read where it is
    files that are asked (`trailview.compose.settings.fill`).
    """
    known = settings.profiles.get(said.profile)
    if known is None:
        return said
    kept: Mapping[str, OptionValue] = {
        option.name: known.options[option.setting]
        for option in services.options()
        if option.setting in known.options and not option.is_of_files
    }
    return replace(said, regions=said.regions or known.regions, aws_profile=known.aws_profile).told(
        {**kept, **dict(said.options)}
    )


def without_places(said: Context) -> Context:
    """What is said of all profiles alike: settings could say the rest for each."""
    told = {option.name: "" for option in services.options() if option.setting}
    return said.told(told)


def open_session(
    context: Context, backend: str, by: Sequence[str] = (), *, alone: bool = False
) -> Session:
    """A session that asks `backend` first, as one profile; and every service, if it is one.

    Where one question is asked and no other, it is `alone`. With `by`, a backend that can
    counts its events by these columns in place of giving them, where that comes to the same.
    Raises UsageError where files are asked and none is named, and SourceError for one that is
    not there.
    """
    way, first = way_of(context), services.row_of(backend)
    rows = services.services() if first.is_service and not alone else (first,)
    ordered = sorted(rows, key=lambda row: row is not first)
    return Session(
        *(_counting(row, source_of(row, context, way), by) for row in ordered),
        context=Context(context.profiles, context.regions),
    )


def _counting(row: BackendRow, source: Source, by: Sequence[str]) -> Source:
    if not by or row.counter is None:
        return source
    from trailview.search.counting import counting

    return counting(source, row.counter, by)
