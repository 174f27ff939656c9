"""How colours are seen: contrast, and what those see who see two hues as one."""

from __future__ import annotations

from math import dist
from typing import Final, TypeAlias

from textual.color import Color, rgb_to_lab

Matrix: TypeAlias = tuple[tuple[float, float, float], ...]
PROTANOPIA: Final[Matrix] = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
DEUTERANOPIA: Final[Matrix] = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
"""On linear RGB, at full severity: Machado, Oliveira and Fernandes, "A Physiologically-based
Model for Simulation of Color Vision Deficiency" (IEEE TVCG 15:6, 2009), the authors' tables."""
_XTERM: Final = (
    *((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0)),
    *((0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)),
    *((127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0)),
    *((92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)),
)
_VGA: Final = (
    *((0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0)),
    *((0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170)),
    *((85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85)),
    *((85, 85, 255), (255, 85, 255), (85, 255, 255), (255, 255, 255)),
)
_CAMPBELL: Final = (
    *((12, 12, 12), (197, 15, 31), (19, 161, 14), (193, 156, 0)),
    *((0, 55, 218), (136, 23, 152), (58, 150, 221), (204, 204, 204)),
    *((118, 118, 118), (231, 72, 86), (22, 198, 12), (249, 241, 165)),
    *((59, 120, 255), (180, 0, 158), (97, 214, 214), (242, 242, 242)),
)
Palette: TypeAlias = tuple[tuple[int, int, int], ...]
DARK_GROUNDS: Final[dict[str, tuple[Palette, Color]]] = {
    "xterm": (_XTERM, Color(0, 0, 0)),
    "Linux": (_VGA, Color(0, 0, 0)),
    "Windows": (_CAMPBELL, Color(12, 12, 12)),
}
LIGHT_GROUNDS: Final[dict[str, tuple[Palette, Color]]] = {
    "xterm": (_XTERM, Color(255, 255, 255)),
    "Windows": (_CAMPBELL, Color(255, 255, 255)),
}
"""The sixteen colours of usual terminals, and the grounds that those have."""


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _encoded(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return 12.92 * part if part <= 0.0031308 else float(1.055 * part ** (1 / 2.4) - 0.055)


def contrast(one: Color, other: Color) -> float:
    """By WCAG 2, of two colours without alpha."""

    def luminance(color: Color) -> float:
        red, green, blue = map(_linear, color.normalized)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def seen(color: Color, by: Matrix) -> Color:
    """A colour as it is seen with a deficiency."""
    linear = [_linear(part) for part in color.normalized]
    parts = (sum(a * b for a, b in zip(row, linear, strict=True)) for row in by)
    red, green, blue = (round(255 * _encoded(part)) for part in parts)
    return Color(red, green, blue)


def difference(one: Color, other: Color) -> float:
    """How far apart two colours look: CIE 1976, where 2.3 is just noticed."""
    return dist(rgb_to_lab(one), rgb_to_lab(other))
