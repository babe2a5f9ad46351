"""The maturity of a project, dimension by dimension, as shapes on a web."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from aic_tracker import formats


@dataclass(frozen=True)
class Series:
    """One shape: a level of 1 to 4 per dimension, None where there is none. `kind`: before, now, target."""

    label: str
    values: Sequence[int | None]
    kind: str = "now"


@dataclass(frozen=True)
class Spoke:
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    lines: list[str]


@dataclass(frozen=True)
class Shape:
    series: Series
    path: str
    dots: list[tuple[float, float]]


@dataclass(frozen=True)
class Radar:
    width: int
    height: int
    cx: float
    cy: float
    rings: list[str]
    ring_labels: list[tuple[float, float, str]]
    spokes: list[Spoke]
    shapes: list[Shape]
    title: str
    columns: list[str]
    rows: list[tuple[str, list[str]]]


LEVELS = ("émergent", "en construction", "établi", "exemplaire")
_RADAR_WIDTH, _RADAR_HEIGHT, _RADIUS = 680, 480, 170.0


def radar(dimensions: Sequence[str], series: Sequence[Series], *, title: str = "Maturité par dimension") -> Radar:
    """Levels by dimension, clockwise from the top."""
    cx, cy = _RADAR_WIDTH / 2, _RADAR_HEIGHT / 2
    count = len(dimensions)

    def at(index: int, radius: float) -> tuple[float, float]:
        angle = 2 * math.pi * index / max(count, 1) - math.pi / 2
        return round(cx + radius * math.cos(angle), 1), round(cy + radius * math.sin(angle), 1)

    def polygon(points: Sequence[tuple[float, float]]) -> str:
        return " ".join(f"{x},{y}" for x, y in points)

    spokes = []
    for index, name in enumerate(dimensions):
        x, y = at(index, _RADIUS)
        label_x, label_y = at(index, _RADIUS + 16)
        anchor = "middle" if abs(label_x - cx) < 12 else "start" if label_x > cx else "end"
        lines = _wrap(name, 22)
        rise = (len(lines) - 1) * 15 if label_y < cy - _RADIUS else (len(lines) - 1) * 7.5 if anchor != "middle" else -6
        spokes.append(Spoke(x, y, label_x, round(label_y - rise + 4, 1), anchor, lines))

    shapes = []
    for one in series:
        dots = [at(i, _RADIUS * level / 4) for i, level in enumerate(one.values) if level is not None]
        shapes.append(Shape(one, polygon(dots), dots))
    return Radar(
        width=_RADAR_WIDTH,
        height=_RADAR_HEIGHT,
        cx=cx,
        cy=cy,
        rings=[polygon([at(i, _RADIUS * level / 4) for i in range(count)]) for level in (1, 2, 3, 4)],
        ring_labels=[(cx + 4, round(cy - _RADIUS * level / 4 + 11, 1), str(level)) for level in (1, 2, 3, 4)],
        spokes=spokes,
        shapes=shapes,
        title=title,
        columns=["Dimension", *(one.label for one in series)],
        rows=[(name, [level_text(one.values[i]) for one in series]) for i, name in enumerate(dimensions)],
    )


def level_text(level: int | None) -> str:
    """3 → « 3 — établi »."""
    return formats.DASH if level is None else f"{level} — {LEVELS[level - 1]}"


def _wrap(text: str, width: int) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        candidate = f"{lines[-1]} {word}".strip()
        if len(candidate) <= width or not lines[-1]:
            lines[-1] = candidate
        else:
            lines.append(word)
    return lines
