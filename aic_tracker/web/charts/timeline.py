"""The twelve months of an accompaniment: its points, deadlines and their slips, assignments and introductions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from aic_tracker import formats
from aic_tracker.calendar_fr import months_between

# One unit of the drawing is one CSS pixel at its natural size.
_LETTER = 6.6

Scale = Callable[[date], float]


@dataclass(frozen=True)
class Mark:
    """Something on one day. `kind`: planned, held, cancelled for a point; due, late, done, partly for an objective.

    `moved_from`: the day first said, when it is another; `note`: what the table adds to the state.
    """

    on: date
    label: str
    kind: str
    url: str = ""
    moved_from: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Span:
    """Something that lasts, over `[starts_on, ends_on)`. `kind`: planned, running, done, stopped.

    `state`: what the table says of it, when that is more than the kind.
    """

    starts_on: date
    ends_on: date
    label: str
    kind: str = "running"
    url: str = ""
    state: str = ""


KINDS = {
    "planned": "prévu",
    "held": "tenu",
    "cancelled": "annulé",
    "due": "à venir",
    "late": "en retard",
    "done": "atteint",
    "partly": "partiellement atteint",
}
SPAN_KINDS = {"planned": "prévu", "running": "en cours", "done": "terminé", "stopped": "sans suite"}


@dataclass(frozen=True)
class MonthBox:
    x: float
    width: float
    label: str
    center: float


@dataclass(frozen=True)
class Placed:
    """`slip`: where the dotted line from the first day starts and ends; None when the two days nearly touch."""

    x: float
    y: float
    mark: Mark
    slip: tuple[float, float] | None = None


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    label: str
    label_x: float
    label_y: float
    anchor: str
    span: Span


@dataclass(frozen=True)
class Row:
    """A line of the table beside the picture."""

    on: str
    what: str
    label: str
    state: str
    url: str = ""


@dataclass(frozen=True)
class Timeline:
    width: int
    height: float
    left: float
    right: float
    months: list[MonthBox]
    lanes: list[tuple[float, str]]
    points: list[Placed]
    objectives: list[Placed]
    bars: list[Bar]
    today_x: float | None
    today_anchor: str
    axis_y: float
    body_height: float
    footer_y: float
    first_day: str
    last_day: str
    title: str
    rows: list[Row]
    kinds: set[str] = field(default_factory=set)


_WIDTH, _LEFT, _RIGHT, _HEADER = 960, 84.0, 950.0, 46.0


def timeline(
    starts_on: date,
    term_on: date,
    today: date,
    *,
    points: Sequence[Mark] = (),
    objectives: Sequence[Mark] = (),
    assignments: Sequence[Span] = (),
    introductions: Sequence[Span] = (),
) -> Timeline:
    """The months of a support period `[starts_on, term_on)`, what happens in them, and today."""
    days = max((term_on - starts_on).days, 1)

    def at(day: date) -> float:
        share = min(max((day - starts_on).days / days, 0), 1)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    months = month_boxes(starts_on, term_on, at)
    inside = [mark for mark in points if starts_on <= mark.on <= term_on]
    placed_points, y = _stack(inside, at, _HEADER + 14)
    lanes = [(_HEADER + 18, "Points")]
    placed_objectives: list[Placed] = []
    if objectives:
        lanes.append((y + 4, "Objectifs"))
        placed_objectives, y = _stack([m for m in objectives if starts_on <= m.on <= term_on], at, y)
    bars: list[Bar] = []
    for lane, spans in (("Appuis", assignments), ("Relations", introductions)):
        if spans:
            lanes.append((y + 16, lane))
            packed, y = _pack([s for s in spans if s.starts_on < term_on and s.ends_on > starts_on], at, y)
            bars += packed
    last = term_on - timedelta(days=1)
    today_x = at(today) if starts_on <= today < term_on else None
    marks = [*points, *objectives]
    return Timeline(
        width=_WIDTH,
        height=y + 26,
        left=_LEFT,
        right=_RIGHT,
        months=months,
        lanes=lanes,
        points=placed_points,
        objectives=placed_objectives,
        bars=bars,
        today_x=today_x,
        today_anchor="start" if (today_x or 0) < _LEFT + 40 else "end" if (today_x or 0) > _RIGHT - 40 else "middle",
        axis_y=y,
        body_height=y - 18,
        footer_y=y + 20,
        first_day=formats.date_short(starts_on),
        last_day=formats.date_short(last),
        title=f"Calendrier de l’accompagnement, du {formats.date_plain(starts_on)} au {formats.date_plain(last)}",
        rows=_timeline_rows(points, objectives, assignments, introductions),
        kinds={mark.kind for mark in marks} | ({"slip"} if any(p.slip for p in placed_objectives) else set()),
    )


def month_boxes(starts_on: date, until: date, at: Scale) -> list[MonthBox]:
    """One box a month of `[starts_on, until)`; a month too narrow for its name has none."""
    months = []
    starts = [max(month, starts_on) for month in months_between(starts_on, until)]
    for first, after in zip(starts, [*starts[1:], until], strict=True):
        x, width = at(first), round(at(after) - at(first), 1)
        label = formats.SHORT_MONTHS[first.month - 1] if width > 34 else ""
        months.append(MonthBox(x, width, label, round(x + width / 2, 1)))
    return months


def _stack(marks: Sequence[Mark], at: Scale, top: float) -> tuple[list[Placed], float]:
    """Marks in date order, each with its slip on the first level where it hides no other; then the next lane."""
    ends: list[float] = []
    placed = []
    for mark in sorted(marks, key=lambda mark: min(mark.on, mark.moved_from or mark.on)):
        x, first = at(mark.on), at(mark.moved_from or mark.on)
        left, right = min(x, first), max(x, first)
        level = next((n for n, end in enumerate(ends) if left - end >= 18), len(ends))
        if level == len(ends):
            ends.append(right)
        ends[level] = right
        slip = None if right - left < 16 else (first, x - 10 if first < x else x + 10)
        placed.append(Placed(x, top + level * 20, mark, slip))
    return placed, top + max(len(ends), 1) * 20 + 12


def _pack(spans: Sequence[Span], at: Scale, top: float) -> tuple[list[Bar], float]:
    ends: list[float] = []
    bars = []
    for span in sorted(spans, key=lambda span: (span.starts_on, span.ends_on)):
        x = at(span.starts_on)
        width = max(round(at(span.ends_on) - x, 1), 6)
        label = span.label if len(span.label) <= 44 else span.label[:43].rstrip() + "…"
        text = len(label) * _LETTER
        overflows = x + text > _RIGHT
        left, right = (min(x, x + width - text), x + width) if overflows else (x, max(x + width, x + text))
        level = next((n for n, end in enumerate(ends) if left - end >= 10), len(ends))
        if level == len(ends):
            ends.append(right)
        ends[level] = right
        anchor, label_x = ("end", round(x + width, 1)) if overflows else ("start", x)
        y = top + level * 34 + 8
        bars.append(Bar(x, y, width, label, label_x, y + 20, anchor, span))
    return bars, top + max(len(ends), 1) * 34 + 8


def _timeline_rows(
    points: Sequence[Mark], objectives: Sequence[Mark], assignments: Sequence[Span], introductions: Sequence[Span]
) -> list[Row]:
    rows = []
    for what, marks in (("Point", points), ("Objectif", objectives)):
        for mark in marks:
            state = f"{KINDS[mark.kind]}, {mark.note}" if mark.note else KINDS[mark.kind]
            rows.append((mark.on, Row(formats.date_short(mark.on), what, mark.label, state, mark.url)))
    for what, spans in (("Appui", assignments), ("Mise en relation", introductions)):
        for span in spans:
            dates = f"{formats.date_short(span.starts_on)} – {formats.date_short(span.ends_on - timedelta(days=1))}"
            state = span.state or SPAN_KINDS[span.kind]
            rows.append((span.starts_on, Row(dates, what, span.label, state, span.url)))
    return [row for _day, row in sorted(rows, key=lambda pair: pair[0])]
