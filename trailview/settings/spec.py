"""Every setting there is, a row each: file, screen and documentation are made from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from trailview.frozen import Frozen, replace
from trailview.settings import checks
from trailview.settings.checks import BadValueError, Check, Value, Vocabulary
from trailview.settings.positions import SettingPath

NOTHING_KNOWN: Final = Vocabulary()
ANY: Final = "*"
"""Stands in a path for a name that the user gives, or one from the vocabulary."""
KEYS: Final = "keys"
BY: Final = "by"
PROFILES: Final = "profiles"
KEPT: Final = 10_000
DAYS: Final = 365
CACHE_DAYS: Final = 90


class Setting(Frozen):
    """One thing that can be set."""

    path: SettingPath
    check: Check
    default: Value
    doc: str
    names: str = ""
    """Which names of the vocabulary `ANY` stands for; empty for whatever the user likes."""
    sample: str = ""
    """A line that shows how it is written, where the default does not."""

    @property
    def name(self) -> str:
        """Its place, as documentation spells it."""
        return ".".join(self.path)

    @property
    def example(self) -> str:
        """A line of the file that sets it: to the default, where it has one."""
        return self.sample or f"{self.path[-1]} = {written(self.default)}"


def written(value: Value) -> str:
    """A value as TOML."""
    import json

    # JSON's texts, numbers and lists of texts are TOML's too.
    return json.dumps(value, ensure_ascii=False)


def _profile(name: str, check: Check, default: Value, doc: str) -> Setting:
    return Setting((PROFILES, ANY, name), check, default, doc)


_DEFAULT_BACKEND: Final = ("defaults", "backend")
_OPTIONS: Final = "options"
_SETTINGS: Final = (
    Setting(
        ("defaults", "profile"),
        checks.text,
        "",
        "who to ask as, where neither the command line nor the environment says",
    ),
    Setting(
        _DEFAULT_BACKEND,
        checks.service,
        "",
        "where to ask, unless the command line or the profile says",
    ),
    Setting(
        ("defaults", "since"),
        checks.time,
        "4h",
        "how far back services are asked, unless the command line says",
    ),
    Setting(
        ("display", "time_zone"),
        checks.zone,
        "UTC",
        "for times shown and typed: UTC, local, or a name like Europe/Berlin",
    ),
    Setting(
        ("display", "theme"),
        checks.theme,
        "",
        "the colours of the screen; empty for trailview, light where the terminal says it is",
    ),
    Setting(
        (BY, "automation"),
        checks.terms_of("automation"),
        (),
        "terms that say that automation acts, besides the table of kinds",
        sample='automation = ["role:ci-*", "user:deploy"]',
    ),
    Setting(
        (BY, "workload"),
        checks.terms_of("workload"),
        (),
        "terms that say that a workload acts, besides the table of kinds",
        sample='workload = ["role:*-task"]',
    ),
    Setting(
        ("columns", "shown"),
        checks.columns,
        (),
        "the columns of the table, in this order; empty for those that fit",
    ),
    Setting(
        ("columns", "widths", ANY),
        checks.width,
        0,
        "the width of a column",
        "columns",
        "event = 40",
    ),
    Setting(
        ("panes", "sidebar"),
        checks.pane,
        "",
        "the sidebar: open or closed; empty for as the size of the terminal suggests",
    ),
    Setting(
        ("panes", "detail"),
        checks.pane,
        "",
        "the detail: open or closed; empty for as the size of the terminal suggests",
    ),
    Setting(
        ("panes", "sidebar_width"),
        checks.pane_columns,
        0,
        "columns of the sidebar, 20 to 200; 0 for the usual width",
    ),
    Setting(
        ("panes", "detail_width"),
        checks.pane_share,
        0,
        "percent of the width that the detail has beside the table, 15 to 80; 0 as usual",
    ),
    Setting(
        ("panes", "detail_height"),
        checks.pane_share,
        0,
        "percent of the height that the detail has under the table, 15 to 80; 0 as usual",
    ),
    Setting(
        ("files", "inflate_limit"),
        checks.size,
        "192M",
        "bytes that one compressed text may inflate to: a small file can fill the memory",
    ),
    Setting(
        ("cache", "size"),
        checks.size,
        "1G",
        "bytes of what is kept on disk of services and buckets, and as many of folders; "
        "what was used longest ago goes first",
    ),
    Setting(("cache", "days"), checks.count, CACHE_DAYS, "for how long they are kept"),
    Setting(("history", "keep"), checks.count, KEPT, "how many questions are remembered"),
    Setting(("history", "days"), checks.count, DAYS, "for how long questions are remembered"),
    Setting(
        (KEYS, ANY),
        checks.keys,
        "",
        "the keys of a command, by its id",
        "commands",
        '"question.edit" = "slash,f2"',
    ),
    _profile("aws_profile", checks.text, "", "the AWS profile, where it has another name"),
    _profile("regions", checks.texts, (), 'the Regions to ask, or ["all"]'),
    _profile("backend", checks.backend, "", "where to ask"),
    Setting((PROFILES, ANY, ANY), checks.anything, "", "what a backend is told", _OPTIONS),
    _profile("colour", checks.colour, "", "of the header: red, yellow, green, … or #rrggbb"),
)


def rows(vocabulary: Vocabulary) -> Iterator[Setting]:
    """Every setting, those that backends have among them.

    Where no backends are known, one row stands for whatever they have.
    """
    for setting in _SETTINGS:
        if setting.path == _DEFAULT_BACKEND:
            yield replace(setting, default=next(iter(vocabulary.services), ""))
        elif setting.names == _OPTIONS and vocabulary.options:
            for option in vocabulary.options:
                check = checks.texts if option.is_list else checks.text
                yield _profile(option.name, check, () if option.is_list else "", option.doc)
        else:
            yield setting


def find(path: SettingPath, vocabulary: Vocabulary = NOTHING_KNOWN) -> Setting | None:
    """The setting at this place of the document."""
    found = (setting for setting in rows(vocabulary) if _leads(path, setting.path))
    return min(found, key=lambda setting: setting.path.count(ANY), default=None)


def is_table(path: SettingPath) -> bool:
    """Whether settings lie below this place."""
    return any(
        len(path) < len(setting.path) and _leads(path, setting.path[: len(path)])
        for setting in _SETTINGS
    )


def members(path: SettingPath, vocabulary: Vocabulary = NOTHING_KNOWN) -> list[str]:
    """The names that may stand in the table at this place; none where the user gives them."""
    depth = len(path)
    found = (
        setting.path[depth]
        for setting in rows(vocabulary)
        if len(setting.path) > depth and _leads(path, setting.path[:depth])
    )
    return [name for name in dict.fromkeys(found) if name != ANY]


def _leads(path: SettingPath, pattern: SettingPath) -> bool:
    return len(path) == len(pattern) and all(
        part in (ANY, name) for name, part in zip(path, pattern, strict=True)
    )


def accepted(path: SettingPath, value: object, vocabulary: Vocabulary) -> Value:
    """The value of the setting at this place, checked. Raises BadValueError."""
    setting = find(path, vocabulary)
    if setting is None:
        hint = checks.nearest(path[-1], members(path[:-1], vocabulary))
        raise BadValueError(f"There is no setting {path[-1]!r} here.", hint)
    if setting.names == "columns":
        checks.named(path[-1], vocabulary.columns, "column")
    elif setting.names == "commands":
        ids = [command for group in vocabulary.commands() for command in group]
        checks.named(path[-1], ids, "command")
    return setting.check(value, vocabulary)


def typed(path: SettingPath, text: str, vocabulary: Vocabulary) -> Value:
    """The value that a person typed: lists with commas, no quotes. Raises BadValueError."""
    setting = find(path, vocabulary)
    raw: object = text
    if setting is not None and isinstance(setting.default, tuple):
        raw = [part.strip() for part in text.split(",") if part.strip()]
    elif setting is not None and isinstance(setting.default, int):
        raw = int(text) if text.isascii() and text.isdigit() else text
    return accepted(path, raw, vocabulary)


def shown(value: Value) -> str:
    """A value as a person types it."""
    return ", ".join(value) if isinstance(value, tuple) else str(value)
