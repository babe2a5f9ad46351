"""What a season received and achieved, in figures that name nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa

from aic_tracker import formats
from aic_tracker.aid import queries as aid
from aic_tracker.aid.models import AidSource
from aic_tracker.calendar_fr import add_months, month_start, paris_day
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.commitments import queries as commitments
from aic_tracker.dashboard import board, rules, totals
from aic_tracker.diagnostic import queries as diagnostic
from aic_tracker.events.presence import presences
from aic_tracker.expertise import queries as expertise
from aic_tracker.folding import by_name
from aic_tracker.funding import queries as funding
from aic_tracker.funding.models import PledgeState
from aic_tracker.introductions import queries as introductions
from aic_tracker.laureates import queries as laureates_queries
from aic_tracker.laureates.models import Laureate, LegalForm, Season, SupportPeriod
from aic_tracker.laureates.rules import is_supported
from aic_tracker.paper.ods import ods
from aic_tracker.paper.sheets import Cell, Sheet, Workbook
from aic_tracker.renewals import queries as renewals
from aic_tracker.renewals.models import Outcome
from aic_tracker.renewals.queries import periods_to_decide

SHOWN_MONTHS = 24  # two periods; an older season shows its last months
HEAD = ("Rubrique", "Chiffre", "Valeur", "Unité")


@dataclass(frozen=True)
class Figure:
    """One line of the report. `value` in the unit: jours, €, %, mois, or a plain count. `key`: of its rows."""

    group: str
    label: str
    value: Decimal | None
    unit: str = ""
    key: str = ""

    @property
    def text(self) -> str:
        if self.unit == "€" and self.value is not None:
            return formats.money(int(self.value * 100))
        said = formats.decimal(self.value)
        if not self.unit or self.value is None:
            return said
        unit = self.unit.removesuffix("s") if self.unit == "jours" and self.value < 2 else self.unit
        return f"{said}{formats.NBSP}{unit}"


@dataclass(frozen=True)
class Report:
    season: Season
    laureates: Sequence[Laureate]
    figures: Sequence[Figure]
    axes: Sequence[totals.AxisTotal]
    to_decide: Sequence[SupportPeriod]
    months: Sequence[date]
    heat: Sequence[totals.HeatRow]

    @property
    def groups(self) -> list[tuple[str, list[Figure]]]:
        names = dict.fromkeys(figure.group for figure in self.figures)
        return [(name, [figure for figure in self.figures if figure.group == name]) for name in names]


def report(season: Season, visible: sa.Select[Laureate], today: date) -> Report:
    """Over the laureates of the season that the select holds; the number of statements does not depend on them."""
    of_season = visible.where(Laureate.season_id == season.id)
    laureates = by_name(laureates_queries.loaded(of_season))
    periods = [period for laureate in laureates for period in laureate.periods]
    every_month = months_supported(periods, today)
    months = every_month[-SHOWN_MONTHS:]
    times = board.times_by_laureate(periods, today, months=every_month) if months else {}
    # The same months as those of the table, so that both say one sum.
    lived = [board.month_of(found, month, today) for found in times.values() for month in every_month]
    quarters = sum(month.quarters or 0 for month in lived if month)
    objectives = totals.objectives_by_laureate(laureates)
    axes = totals.axis_totals(objectives, today)
    to_decide = periods_to_decide(today, laureates=of_season)
    return Report(
        season=season,
        laureates=laureates,
        figures=[
            *_supported(laureates, len(to_decide), today),
            *_received(laureates),
            *_achieved(laureates, axes, quarters),
        ],
        axes=axes,
        to_decide=to_decide,
        months=months,
        heat=totals.heat_rows(laureates, times, months, today) if months else [],
    )


def months_supported(periods: Sequence[SupportPeriod], today: date) -> list[date]:
    """From the first month supported to the last one, or the present one."""
    started = [period for period in periods if period.starts_on <= today]
    if not started:
        return []
    month = month_start(min(period.starts_on for period in started))
    last = month_start(min(today, max(period.until for period in started) - timedelta(days=1)))
    months = []
    while month <= last:
        months.append(month)
        month = add_months(month, 1)
    return months


def _supported(laureates: Sequence[Laureate], to_decide: int, today: date) -> list[Figure]:
    ids = [laureate.id for laureate in laureates]
    taken = renewals.outcomes_of(ids)
    associations = sum(one.organisation.legal_form is LegalForm.ASSOCIATION for one in laureates)
    active = sum(is_supported(one, today) for one in laureates)
    return [
        _count("Accompagnements", "Lauréats", len(laureates), "laureats"),
        _count("Accompagnements", "Portés par une association", associations, "associations"),
        _count("Accompagnements", "Accompagnés aujourd’hui", active, "accompagnes"),
        _count(
            "Accompagnements", "Accompagnements ouverts", sum(len(one.periods) for one in laureates), "accompagnements"
        ),
        _count("Accompagnements", "Renouvelés", taken.get(Outcome.RENEW, 0), "renouveles"),
        _count("Accompagnements", "Terminés", taken.get(Outcome.END, 0), "termines"),
        _count("Accompagnements", "Arrêtés avant le terme", taken.get(Outcome.STOP_EARLY, 0), "arretes"),
        _count("Accompagnements", "Décisions attendues", to_decide, "decisions"),
    ]


def _received(laureates: Sequence[Laureate]) -> list[Figure]:
    ids = [laureate.id for laureate in laureates]
    support, introduced, aids = expertise.support_given(ids), introductions.totals_of(ids), aid.cents_by_source(ids)
    return [
        _count("Reçu", "Points tenus", checkpoints.number_held(ids), "points"),
        _count("Reçu", "Appuis métier", support.count, "appuis"),
        Figure("Reçu", "Temps d’appui métier", Decimal(support.quarters) / 4, "jours", "jours-appuis"),
        Figure("Reçu", "Valeur des appuis métier", Decimal(support.cents) / 100, "€", "valeur-appuis"),
        _count("Reçu", "Mises en relation", introduced.introductions, "mises-en-relation"),
        _count("Reçu", "Présences à des événements", len(presences(ids)), "evenements"),
        Figure("Reçu", "Subventions accordées", Decimal(aids.get(AidSource.GRANT, 0)) / 100, "€", "subventions"),
        _count("Obtenu", "Partenariats", introduced.partnerships, "partenariats"),
        Figure(
            "Obtenu",
            "Temps gagné grâce aux mises en relation",
            Decimal(introduced.months_gained),
            "mois",
            "mois-gagnes",
        ),
    ]


def _achieved(laureates: Sequence[Laureate], axes: Sequence[totals.AxisTotal], quarters: int) -> list[Figure]:
    ids = [laureate.id for laureate in laureates]
    proven, applicable = commitments.proven_and_applicable(ids)
    pledges = funding.pledges_by_state(ids)
    won = diagnostic.levels_won(ids)
    return [
        _count("Obtenu", "Objectifs fixés", sum(total.objectives for total in axes), "fixes"),
        _count("Obtenu", "Objectifs atteints", sum(total.achieved for total in axes), "atteints"),
        Figure(
            "Obtenu", "Évolution moyenne de la maturité", None if won is None else round(won, 2), "niveau", "maturite"
        ),
        _count("Donné par les projets", "Engagements prouvés", proven, "prouves"),
        _count("Donné par les projets", "Engagements attendus", applicable, "engagements"),
        Figure(
            "Donné par les projets",
            "Temps des référentes et référents",
            Decimal(quarters) / 4,
            "jours",
            "temps",
        ),
        _count("Soutiens des partenaires", "Promesses", sum(pledges.values()), "promesses"),
        _count("Soutiens des partenaires", "Tenues", pledges.get(PledgeState.KEPT, 0), "tenues"),
        _count("Soutiens des partenaires", "Non tenues", pledges.get(PledgeState.BROKEN, 0), "non-tenues"),
        _count("Soutiens des partenaires", "En cours", pledges.get(PledgeState.OPEN, 0), "ouvertes"),
    ]


def _count(group: str, label: str, value: int, key: str) -> Figure:
    return Figure(group, label, Decimal(value), key=key)


def file_name(season: Season, ending: str, *, at: datetime) -> str:
    return f"{season.slug}-{paris_day(at).isoformat()}.{ending}"


def csv_rows(found: Report) -> list[list[str]]:
    """Under `HEAD`: values with a comma, as French spreadsheets read them."""
    return [[one.group, one.label, _plain(one.value), one.unit] for one in found.figures]


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


def season_ods(found: Report, *, at: datetime) -> bytes:
    """Figures, axes and months; no project nor person is named."""
    figures: list[list[Cell]] = [[one.group, one.label, one.value, one.unit] for one in found.figures]
    axes: list[list[Cell]] = [
        [one.axis.label, one.laureates, one.objectives, one.achieved, one.late, one.blocked, one.dropped]
        for one in found.axes
    ]
    months: list[list[Cell]] = [
        [month, *_month([row.cells[place] for row in found.heat])] for place, month in enumerate(found.months)
    ]
    sheets = (
        Sheet("Chiffres", HEAD, figures, (26, 40, 16, 10)),
        Sheet(
            "Axes",
            ("Axe", "Lauréats", "Objectifs", "Atteints", "En retard", "Bloqués", "Abandonnés"),
            axes,
            (18, 10, 10, 10, 10, 10, 12),
        ),
        Sheet(
            "Mois", ("Mois", "Lauréats accompagnés", "Points tenus", "Jours des référents"), months, (12, 22, 14, 20)
        ),
    )
    return ods(Workbook(f"Bilan de la saison — {found.season.name}", sheets), at=at)


def _month(cells: Sequence[totals.Cell]) -> tuple[int, int, Decimal]:
    quarters = sum(cell.time.quarters or 0 for cell in cells if cell.time)
    return sum(cell.is_covered for cell in cells), sum(cell.points for cell in cells), Decimal(quarters) / 4


def month_names(months: Sequence[date]) -> list[str]:
    """« avr. 2026 »."""
    return [f"{formats.SHORT_MONTHS[month.month - 1]} {month.year}" for month in months]


def days_to_term(period: SupportPeriod, today: date) -> str:
    return rules.term_text(period.term_on, today)
