"""What each figure of a season's report counts or adds up, row by row: the same conditions, read as a list."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from aic_tracker.aid import queries as aid
from aic_tracker.aid.models import AidSource
from aic_tracker.checkpoints.queries import lists as points
from aic_tracker.commitments import queries as commitments
from aic_tracker.commitments.models import CommitmentState
from aic_tracker.commitments.tables import COMMITMENTS
from aic_tracker.dashboard import board
from aic_tracker.dashboard.season import months_supported
from aic_tracker.dashboard.tables import WAITING_POINTS
from aic_tracker.db import db
from aic_tracker.diagnostic import queries as diagnostic
from aic_tracker.events.presence import presences
from aic_tracker.events.tables import PRESENCES
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise.tables import ASSIGNMENTS
from aic_tracker.folding import by_name
from aic_tracker.funding import queries as funding
from aic_tracker.funding.models import PledgeState
from aic_tracker.funding.tables import LEDGER, PLEDGES
from aic_tracker.introductions import queries as introductions
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.introductions.tables import INTRODUCTIONS
from aic_tracker.laureates import queries as laureates_queries
from aic_tracker.laureates.models import Laureate, LegalForm, Season
from aic_tracker.laureates.rules import is_supported, last_day
from aic_tracker.paper.tables import Column, Kind, Table
from aic_tracker.renewals import queries as renewals
from aic_tracker.renewals.models import Outcome


@dataclass(frozen=True)
class Told:
    """A row, and the laureate that it is about."""

    laureate: Laureate
    of: Any


@dataclass(frozen=True)
class Asked:
    """The laureates of the season that one may see."""

    visible: sa.Select[Laureate]
    laureates: Sequence[Laureate]
    today: date

    @property
    def ids(self) -> list[int]:
        return [laureate.id for laureate in self.laureates]

    def told(self, rows: Iterable[Any], laureate_id: Callable[[Any], int]) -> list[Told]:
        by_id = {laureate.id: laureate for laureate in self.laureates}
        return [Told(by_id[laureate_id(row)], row) for row in rows]


def asked(season: Season, visible: sa.Select[Laureate], today: date) -> Asked:
    of_season = visible.where(Laureate.season_id == season.id)
    return Asked(of_season, by_name(laureates_queries.loaded(of_season)), today)


def _of_many(table: Table) -> Table:
    return table.of_many("Lauréat", "laureate.name", "of")


LAUREATES = _of_many(
    Table(
        "laureats",
        "Lauréats",
        (
            Column("Structure porteuse", "organisation.name"),
            Column("Forme", "organisation.legal_form"),
            Column("Statut", "status"),
        ),
    )
)
PERIODS = _of_many(
    Table(
        "accompagnements",
        "Accompagnements",
        (
            Column("N°", "number", Kind.COUNT),
            Column("Premier jour", "starts_on", Kind.DAY),
            Column("Dernier jour", lambda period: last_day(period.until), Kind.DAY),
        ),
    )
)
DECISIONS = _of_many(
    Table(
        "decisions",
        "Décisions",
        (
            Column("Accompagnement", "period.number", Kind.COUNT),
            Column("Décision", "outcome"),
            Column("Le", "decided_on", Kind.DAY),
            Column("Par", "decider.name"),
            Column("Raison", "reason", Kind.LONG),
        ),
    )
)
POINTS = _of_many(replace(WAITING_POINTS, file="points", columns=WAITING_POINTS.columns[1:]))
LEVELS = _of_many(Table("maturite", "Maturité", (Column("Évolution (niveau)", lambda won: round(won, 2), Kind.COUNT),)))
MONTHS = _of_many(
    Table(
        "temps",
        "Temps des référentes et référents",
        (Column("Mois", "month", Kind.DAY), Column("Temps (jours)", "quarters", Kind.TIME)),
    )
)


def _laureates(found: Asked) -> list[Told]:
    return [Told(laureate, laureate) for laureate in found.laureates]


def _associations(found: Asked) -> list[Told]:
    return [one for one in _laureates(found) if one.of.organisation.legal_form is LegalForm.ASSOCIATION]


def _supported(found: Asked) -> list[Told]:
    return [one for one in _laureates(found) if is_supported(one.laureate, found.today)]


def _periods(found: Asked) -> list[Told]:
    return [Told(laureate, period) for laureate in found.laureates for period in laureate.periods]


def _to_decide(found: Asked) -> list[Told]:
    waiting = renewals.periods_to_decide(found.today, laureates=found.visible)
    return found.told(waiting, lambda period: period.laureate_id)


def _decided(outcome: Outcome) -> "Rows":
    def rows(found: Asked) -> list[Told]:
        decisions = [one for one in renewals.decisions_on(found.ids) if one.outcome is outcome]
        return found.told(decisions, lambda one: one.period.laureate_id)

    return rows


def _points(found: Asked) -> list[Told]:
    rows = db.session.execute(points.listed(points.held(found.ids))).all()
    ids = {laureate.slug: laureate.id for laureate in found.laureates}
    return found.told(rows, lambda row: ids[row.slug])


def _assignments(found: Asked) -> list[Told]:
    return found.told(expertise.support_lines(found.ids), lambda line: line.assignment.laureate_id)


def _introductions(found: Asked) -> list[Told]:
    return found.told(introductions.introductions_to(found.ids), _whose)


def _partnerships(found: Asked) -> list[Told]:
    return [one for one in _introductions(found) if one.of.status is IntroductionStatus.PARTNERSHIP]


def _months_gained(found: Asked) -> list[Told]:
    return [one for one in _introductions(found) if one.of.months_gained]


def _events(found: Asked) -> list[Told]:
    return found.told(presences(found.ids), _whose)


def _grants(found: Asked) -> list[Told]:
    return found.told(aid.granted_to(found.ids, AidSource.GRANT), _whose)


def _commitments(found: Asked) -> list[Told]:
    kept = [one for one in commitments.of_laureates(found.ids) if one.state is not CommitmentState.NOT_APPLICABLE]
    return found.told(kept, _whose)


def _proven(found: Asked) -> list[Told]:
    return [one for one in _commitments(found) if one.of.state is CommitmentState.PROVEN]


def _pledges(state: PledgeState | None = None) -> "Rows":
    def rows(found: Asked) -> list[Told]:
        kept = [one for one in funding.pledges_to(found.ids) if state in (None, one.state)]
        return found.told(kept, _whose)

    return rows


def _levels(found: Asked) -> list[Told]:
    won = diagnostic.levels_won_by(found.ids)
    return [Told(laureate, won[laureate.id]) for laureate in found.laureates if laureate.id in won]


def _times(found: Asked) -> list[Told]:
    periods = [period for laureate in found.laureates for period in laureate.periods]
    months = months_supported(periods, found.today)
    times = board.times_by_laureate(periods, found.today, months=months) if months else {}
    lived = (
        (laureate, board.month_of(times.get(laureate.id, ()), month, found.today))
        for laureate in found.laureates
        for month in months
    )
    return [Told(laureate, month) for laureate, month in lived if month and month.quarters]


def _whose(row: Any) -> int:
    return int(row.laureate_id)


Rows = Callable[[Asked], list[Told]]
# By the key of a figure: the title of its page, how its rows are told, and which they are. Objectives are listed apart.
ROWS: dict[str, tuple[str, Table, Rows]] = {
    "laureats": ("Lauréats", LAUREATES, _laureates),
    "associations": ("Lauréats portés par une association", LAUREATES, _associations),
    "accompagnes": ("Lauréats accompagnés aujourd’hui", LAUREATES, _supported),
    "accompagnements": ("Accompagnements ouverts", PERIODS, _periods),
    "renouveles": ("Accompagnements renouvelés", DECISIONS, _decided(Outcome.RENEW)),
    "termines": ("Accompagnements terminés", DECISIONS, _decided(Outcome.END)),
    "arretes": ("Accompagnements arrêtés avant le terme", DECISIONS, _decided(Outcome.STOP_EARLY)),
    "decisions": ("Décisions attendues", PERIODS, _to_decide),
    "points": ("Points tenus", POINTS, _points),
    "appuis": ("Appuis métier", _of_many(ASSIGNMENTS), _assignments),
    "jours-appuis": ("Temps d’appui métier", _of_many(ASSIGNMENTS), _assignments),
    "valeur-appuis": ("Valeur des appuis métier", _of_many(ASSIGNMENTS), _assignments),
    "mises-en-relation": ("Mises en relation", _of_many(INTRODUCTIONS), _introductions),
    "evenements": ("Présences à des événements", _of_many(PRESENCES), _events),
    "subventions": ("Subventions accordées", _of_many(LEDGER), _grants),
    "partenariats": ("Partenariats", _of_many(INTRODUCTIONS), _partnerships),
    "mois-gagnes": ("Temps gagné grâce aux mises en relation", _of_many(INTRODUCTIONS), _months_gained),
    "maturite": ("Évolution de la maturité", LEVELS, _levels),
    "prouves": ("Engagements prouvés", _of_many(COMMITMENTS), _proven),
    "engagements": ("Engagements attendus", _of_many(COMMITMENTS), _commitments),
    "temps": ("Temps des référentes et référents", MONTHS, _times),
    "promesses": ("Soutiens promis", _of_many(PLEDGES), _pledges()),
    "tenues": ("Soutiens tenus", _of_many(PLEDGES), _pledges(PledgeState.KEPT)),
    "non-tenues": ("Soutiens non tenus", _of_many(PLEDGES), _pledges(PledgeState.BROKEN)),
    "ouvertes": ("Soutiens en cours", _of_many(PLEDGES), _pledges(PledgeState.OPEN)),
}


def added_up(table: Table, rows: Sequence[Told]) -> list[tuple[str, str]]:
    """The columns of days and of money, with their sum in words."""
    found = []
    for column in table.columns:
        if column.kind in (Kind.TIME, Kind.MONEY):
            total = sum((column.read(row) or 0 for row in rows), 0)
            found.append((column.title, Column("", "value", column.kind).shown(_Value(total))))
    return found


@dataclass(frozen=True)
class _Value:
    value: int | Decimal
