"""The five first steps of a laureate, and whose turn it is: what its first weeks show."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.awaiting.facts import Facts, Rated
from aic_tracker.awaiting.sorts.base import page
from aic_tracker.checkpoints.models import HAPPENED, Checkpoint
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic, DiagnosticKind
from aic_tracker.diagnostic.rules import Side, is_signed, signed_sides
from aic_tracker.formats import listed, moment
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.laureates.queries import Team
from aic_tracker.prepared import prepared
from aic_tracker.roadmap.models import Roadmap
from aic_tracker.timesheet.models import MonthDeclaration, TimeEntry


@dataclass(frozen=True)
class Step:
    """`turn`: whose turn it is, in words; blank once done. `people`: those who can do it now."""

    label: str
    is_done: bool
    turn: str = ""
    people: Sequence[User] = ()
    path: str = ""
    gesture: str = ""


@dataclass(frozen=True)
class Start:
    laureate: Laureate
    steps: Sequence[Step]

    @property
    def current(self) -> int:
        """The number of the first step that is not done."""
        return next((n for n, step in enumerate(self.steps, start=1) if not step.is_done), len(self.steps) + 1)

    @property
    def is_over(self) -> bool:
        return all(step.is_done for step in self.steps)

    @property
    def now(self) -> Step:
        return self.steps[self.current - 1]

    def is_turn_of(self, user: User) -> bool:
        return any(person.id == user.id for person in self.now.people)


def starts(facts: Facts, laureates: Collection[Laureate], teams: dict[int, Team]) -> dict[int, Start]:
    """By laureate, of those in their first period that have not gone through the five; eight statements at most, and
    one once all have gone."""
    gone = set(db.session.scalars(*_gone([laureate.id for laureate in laureates])))
    if all(laureate.id in gone for laureate in laureates):
        return {}
    now = facts.scope.now
    first = {
        period.laureate_id: period for period in facts.running if period.number == 1 and period.laureate_id not in gone
    }
    if not first:
        return {}
    held, declared = _held(first), _declared(first)
    found = {}
    for laureate in laureates:
        if laureate.id in first:
            team, known = _present(teams.get(laureate.id, Team())), facts.diagnostics.get(laureate.id, [])
            initial = [one for one in known if one.diagnostic.kind is DiagnosticKind.INITIAL]
            steps = [
                *_diagnostic(laureate, team, initial),
                _roadmap(laureate, team, first[laureate.id].id in facts.published),
                _point(laureate, team, laureate.id in held, facts.points.get(laureate.id, []), now),
                _time(laureate, team, laureate.id in declared),
            ]
            if not all(step.is_done for step in steps):
                found[laureate.id] = Start(laureate, steps)
    return found


def _diagnostic(laureate: Laureate, team: Team, initial: Sequence[Rated]) -> list[Step]:
    latest = initial[-1] if initial else None
    signed = is_signed(one.diagnostic for one in initial)
    filled = signed or bool(latest and latest.is_filled)
    both = [*_leading(team), *team.referents]
    section = f"diagnostic/{latest.diagnostic.id}" if latest else "diagnostic"
    fill = page(laureate, f"{section}/remplir" if latest else section)
    missing = [side for side in Side if latest and side not in signed_sides(latest.diagnostic)]
    signers = [user for side in missing for user in (_leading(team) if side is Side.COACH else team.referents)]
    sides = listed(["l’équipe d’accompagnement" if side is Side.COACH else "le projet" for side in missing])
    return [
        Step("Remplir le diagnostic", filled, f"Ensemble : {_names(both)}", both, fill, "Remplir le diagnostic"),
        Step(
            "Signer le diagnostic",
            signed,
            f"Signature attendue : {sides or 'les deux côtés'} ({_names(signers or both)})",
            signers or both,
            page(laureate, section),
            "Relire et signer",
        ),
    ]


def _roadmap(laureate: Laureate, team: Team, is_published: bool) -> Step:
    leading = _leading(team)
    path = page(laureate, "feuille-de-route")
    turn = f"À écrire avec le projet, puis à publier par {_names(leading)}"
    return Step("Publier la feuille de route", is_published, turn, leading, path, "Ouvrir la feuille de route")


def _point(laureate: Laureate, team: Team, is_held: bool, points: Sequence[Checkpoint], now: datetime) -> Step:
    coming = next((point for point in points if point.starts_at >= now), None)
    leading = _leading(team)
    if coming and not any(point.awaits_minutes(now) for point in points):
        path = page(laureate, f"points/{coming.number}")
        return Step("Tenir le premier point", is_held, f"Prévu {moment(coming.starts_at)}", (), path, "Voir le point")
    path = page(laureate, "points")
    turn = f"À planifier ou à clore par {_names(leading)}"
    return Step("Tenir le premier point", is_held, turn, leading, path, "Voir les points")


def _time(laureate: Laureate, team: Team, is_declared: bool) -> Step:
    turn = f"À noter par {_names(team.referents)}"
    path = page(laureate, "temps")
    return Step("Noter du temps", is_declared, turn, team.referents, path, "Voir le temps")


@prepared
def _gone(laureate_ids: Collection[int]) -> sa.Select[int]:
    """Those that have done all five; what a later period adds changes nothing."""
    signed = sa.select(Diagnostic.id).join(SupportPeriod, SupportPeriod.id == Diagnostic.period_id)
    signed = signed.where(Diagnostic.kind == DiagnosticKind.INITIAL)
    signed = signed.where(Diagnostic.coach_signed_at.is_not(None), Diagnostic.referent_signed_at.is_not(None))
    published = sa.select(Roadmap.id).join(SupportPeriod, SupportPeriod.id == Roadmap.period_id)
    published = published.where(SupportPeriod.number == 1, Roadmap.published_at.is_not(None))
    held = sa.select(Checkpoint.id).where(Checkpoint.laureate_id == Laureate.id, Checkpoint.status.in_(HAPPENED))
    noted = sa.select(TimeEntry.id).where(TimeEntry.laureate_id == Laureate.id)
    said = sa.select(MonthDeclaration.id).where(MonthDeclaration.laureate_id == Laureate.id)
    return sa.select(Laureate.id).where(
        Laureate.id.in_(laureate_ids),
        signed.where(SupportPeriod.laureate_id == Laureate.id).exists(),
        published.where(SupportPeriod.laureate_id == Laureate.id).exists(),
        held.exists(),
        sa.or_(noted.exists(), said.exists()),
    )


def _held(ids: Collection[int]) -> set[int]:
    statement = sa.select(Checkpoint.laureate_id).where(Checkpoint.laureate_id.in_(ids))
    return set(db.session.scalars(statement.where(Checkpoint.status.in_(HAPPENED)).distinct()))


def _declared(ids: Collection[int]) -> set[int]:
    noted = sa.select(TimeEntry.laureate_id).where(TimeEntry.laureate_id.in_(ids))
    said = sa.select(MonthDeclaration.laureate_id).where(MonthDeclaration.laureate_id.in_(ids))
    return set(db.session.scalars(sa.union(noted, said)))


def _present(team: Team) -> Team:
    """Without the accounts that are closed."""
    coaches, referents = ([user for user in people if user.is_active] for people in (team.coaches, team.referents))
    return Team(team.lead_coach, coaches, referents)


def _leading(team: Team) -> list[User]:
    return [team.lead_coach] if team.lead_coach else list(team.coaches)


def _names(people: Sequence[User]) -> str:
    return listed([user.name for user in people]) or "personne n’en est chargé"
