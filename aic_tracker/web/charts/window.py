"""What a rolling window of aids holds over time, under its ceiling."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from aic_tracker import formats

_WIDTH, _HEIGHT = 760, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 744, 30.0, 206.0


@dataclass(frozen=True)
class WindowDay:
    """From that day on, the window holds `used_cents`."""

    on: date
    granted_cents: int
    left_cents: int
    used_cents: int


@dataclass(frozen=True)
class WindowChart:
    title: str
    width: int
    height: int
    left: int
    right: int
    bottom: float
    area: str
    ceiling_y: float
    ceiling_label: str
    ceiling_label_y: float
    today_x: float
    today_anchor: str
    grid: list[tuple[float, float, str]]
    years: list[tuple[float, str]]
    label_x: int
    years_y: float
    tick_y: float
    rows: list[tuple[str, str, str, str, str]]


def window(days: Sequence[WindowDay], ceiling_cents: int, today: date, *, title: str) -> WindowChart:
    """A staircase over the years in which something changes; today is always in sight."""
    first = min([today, *(day.on for day in days)]) - timedelta(days=60)
    last = max([today, *(day.on for day in days)]) + timedelta(days=60)
    top = max([ceiling_cents, *(day.used_cents for day in days)]) * 1.08

    def across(day: date) -> float:
        return round(_LEFT + (day - first).days / (last - first).days * (_RIGHT - _LEFT), 1)

    def up(cents: float) -> float:
        return round(_BOTTOM - cents / top * (_BOTTOM - _TOP), 1)

    points = [(float(_LEFT), _BOTTOM)]
    for day in days:
        points += [(across(day.on), points[-1][1]), (across(day.on), up(day.used_cents))]
    points += [(float(_RIGHT), points[-1][1]), (float(_RIGHT), _BOTTOM)]
    january = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    steps = [ceiling_cents * n // 4 for n in range(4)]
    return WindowChart(
        title=title,
        width=_WIDTH,
        height=_HEIGHT,
        left=_LEFT,
        right=_RIGHT,
        bottom=_BOTTOM,
        area=" ".join(f"{x},{y}" for x, y in points),
        ceiling_y=up(ceiling_cents),
        ceiling_label=f"plafond : {formats.money(ceiling_cents)}",
        ceiling_label_y=up(ceiling_cents) - 6,
        today_x=across(today),
        today_anchor="end" if across(today) > (_LEFT + _RIGHT) / 2 else "start",
        grid=[(up(cents), up(cents) + 4, f"{formats.thousands(cents // 100)}{formats.NBSP}€") for cents in steps],
        years=[(across(day), str(day.year)) for day in january],
        label_x=_LEFT - 8,
        years_y=_BOTTOM + 20,
        tick_y=_BOTTOM + 5,
        rows=[
            (
                formats.date_short(day.on),
                formats.money(day.granted_cents) if day.granted_cents else formats.DASH,
                formats.money(day.left_cents) if day.left_cents else formats.DASH,
                formats.money(day.used_cents),
                formats.money(ceiling_cents - day.used_cents),
            )
            for day in days
        ],
    )
