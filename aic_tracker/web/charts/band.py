"""The time declared month by month, over the band that is expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aic_tracker import formats


@dataclass(frozen=True)
class MonthTime:
    """One referent's month, in quarter days. `quarters` is None when nothing was declared, which is not zero."""

    month: date
    quarters: int | None
    least: int
    most: int
    state: str


MONTH_STATES = {
    "missing": "non déclaré",
    "nothing": "rien ce mois-ci",
    "under": "sous la fourchette",
    "within": "dans la fourchette",
    "over": "au-dessus de la fourchette",
    "current": "en cours",
    "future": "à venir",
}
# How a bar is drawn: what its states share, in the legend's order.
_DRAWN = {"within": "temps déclaré", "under": "temps sous la fourchette", "over": "temps au-dessus de la fourchette"}
_COLUMN, _BAND_TOP, _BAND_BOTTOM, _BAND_LEFT = 58, 28.0, 178.0, 44


@dataclass(frozen=True)
class Column:
    x: int
    center: float
    bar_x: float
    bar_y: float
    bar_height: float
    band_y: float
    band_height: float
    value_y: float
    value: str
    label: str
    month: MonthTime


@dataclass(frozen=True)
class Band:
    width: int
    height: int
    bottom: float
    left: int
    label_x: float
    label_y: float
    grid: list[tuple[float, float, str]]
    columns: list[Column]
    title: str
    rows: list[tuple[str, str, str, str]]
    legend: list[tuple[str, str]]
    has_missing: bool


def band(months: Sequence[MonthTime], *, title: str = "Temps déclaré par mois") -> Band:
    """A column per month over its expected band."""
    top = max([16, *(m.most for m in months), *(m.quarters or 0 for m in months)])
    top = -(-top // 4) * 4

    def up(quarters: int) -> float:
        return round(_BAND_BOTTOM - quarters / top * (_BAND_BOTTOM - _BAND_TOP), 1)

    columns = []
    for index, month in enumerate(months):
        x = _BAND_LEFT + index * _COLUMN
        columns.append(
            Column(
                x=x,
                center=x + _COLUMN / 2,
                bar_x=x + _COLUMN / 2 - 12,
                bar_y=up(month.quarters or 0),
                bar_height=round(_BAND_BOTTOM - up(month.quarters or 0), 1),
                band_y=up(month.most),
                band_height=round(up(month.least) - up(month.most), 1),
                value_y=up(month.quarters or 0) - 6,
                value=_month_value(month),
                label=formats.SHORT_MONTHS[month.month.month - 1],
                month=month,
            )
        )
    step = 4 if top <= 24 else 8
    return Band(
        width=_BAND_LEFT + len(months) * _COLUMN + 6,
        height=int(_BAND_BOTTOM + 28),
        bottom=_BAND_BOTTOM,
        left=_BAND_LEFT,
        label_x=_BAND_LEFT - 8,
        label_y=_BAND_BOTTOM + 18,
        grid=[
            (up(quarters), up(quarters) + 4, f"{quarters // 4}{formats.NBSP}j") for quarters in range(0, top + 1, step)
        ],
        columns=columns,
        title=title,
        rows=[
            (
                formats.month_year(m.month),
                formats.quarters(m.quarters),
                f"{formats.decimal(m.least / 4)} à {formats.quarters(m.most)}",
                MONTH_STATES[m.state],
            )
            for m in months
        ],
        legend=_legend(months),
        has_missing=any(month.state == "missing" for month in months),
    )


def _legend(months: Sequence[MonthTime]) -> list[tuple[str, str]]:
    """What this chart draws, and nothing else: one line for each look of a bar."""
    looks = {month.state if month.state in _DRAWN else "within" for month in months if month.quarters}
    return [(state, label) for state, label in _DRAWN.items() if state in looks]


def _month_value(month: MonthTime) -> str:
    if month.quarters is not None:
        return formats.quarters(month.quarters)
    return "?" if month.state == "missing" else ""
