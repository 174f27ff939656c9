"""Colours that can be read: each is moved away from its grounds until it stands out from all.

Themes are made by taste; accents that are told apart on one ground vanish on another. What
trailview writes with is therefore worked out for each theme, and not looked up in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from textual.color import BLACK, WHITE, Color
from textual.theme import Theme

READABLE: Final = 4.5
"""The contrast of text, by WCAG 2.2, 1.4.3 (AA)."""
_STEP: Final = 0.04
_FOCUSED, _BLURRED = 1.35, 1.2
"""How much the cursor's row stands out, as it has the focus or not: no more than that, or hues
on it would have no room."""
_QUIET: Final = 0.3
"""How far quiet text is moved towards the ground, as far as it stays readable."""
_TEXTS: Final = ("primary", "secondary", "accent", "warning", "error", "success")


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


def readable(colour: Color, grounds: tuple[Color, ...], least: float = READABLE) -> Color:
    """The colour, or the one nearest to it on the way to black or white that stands out."""
    end = black_or_white(grounds[0])
    share = 0.0
    moved = colour
    while share < 1 and not stands_out(moved, grounds, least):
        share += _STEP
        moved = colour.blend(end, share, 1.0)
    return moved


def _tinted(ground: Color, hue: Color, least: float) -> Color:
    """The ground with so much of a hue that it stands out from what it was."""
    share = _STEP
    while share < 1 and contrast(tinted := ground.blend(hue, share, 1.0), ground) < least:
        share += _STEP
    return tinted


def variables_of(theme: Theme) -> dict[str, str]:
    """The variables of style sheets that trailview writes with, in place of the theme's own.

    Text is readable on the theme's grounds and on the cursor's row, `$primary` marks the
    focus, and `$background` is readable on `$primary` and on every `$text-…`.
    """
    return _of_terminal(theme) if theme.ansi else _of_colours(theme)


def _of_colours(theme: Theme) -> dict[str, str]:
    made = {
        name: Color.parse(value)
        for name, value in theme.to_color_system().generate().items()
        if name in ("background", "surface", "panel", "foreground", *_TEXTS)
    }
    ground = made["background"]
    focused = _tinted(ground, made["primary"], _FOCUSED)
    blurred = _tinted(ground, made["foreground"], _BLURRED)
    plain = ground, made["surface"], made["panel"]
    grounds = (*plain, focused, blurred)
    text = readable(made["foreground"], grounds)
    primary = readable(made["primary"], plain)
    found = {
        "foreground": text,
        "primary": primary,
        "text-muted": readable(text.blend(ground, _QUIET, 1.0), grounds),
        "primary-muted": focused,
        "block-cursor-blurred-background": blurred,
        "block-cursor-background": primary,
        "block-cursor-foreground": ground,
        **{f"text-{name}": readable(made[name], grounds) for name in _TEXTS},
    }
    return {name: colour.hex for name, colour in found.items()}


def _of_terminal(theme: Theme) -> dict[str, str]:
    """Nothing is known of the terminal's colours: no ground but its own, and nothing is dim."""
    del theme
    return {
        "text-muted": "ansi_default",
        "text-disabled": "ansi_default",
        "primary-muted": "ansi_default",
        "block-cursor-background": "ansi_default",
        "block-cursor-foreground": "ansi_default",
        "block-cursor-text-style": "reverse",
        "block-cursor-blurred-background": "ansi_default",
        "block-cursor-blurred-foreground": "ansi_default",
        "block-cursor-blurred-text-style": "bold",
    }
