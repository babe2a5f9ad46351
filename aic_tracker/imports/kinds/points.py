"""The points of every project in one sheet: those to come, and those that took place already."""

import itertools
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from aic_tracker import inputs
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import notices, operations, queries, rules
from aic_tracker.checkpoints.models import CHECKPOINT_KIND_LABELS, Checkpoint, CheckpointKind, CheckpointStatus
from aic_tracker.errors import DomainError
from aic_tracker.formats import date_long, date_plain, listed, moment
from aic_tracker.imports import cells
from aic_tracker.imports import queries as imports
from aic_tracker.imports.cells import Cell, Reading
from aic_tracker.imports.kinds import named
from aic_tracker.imports.kinds.base import Judged, Kind, Scope, described, together
from aic_tracker.imports.matching import Field, Row
from aic_tracker.imports.models import Outcome, SheetImport
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, Membership

When = tuple[date, time | None]
KINDS = {label: kind for kind, label in CHECKPOINT_KIND_LABELS.items()}
USUAL_HOUR = time(rules.PROPOSED_HOUR)
_HOUR = r"[0-9]{1,2} ?[:hH](?: ?[0-9]{2})?"
_DAY_AND_HOUR = re.compile(rf"(.+?),? (?:à )?({_HOUR})(?::[0-9]{{2}}(?:\.[0-9]+)?)?")
_MINUTES = re.compile(r"([0-9]{1,4}) ?(?:min|mn|minutes?)\.?", re.IGNORECASE)


def day_and_hour(cell: Cell) -> Reading:
    """A day, and its hour where the same cell says it."""
    if isinstance(cell, datetime):
        inside = cell.time().replace(second=0, microsecond=0)
        return Reading((cells.day(cell.date()).value, inside if inside != time() else None))
    if isinstance(cell, str) and (match := _DAY_AND_HOUR.fullmatch(cells.one_spaced(cell))):
        if re.search(_HOUR, match[1]):
            raise ValueError("Indiquez un jour et une seule heure : la durée a sa colonne.")
        found, inside = cells.day(match[1]), inputs.read_hour(match[2].replace(" ", ""))
        return Reading((found.value, inside) if found.value else None, found.note)
    if isinstance(cell, str) and re.search(_HOUR, cell):
        raise ValueError("Indiquez le jour puis l’heure, par exemple 03/03/2026 14:30.")
    found = cells.day(cell)
    return Reading((found.value, None) if found.value else None, found.note)


def hour(cell: Cell) -> Reading:
    if nothing := cells.absent(cell):
        return nothing
    if isinstance(cell, time):
        return Reading(cell.replace(second=0, microsecond=0, tzinfo=None))
    if isinstance(cell, timedelta) and timedelta() <= cell < timedelta(days=1):
        return Reading(time(*divmod(cell.seconds // 60, 60)))
    if isinstance(cell, int | float) and not isinstance(cell, bool) and float(cell).is_integer() and 0 <= cell <= 23:
        return Reading(time(int(cell)), f"Lu comme {int(cell)} h.")
    return Reading(inputs.read_hour(cells.one_spaced(cells.said(cell)).replace(" ", "")))


def minutes(cell: Cell) -> Reading:
    """« 60 », « 90 min », « 1 h 30 »."""
    if nothing := cells.absent(cell):
        return nothing
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute)
    written = cells.one_spaced(cells.said(cell))
    if isinstance(cell, timedelta):
        count = int(cell.total_seconds() // 60)
    elif match := _MINUTES.fullmatch(written):
        count = int(match[1])
    elif re.fullmatch("[0-9]{1,4}", written):
        count = int(written)
    else:
        try:
            length = inputs.read_hour(written.replace(" ", ""))
        except ValueError:
            raise ValueError("Indiquez une durée, par exemple 60 ou 1 h 30.") from None
        count = length.hour * 60 + length.minute
    if not 15 <= count <= 480:
        raise ValueError("Indiquez une durée entre 15 et 480 minutes.")
    return Reading(count)


def _show_when(when: When) -> str:
    day, inside = when
    return f"{date_plain(day)} à {_show_hour(inside)}" if inside else date_plain(day)


def _show_hour(at: time) -> str:
    return f"{at:%H:%M}"


def _show_minutes(count: int) -> str:
    return f"{count} minutes"


def _show_kind(kind: CheckpointKind) -> str:
    return kind.label


FIELDS = (
    named.PROJECT,
    Field("on", "Date", day_and_hour, ("jour", "le", "date du point", "quand"), is_required=True, show=_show_when),
    Field(
        "hour",
        "Heure",
        hour,
        ("horaire", "heure de début", "à", "début"),
        show=_show_hour,
        hint="Heure de Paris ; 14:00 quand rien ne le dit.",
    ),
    Field(
        "duration_minutes",
        "Durée en minutes",
        minutes,
        ("durée", "minutes"),
        show=_show_minutes,
        hint=f"{rules.PROPOSED_MINUTES} quand rien ne le dit.",
    ),
    Field(
        "kind",
        "Nature",
        partial(cells.choice, options=KINDS),
        ("type", "type de point", "nature du point"),
        options=tuple(KINDS),
        show=_show_kind,
    ),
    Field("place", "Lieu ou lien", partial(cells.line, longest=300), ("lieu", "lien", "salle", "visio", "où")),
    Field("agenda", "Ordre du jour", cells.text, ("sujets", "objet", "odj", "à l’ordre du jour")),
    Field(
        "present",
        "Personnes présentes",
        cells.line,
        ("présents", "présentes", "participants", "participantes"),
        hint="D’un point passé : leurs noms ou leurs adresses, entre virgules. Le point est alors noté tenu.",
    ),
    Field(
        "closed_day_meant",
        "Même un jour de week-end ou férié",
        cells.truth,
        ("jour fermé", "week-end"),
        options=(cells.YES,),
        show=cells.show_truth,
    ),
)


class Points:
    """A point is known by its project, its day and its hour; what stands already is left alone."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.projects = named.every_project()
        self.known: dict[int, list[Checkpoint]] = {}
        self.places: dict[int, Sequence[Membership]] = {}

    def judge(self, row: Row) -> Judged:
        laureate, at = together(lambda: named.project(row.values["project"], self.projects), lambda: self._at(row))
        held = self._standing(laureate)
        says_hour = row.values.get("hour") or row.values["on"][1]
        if any(one.starts_at == at or (not says_hour and paris_day(one.starts_at) == paris_day(at)) for one in held):
            return Judged(Outcome.SAME, moment(at))
        self.scope.seen.once((laureate.id, at), row, "Ce point est déjà à la ligne {}.", field="on")
        is_past = at < self.scope.now
        _, present = together(
            lambda: self._is_possible(row, laureate, at, is_past),
            lambda: self._present(row, laureate, at, is_past),
        )
        people = present if is_past else self._invited(laureate, at)
        told = described([one for one in FIELDS if one.name not in ("on", "hour", "present")], row)
        told.insert(1, ("Date", "", moment(at)))
        if is_past:
            told.append(("Invitations", "", "aucune : ce point est passé"))
            told.append(
                (
                    "Ensuite",
                    "",
                    f"noté tenu, avec {listed([one.name for one in people])}"
                    if people
                    else "sa tenue et son compte rendu restent à noter",
                )
            )
        else:
            told.append(("Invitations", "", listed([one.name for one in people]) or "personne"))
        return Judged(Outcome.NEW, moment(at), told, lambda: self._plan(row, laureate, at, people))

    def _at(self, row: Row) -> datetime:
        day, inside = row.values["on"]
        try:
            return inputs.local_instant(day, row.values.get("hour") or inside or USUAL_HOUR)
        except ValueError as refusal:
            raise DomainError(str(refusal), field="hour") from None

    def _standing(self, laureate: Laureate) -> list[Checkpoint]:
        """Before the file."""
        if laureate.id not in self.known:
            found = queries.every_point_of(laureate)
            self.known[laureate.id] = [one for one in found if one.status is not CheckpointStatus.CANCELLED]
        return self.known[laureate.id]

    def _is_possible(self, row: Row, laureate: Laureate, at: datetime, is_past: bool) -> None:
        """What took place took place, even on a closed day; one to come must be meant there."""
        meant = is_past or bool(row.values.get("closed_day_meant"))
        try:
            operations.period_for(laureate, at, self.scope.now, already_held=is_past, closed_day_meant=meant)
        except DomainError as refusal:
            if refusal.field != "closed_day_meant":
                raise DomainError(refusal.message, field="on") from None
            raise DomainError(
                f"Le {date_long(paris_day(at))} n’est pas un jour ouvré : changez de jour, ou écrivez « oui » dans la "
                "colonne « Même un jour de week-end ou férié ».",
                field="on",
            ) from None

    def _present(self, row: Row, laureate: Laureate, at: datetime, is_past: bool) -> list[User]:
        asked = [name for name in re.split("[,;]", row.values.get("present") or "") if name.strip()]
        if not asked:
            return []
        if not is_past:
            raise DomainError("Ce point est à venir : personne n’y a encore été présent.", field="present")
        people = [one.user for one in self._places(laureate, at)]
        found = [named.person(name.strip(), people, field="present", among="membre") for name in asked]
        return list(dict.fromkeys(found))

    def _invited(self, laureate: Laureate, at: datetime) -> list[User]:
        """Whom the screen invites: the coaches and the referents of that day."""
        places = self._places(laureate, at)
        return list(dict.fromkeys(one.user for one in places if one.role in queries.INVITED_ROLES))

    def _places(self, laureate: Laureate, at: datetime) -> list[Membership]:
        """Those of that day; asked once a project."""
        if laureate.id not in self.places:
            self.places[laureate.id] = laureates.active_memberships(laureate.id)
        return [one for one in self.places[laureate.id] if one.active_on(paris_day(at))]

    def _plan(self, row: Row, laureate: Laureate, at: datetime, people: list[User]) -> None:
        is_past = at < self.scope.now
        point = operations.plan_point(
            laureate,
            actor=self.scope.actor,
            now=self.scope.now,
            starts_at=at,
            duration_minutes=row.values.get("duration_minutes") or rules.PROPOSED_MINUTES,
            kind=row.values.get("kind") or CheckpointKind.REGULAR,
            place=row.values.get("place") or "",
            agenda=row.values.get("agenda") or "",
            people=[] if is_past else people,
            already_held=is_past,
            closed_day_meant=True,
        )
        if is_past and people:
            operations.hold_point(
                point, actor=self.scope.actor, now=self.scope.now, version=point.version, present=people
            )


def _why_they_stay(received: SheetImport, now: datetime) -> str:
    """An invitation that left is called back by the page of its point; a point past when it came invited nobody."""
    steps = itertools.chain.from_iterable(imports.steps_of(received))
    came = [key[0] for table, key, before, _ in steps if table == "checkpoint" and before is None]
    points = [one for one in queries.points_with(came) if one.starts_at > received.updated_at]
    if not notices.announced(points, now=now):
        return ""
    return "L’invitation à l’un de ces points est déjà dans les agendas : annulez-le depuis sa page, qui le dira."


KIND = Kind(
    "points",
    "Points",
    "Chaque ligne planifie un point d’un projet ; un point passé est pris aussi, et n’invite personne.",
    Permission.MANAGE_CHECKPOINTS,
    FIELDS,
    Points,
    key_field="on",
    shared=lambda: {"place": []},
    why_it_stays=_why_they_stay,
)
