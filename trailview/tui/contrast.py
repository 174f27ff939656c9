"""Colours that can be read: each is moved away from its grounds until it stands out from all.

Themes are made by taste; accents that are told apart on one ground vanish on another. What
trailview writes with is therefore worked out for each theme, and not looked up in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from math import dist
from typing import Final, TypeAlias

from textual.color import BLACK, WHITE, Color, rgb_to_lab
from textual.theme import Theme

READABLE: Final = 4.5
"""The contrast of text, by WCAG 2.2, 1.4.3 (AA)."""
_STEP: Final = 0.04
_FOCUSED, _BLURRED = 1.35, 1.2
"""How much the cursor's row stands out, as it has the focus or not: no more than that, or hues
on it would have no room."""
_QUIET: Final = 0.3
"""How far quiet text is moved towards the ground, as far as it stays readable."""
_HUES: Final = ("primary", "secondary", "accent", "warning", "error", "success")
_APART: Final = 25
"""The distance in CIELAB from which two hues are told apart at a glance."""
_DEEP: Final = ("black", "red", "blue", "magenta")
"""The terminal's colours that are read on white in all usual palettes."""


@lru_cache(maxsize=512)
def _luminance(colour: Color) -> float:
    """The relative luminance of a colour, by WCAG 2.2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    """The contrast of two opaque colours by WCAG 2.2, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def stands_out(colour: Color, grounds: Iterable[Color], least: float = READABLE) -> bool:
    """Whether a colour has at least that contrast to each of the grounds."""
    return all(contrast(colour, ground) >= least for ground in grounds)


def black_or_white(ground: Color) -> Color:
    """What is read best on a ground; its contrast is 4.58 at least, whatever the ground is."""
    return max(BLACK, WHITE, key=lambda colour: contrast(colour, ground))


def unchanged(colour: Color) -> Color:
    """A colour as a terminal shows it that knows all."""
    return colour


@lru_cache(maxsize=512)
def in_256(colour: Color) -> Color:
    """A colour as a terminal of 256 shows it: the one that Rich takes to be nearest."""
    from rich.color import ColorSystem

    shown = colour.rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    return Color(*shown)


Shown: TypeAlias = Callable[[Color], Color]
"""How a terminal shows a colour."""


def readable(colour: Color, grounds: tuple[Color, ...], shown: Shown = unchanged) -> Color:
    """The colour, or the one nearest to it on the way to black or white that stands out.

    The grounds are as they are shown.
    """
    end = black_or_white(grounds[0])
    share = 0.0
    moved = colour
    while share < 1 and not stands_out(shown(moved), grounds):
        share += _STEP
        moved = colour.blend(end, share, 1.0)
    return moved


def _tinted(ground: Color, hue: Color, least: float, shown: Shown) -> Color:
    """The ground with so much of a hue that it stands out from what it was."""
    share, tinted = 0.0, ground
    while share < 1 and contrast(shown(tinted), shown(ground)) < least:
        share += _STEP
        tinted = ground.blend(hue, share, 1.0)
    return tinted


def variables_of(theme: Theme, shown: Shown = unchanged) -> dict[str, str]:
    """The variables of style sheets that trailview writes with, in place of the theme's own.

    Text is readable on the theme's grounds and on the cursor's row, `$primary` marks the
    focus, and `$background` is readable on `$primary` and on every `$text-…`.
    """
    return _of_terminal(theme) if theme.ansi else _of_colours(theme, shown)


def _of_colours(theme: Theme, shown: Shown) -> dict[str, str]:
    made = {
        name: Color.parse(value)
        for name, value in theme.to_color_system().generate().items()
        if name in ("background", "surface", "panel", "foreground", *_HUES)
    }
    made["accent"] = _apart(made)
    ground = made["background"]
    focused = _tinted(ground, made["primary"], _FOCUSED, shown)
    blurred = _tinted(ground, made["foreground"], _BLURRED, shown)
    plain = tuple(shown(made[name]) for name in ("background", "surface", "panel"))
    grounds = (*plain, shown(focused), shown(blurred))
    text = readable(made["foreground"], grounds, shown)
    primary = readable(made["primary"], plain, shown)
    quiet = readable(text.blend(ground, _QUIET, 1.0), grounds, shown)
    found = {
        "foreground": text,
        "primary": primary,
        "text-muted": quiet,
        "text-disabled": quiet,
        "primary-muted": focused,
        "block-cursor-blurred-background": blurred,
        "block-cursor-background": primary,
        "block-cursor-foreground": ground,
        **{f"text-{name}": readable(made[name], grounds, shown) for name in _HUES},
    }
    return {name: colour.hex for name, colour in found.items()}


def _apart(made: Mapping[str, Color]) -> Color:
    """The theme's accent, or another of its hues where that is the one of warnings or errors."""
    others = [rgb_to_lab(made[name]) for name in ("warning", "error")]

    def is_apart(name: str) -> bool:
        lab = rgb_to_lab(made[name])
        return all(dist(lab, other) >= _APART for other in others)

    return made[next(filter(is_apart, ("accent", "secondary", "primary")), "accent")]


# Where only the terminal knows its colours


def _of_terminal(theme: Theme) -> dict[str, str]:
    """The sixteen colours that the terminal has: on no ground but its own."""
    hues = {name: getattr(theme, name) or theme.primary for name in _HUES}
    readable_hues = {name: _on_own_ground(hue, dark=theme.dark) for name, hue in hues.items()}
    return {
        "ansi-background": "ansi_default",
        "ansi-foreground": "ansi_default",
        "text-muted": "ansi_default",
        "text-disabled": "ansi_default",
        "primary": readable_hues["primary"],
        "primary-muted": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-text-style": "bold",
        **{f"text-{name}": hue for name, hue in readable_hues.items()},
    }


def _on_own_ground(name: str, *, dark: bool) -> str:
    """A colour of the terminal's that is read on its ground: bright on black, deep on white."""
    hue = name.removeprefix("ansi_").removeprefix("bright_")
    if hue == "default":
        return name
    if dark:
        return f"ansi_bright_{hue}"
    return f"ansi_{hue}" if hue in _DEEP else "ansi_default"
