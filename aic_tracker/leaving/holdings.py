"""What one person has to do, or to come to, in each project: asked of the features that keep it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day, paris_instant
from aic_tracker.checkpoints import queries as checkpoints
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.expertise import queries as expertise
from aic_tracker.expertise.models import Assignment
from aic_tracker.folding import by_name
from aic_tracker.introductions import queries as introductions
from aic_tracker.introductions.models import Introduction
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap import queries as roadmap
from aic_tracker.roadmap.models import Action, Objective

NAMED = 5  # things of one sort that a screen names; more are counted


class Sort(NamedTuple):
    """The things of one sort that a person holds, in words."""

    words: str  # « 2 actions à faire »
    names: Sequence[str]
    more: int


@dataclass
class Held:
    """What one person holds in one project. The assignments stay theirs: another expert is found for them."""

    points: list[Checkpoint] = field(default_factory=list)
    objectives: list[Objective] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    introductions: list[Introduction] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)
    leads_from: date | None = None

    @property
    def leads(self) -> bool:
        return self.leads_from is not None

    @property
    def owned(self) -> list[Objective | Action | Introduction]:
        """What somebody else can own instead."""
        return [*self.objectives, *self.actions, *self.introductions]

    @property
    def is_empty(self) -> bool:
        return not (self.leads or self.points or self.owned or self.assignments)

    def from_day(self, day: date) -> "Held":
        """The same, with the points of that day and later only."""
        first = paris_instant(day, 0)
        return replace(self, points=[point for point in self.points if point.starts_at >= first])

    def sorts(self) -> Iterator[Sort]:
        """For the screens, nothing of what there is none of."""
        days = [formats.date_plain(paris_day(point.starts_at)) for point in self.points]
        titled = (
            ([one.title for one in self.objectives], "objectif ouvert", "objectifs ouverts"),
            ([one.title for one in self.actions], "action à faire", "actions à faire"),
            ([one.purpose for one in self.introductions], "mise en relation en cours", "mises en relation en cours"),
            ([one.title for one in self.assignments], "appui en cours", "appuis en cours"),
        )
        sorts = [(days, "point à venir", "points à venir")]
        sorts += [([formats.quoted(title) for title in titles], one, many) for titles, one, many in titled]
        for names, one, many in sorts:
            if names:
                yield Sort(formats.plural(len(names), one, many), names[:NAMED], len(names[NAMED:]))

    def words(self) -> list[str]:
        """« 2 points à venir », for a sentence."""
        return [sort.words for sort in self.sorts()]

    def to_do(self) -> list[str]:
        """The same, of what leaves with the person or goes to somebody else."""
        return replace(self, assignments=[]).words()


def held_by(user: User, now: datetime, *, among: Collection[int] | None = None) -> dict[int, Held]:
    """By laureate, what the person holds today; nothing of the projects where they hold nothing.

    `among`: these projects alone. The same number of statements however many projects there are.
    """
    found: dict[int, Held] = defaultdict(Held)
    for point in checkpoints.planned_points_with(user, now):
        found[point.laureate_id].points.append(point)
    for laureate_id, objective in roadmap.open_objectives_owned_by(user):
        found[laureate_id].objectives.append(objective)
    for action in roadmap.open_actions_owned_anywhere(user):
        found[action.laureate_id].actions.append(action)
    for introduction in introductions.open_introductions_owned_by(user):
        found[introduction.laureate_id].introductions.append(introduction)
    for assignment in expertise.running_assignments_of(user):
        found[assignment.laureate_id].assignments.append(assignment)
    for laureate_id, from_on in laureates.led_by(user, paris_day(now)).items():
        found[laureate_id].leads_from = from_on
    return {id: held for id, held in found.items() if among is None or id in among}


def projects(found: Mapping[int, Held]) -> Sequence[Laureate]:
    return laureates.loaded_those(found.keys())


class Holding(NamedTuple):
    """One project where a person holds something."""

    laureate: Laureate
    held: Held
    lead_coach: User | None  # when it is somebody else
    heirs: Sequence[User]  # who may be given it


def holdings_of(user: User, now: datetime, *, coaches: Sequence[User] = ()) -> list[Holding]:
    """By name of project, what the person holds there and who may take it over.

    `coaches`: who may lead a project instead of them, its own coaches first.
    """
    found = held_by(user, now)
    teams = laureates.people_of(found.keys(), paris_day(now))
    holdings = []
    for laureate in by_name(projects(found)):
        team = teams.get(laureate.id, laureates.Team())
        people = team.others_than(user)
        near = [one for one in coaches if one in people]
        led = [*near, *(one for one in coaches if one not in near)]
        heirs = led if found[laureate.id].leads else people
        lead = team.lead_coach if team.lead_coach and team.lead_coach.id != user.id else None
        holdings.append(Holding(laureate, found[laureate.id], lead, heirs))
    return holdings


def left_to_nobody(today: date) -> sa.ColumnElement[bool]:
    """Of a laureate: whether nobody leads it, or something of it is to be given again to somebody."""
    left = (
        roadmap.objectives_left(),
        roadmap.actions_left(),
        introductions.introductions_left(),
        expertise.assignments_left(),
    )
    return sa.or_(~laureates.is_led(today), *(Laureate.id.in_(ids) for ids in left))
