"""A report in figures, and what those of today say otherwise than those of the decision. Pure."""

from dataclasses import dataclass, replace

from aic_tracker import formats
from aic_tracker.renewals.bilan import Bilan, ObjectiveRow


@dataclass(frozen=True)
class Change:
    what: str
    then: str
    now: str


def facts(bilan: Bilan) -> list[tuple[str, str]]:
    """What opens the document."""
    gained = bilan.months_gained
    return [
        ("Avancement", formats.percent(bilan.progress)),
        ("Objectifs atteints", f"{len(bilan.reached)} sur {len(bilan.objectives)}"),
        ("Points tenus", f"{bilan.points_held} sur {bilan.points_not_cancelled}"),
        ("Appuis métier", f"{formats.quarters(bilan.used_quarters)}, {formats.money(bilan.used_cents)}"),
        (
            "Mises en relation",
            f"{len(bilan.introductions)}, dont {formats.plural(len(bilan.partnerships), 'partenariat')}",
        ),
        ("Événements", formats.DASH if bilan.events is None else str(len(bilan.events))),
        ("Mois gagnés", formats.DASH if gained is None else str(gained)),
        ("Aides du programme", formats.money(bilan.aid_cents)),
        ("Engagements prouvés", f"{len(bilan.proven)} sur {len(bilan.applicable)}"),
    ]


def changes(then: Bilan, now: Bilan) -> list[Change]:
    """The figures, the objectives and the time of referents that are no longer those that were decided on."""
    if then.events is None:
        now = replace(now, events=None)
    before = {row.id: row for row in then.objectives}
    given = {line.user_id: line.quarters for line in then.time}
    figures = [Change(label, was, is_) for (label, was), (_label, is_) in zip(facts(then), facts(now), strict=True)]
    objectives = [Change(row.title, _state(before.get(row.id)), _state(row)) for row in now.objectives]
    time = [
        Change(f"Temps, {line.name}", formats.quarters(given.get(line.user_id, 0)), formats.quarters(line.quarters))
        for line in now.time
    ]
    return [one for one in (*figures, *objectives, *time) if one.then != one.now]


def _state(row: ObjectiveRow | None) -> str:
    if row is None:
        return formats.DASH
    return row.status if row.progress is None else f"{row.status}, {formats.percent(row.progress)}"
