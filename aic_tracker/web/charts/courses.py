"""The courses of several laureates over the same months: one line each, its periods and its points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aic_tracker import formats
from aic_tracker.web.charts.timeline import Mark, MonthBox, Placed, Span, month_boxes

_WIDTH, _LEFT, _RIGHT, _HEADER, _LINE = 960, 184.0, 950.0, 46.0, 34
_LETTERS = 25


@dataclass(frozen=True)
class CourseLine:
    name: str
    url: str
    periods: Sequence[Span]
    points: Sequence[Mark]


@dataclass(frozen=True)
class PeriodBar:
    """`starts_inside`, `ends_inside`: whether that end of the period is among the months shown."""

    x: float
    end_x: float
    width: float
    starts_inside: bool
    ends_inside: bool
    label: str


@dataclass(frozen=True)
class PlacedCourse:
    label: str
    name: str
    y: float
    label_y: float
    bar_y: float
    end_y: float
    bars: list[PeriodBar]
    points: list[Placed]


@dataclass(frozen=True)
class CourseRow:
    """A line of the table beside the picture."""

    name: str
    url: str
    periods: list[str]
    held: list[str]
    planned: list[str]


@dataclass(frozen=True)
class Courses:
    width: int
    height: float
    left: float
    right: float
    months: list[MonthBox]
    lines: list[PlacedCourse]
    today_x: float
    axis_y: float
    body_height: float
    title: str
    rows: list[CourseRow]


def courses(starts_on: date, until: date, today: date, lines: Sequence[CourseLine]) -> Courses:
    """The months of `[starts_on, until)`, `today` among them."""
    days = (until - starts_on).days

    def at(day: date) -> float:
        share = min(max((day - starts_on).days / days, 0), 1)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    placed = []
    for index, line in enumerate(lines):
        y = _HEADER + index * _LINE + _LINE / 2
        bars = [
            PeriodBar(
                at(span.starts_on),
                at(span.ends_on),
                round(at(span.ends_on) - at(span.starts_on), 1),
                span.starts_on >= starts_on,
                span.ends_on <= until,
                span.label,
            )
            for span in line.periods
        ]
        label = line.name if len(line.name) <= _LETTERS else line.name[: _LETTERS - 1].rstrip() + "…"
        points = [Placed(at(mark.on), y, mark) for mark in line.points]
        placed.append(PlacedCourse(label, line.name, y, y + 4, y - 11, y + 11, bars, points))
    axis_y = _HEADER + len(lines) * _LINE + 4
    first, last = formats.month_year(starts_on), formats.month_year(date.fromordinal(until.toordinal() - 1))
    return Courses(
        width=_WIDTH,
        height=axis_y + 6,
        left=_LEFT,
        right=_RIGHT,
        months=month_boxes(starts_on, until, at),
        lines=placed,
        today_x=at(today),
        axis_y=axis_y,
        body_height=axis_y - 18,
        title=f"Calendrier du portefeuille, {first} – {last}",
        rows=[
            CourseRow(
                line.name,
                line.url,
                [span.label for span in line.periods],
                [formats.date_short(mark.on) for mark in line.points if mark.kind == "held"],
                [formats.date_short(mark.on) for mark in line.points if mark.kind == "planned"],
            )
            for line in lines
        ],
    )
