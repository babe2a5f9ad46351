"""The portfolio and what waits in it, as files."""

from aic_tracker.dashboard.standing.reading import Listed
from aic_tracker.dashboard.standing.waiting import Row
from aic_tracker.paper.tables import Column, Kind, Table
from aic_tracker.timesheet.rules import MonthState


def _concerns(line: Listed) -> str:
    return ", ".join(concern.text for concern in line.concerns)


def _time(line: Listed) -> int | None:
    return line.last_month.quarters if line.last_month else None


def _time_state(line: Listed) -> MonthState | None:
    return line.last_month.state if line.last_month else None


LAUREATES = Table(
    "laureats",
    "Lauréats",
    (
        Column("Lauréat", "name"),
        Column("Structure porteuse", "organisation"),
        Column("Statut", "status"),
        Column("Saison", "season"),
        Column("Suivi par", "lead_coach"),
        Column("Alertes", _concerns, Kind.LONG),
        Column("Avancement (%)", "share", Kind.SHARE),
        Column("Prochain point", "facts.next_point_on", Kind.DAY),
        Column("Temps du mois dernier (jours)", _time, Kind.TIME),
        Column("État de ce temps", _time_state),
        Column("Terme", lambda line: line.facts.last_day if line.facts.term_on else None, Kind.DAY),
    ),
)


def _late(row: Row) -> str:
    return "\n".join(late.title for late in row.late)


def _undeclared(row: Row) -> str:
    return ", ".join(user.name for user in row.undeclared)


WAITING_LAUREATES = Table(
    "a-suivre",
    "À suivre",
    (
        Column("Lauréat", "line.name"),
        Column("Saison", "line.season"),
        Column("Alertes", lambda row: _concerns(row.line), Kind.LONG),
        Column("Objectifs en retard", _late, Kind.LONG),
        Column("Temps non déclarés le mois dernier", _undeclared, Kind.LONG),
        Column("Avancement (%)", "line.share", Kind.SHARE),
        Column("Terme", lambda row: row.line.facts.last_day if row.line.facts.term_on else None, Kind.DAY),
    ),
)
WAITING_POINTS = Table(
    "points-a-suivre",
    "Points à suivre",
    (
        Column("Lauréat", "name"),
        Column("N°", "number", Kind.COUNT),
        Column("Date", "starts_at", Kind.MOMENT),
        Column("Lieu", "place"),
        Column("État", "status"),
    ),
)
