"""A season's laureates: each with the organisation that carries it, its people and its first support."""

from datetime import date
from typing import Any

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import Role, User
from aic_tracker.checkpoints.operations import propose_points
from aic_tracker.elision import of
from aic_tracker.errors import DomainError
from aic_tracker.folding import searchable
from aic_tracker.formats import listed
from aic_tracker.imports.kinds.base import Judged, Kind, Scope, described, differences, leave_when_empty, need, together
from aic_tracker.imports.kinds.laureate_fields import FIELDS, FORMS, OPERATORS, PROJECT
from aic_tracker.imports.matching import Row
from aic_tracker.imports.models import Outcome
from aic_tracker.laureates import operations, queries
from aic_tracker.laureates.membership import add_member, invite_member
from aic_tracker.laureates.models import (
    Axis,
    Laureate,
    MemberRole,
    Organisation,
    Season,
)


class Seasons:
    """Judges rows against the laureates, organisations, seasons and accounts there are, and against rows before."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.laureates = {searchable(one.name): one for one in queries.loaded(queries.every_laureate())}
        self.organisations = {searchable(one.name): one for one in queries.organisations()}
        self.by_siren = {one.siren: one for one in self.organisations.values() if one.siren}
        self.seasons = {searchable(one.name): one for one in queries.seasons()}
        self.coaches = accounts.active_users(Role.COACH)

    def judge(self, row: Row) -> Judged:
        known = self.laureates.get(_folded(row.values.get("name") or ""))
        *_, judged = together(
            lambda: self._once(row),
            lambda: self._name_season(row),
            lambda: self._edited(row, known) if known else self._new(row),
        )
        return judged

    def _once(self, row: Row) -> None:
        key = _folded(row.values["name"])
        self.scope.seen.once(key, row, "Ce projet est déjà à la ligne {}.", field="name")

    def _name_season(self, row: Row) -> None:
        if row.values.get("season"):
            row.values["season"] = self._season(row).name

    def _new(self, row: Row) -> Judged:
        starts_on, *_, lead, people = together(
            lambda: need(row, KIND.field("starts_on")),
            lambda: need(row, KIND.field("season")),
            lambda: need(row, KIND.field("operator")),
            lambda: self._organisation(row) or need(row, KIND.field("legal_form")),
            lambda: self._lead(row),
            lambda: self._people(row),
        )
        return Judged(
            Outcome.NEW,
            row.values["name"],
            described(FIELDS, row),
            lambda: self._create(row, starts_on, lead, people),
        )

    def _create(self, row: Row, starts_on: date, lead: User, people: list[tuple[str, str]]) -> None:
        values, scope = row.values, self.scope
        # Asked again: a row before may have brought the same organisation.
        organisation = self._organisation(row) or self._add_organisation(row)
        described_as = {name: values[name] for name in PROJECT if name in values and name != "season"}
        laureate = operations.create_laureate(
            name=values["name"],
            organisation=organisation,
            season=self._season(row),
            actor=scope.actor,
            now=scope.now,
            **described_as,
        )
        period = operations.open_period(laureate, starts_on, actor=scope.actor)
        from_on = min(starts_on, scope.today)
        add_member(laureate, lead, MemberRole.LEAD_COACH, from_on, actor=scope.actor, today=scope.today)
        for name, email in people:
            self._invite(laureate, name, email, from_on)
        propose_points(period, actor=scope.actor, now=scope.now)

    def _add_organisation(self, row: Row) -> Organisation:
        values = row.values
        siret = values.get("siret")
        register = {"siret": siret} if siret else {}
        organisation = operations.add_organisation(
            name=values["organisation"],
            legal_form=values["legal_form"],
            siren=values.get("siren") or (siret[:9] if siret else None),
            rna=values.get("rna"),
            town=values.get("organisation_town") or "",
            actor=self.scope.actor,
            **register,
        )
        self.organisations[searchable(organisation.name)] = organisation
        return organisation

    def _edited(self, row: Row, laureate: Laureate) -> Judged:
        leave_when_empty(row, "season", "operator")
        _, people = together(lambda: self._refuse_other_carrier(row, laureate), lambda: self._people(row))
        present: dict[str, Any] = {name: getattr(laureate, name) for name in PROJECT}
        present |= {"season": laureate.season.name, "axes": [Axis(value) for value in laureate.axes]}
        changes = differences([one for one in FIELDS if one.name in PROJECT], row, present)
        known = {member.email for member in queries.active_members(laureate.id, self.scope.today)}
        newcomers = [(name, email) for name, email in people if email not in known]
        changes += [("Référent·e", "", f"{name} ({email})") for name, email in newcomers]
        if not changes:
            return Judged(Outcome.SAME, laureate.name)
        return Judged(Outcome.CHANGED, laureate.name, changes, lambda: self._edit(row, laureate, present, newcomers))

    def _refuse_other_carrier(self, row: Row, laureate: Laureate) -> None:
        if searchable(row.values["organisation"]) != searchable(laureate.organisation.name):
            raise DomainError(
                f"{laureate.name} est porté par {laureate.organisation.name} : "
                "la structure se change sur la fiche du projet.",
                field="organisation",
            )

    def _edit(self, row: Row, laureate: Laureate, present: dict[str, Any], people: list[tuple[str, str]]) -> None:
        values = present | {name: row.values[name] for name in PROJECT if name in row.values}
        values |= {"season": self.seasons[searchable(values["season"])], "themes": list(values["themes"] or [])}
        operations.edit_laureate(
            laureate,
            version=laureate.version,
            name=laureate.name,
            territory=laureate.territory,
            actor=self.scope.actor,
            **values,
        )
        for name, email in people:
            self._invite(laureate, name, email, self.scope.today)

    def _invite(self, laureate: Laureate, name: str, email: str, from_on: date) -> None:
        scope = self.scope
        try:
            invite_member(laureate, email, name, MemberRole.REFERENT, from_on, actor=scope.actor, now=scope.now)
        except DomainError as refusal:
            raise DomainError(refusal.message, field="referent_email") from None

    def _season(self, row: Row) -> Season:
        season = self.seasons.get(searchable(row.values["season"]))
        if season is None:
            known = listed([f"« {one.name} »" for one in self.seasons.values()]) or "aucune"
            raise DomainError(f"Cette saison n’est pas ouverte. Saisons ouvertes : {known}.", field="season")
        return season

    def _organisation(self, row: Row) -> Organisation | None:
        """Known by its number, or by its name."""
        siren = row.values.get("siren") or (row.values.get("siret") or "")[:9]
        found = self.by_siren.get(siren) or self.organisations.get(searchable(row.values["organisation"]))
        if found and siren and found.siren and found.siren != siren:
            raise DomainError(f"{found.name} est connue avec le SIREN {found.siren}.", field="siren")
        return found

    def _lead(self, row: Row) -> User:
        asked = need(row, KIND.field("lead"))
        found = [one for one in self.coaches if searchable(one.name) == searchable(asked) or one.email == asked.lower()]
        if len(found) != 1:
            known = listed([one.name for one in self.coaches])
            raise DomainError(f"« {asked} » n’est pas de l’équipe d’accompagnement : {known}.", field="lead")
        return found[0]

    def _people(self, row: Row) -> list[tuple[str, str]]:
        asked = together(lambda: _person(row, "referent"), lambda: _person(row, "second"))
        people = [one for one in asked if one]
        if len({email for _, email in people}) < len(people):
            raise DomainError("Les deux personnes référentes ont la même adresse.", field="second_email")
        return people


def _person(row: Row, field: str) -> tuple[str, str] | None:
    name, email = row.values.get(field) or "", row.values.get(f"{field}_email") or ""
    if name and not email:
        raise DomainError(f"Indiquez l’adresse électronique {of(name)}.", field=f"{field}_email")
    return (name or email, email) if email else None


def _folded(name: str) -> str:
    return searchable(name) or name


def _shared() -> dict[str, list[str]]:
    return {
        "season": [season.name for season in queries.seasons()],
        "operator": list(OPERATORS),
        "legal_form": list(FORMS),
        "lead": [coach.name for coach in accounts.active_users(Role.COACH)],
        "starts_on": [],
    }


KIND = Kind(
    "laureats",
    "Lauréats d’une saison",
    "Chaque ligne crée un lauréat avec sa structure, ses personnes et ses points, ou met sa fiche à jour.",
    Permission.CREATE_LAUREATE,
    FIELDS,
    Seasons,
    shared=_shared,
)
