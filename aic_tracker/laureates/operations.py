"""Open a season, add an organisation and a laureate, open a support period."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from aic_tracker import config, formats
from aic_tracker.accounts.models import User
from aic_tracker.db import Model, db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.folding import searchable
from aic_tracker.formats import quoted
from aic_tracker.journal import changes
from aic_tracker.journal.operations import record
from aic_tracker.laureates import queries, rules
from aic_tracker.laureates.models import (
    Axis,
    Laureate,
    LaureateStatus,
    LegalForm,
    Operator,
    Organisation,
    Season,
    SupportPeriod,
)
from aic_tracker.laureates.support import at_any_time
from aic_tracker.territories import Territory

SEASON_TAKEN = "Une saison porte déjà ce nom."
ORGANISATION_TAKEN = "Une structure porte déjà ce nom : choisissez-la dans la liste."
LAUREATE_TAKEN = "Un lauréat porte déjà ce nom."
CHANGED_MEANWHILE = (
    "Quelqu’un a modifié cette fiche pendant votre saisie. Votre saisie est gardée ; ce qui a été enregistré "
    "entre-temps est rappelé à chaque champ. Vérifiez, puis enregistrez de nouveau."
)


@at_any_time
def add_season(*, name: str, starts_on: date, ends_on: date | None, note: str, actor: User | None) -> Season:
    _refuse_disorder(starts_on, ends_on)
    _refuse_taken(Season, name, SEASON_TAKEN)
    slug = rules.slug_of(name, queries.slugs_of(Season), fallback="saison")
    season = Season(name=name, slug=slug, starts_on=starts_on, ends_on=ends_on, note=note)
    _insert(season, SEASON_TAKEN)
    record(actor, "season.added", season, f"a ouvert la saison {quoted(name)}")
    return season


@at_any_time
def edit_season(season: Season, *, name: str, starts_on: date, ends_on: date | None, note: str, actor: User) -> None:
    _refuse_disorder(starts_on, ends_on)
    _refuse_taken(Season, name, SEASON_TAKEN, but=season.id)
    _change(
        season,
        {"name": name, "starts_on": starts_on, "ends_on": ends_on, "note": note},
        actor,
        "season.edited",
        f"a modifié la saison {quoted(name)}",
    )


def _refuse_disorder(starts_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < starts_on:
        raise DomainError("La fin de la saison vient après son début : vérifiez les deux dates.", field="ends_on")


def check_new_organisation(
    *, name: str, legal_form: LegalForm, siren: str | None, rna: str | None, siret: str | None = None
) -> None:
    """Refuses a name or a SIREN already known: the same organisation may carry several projects."""
    _refuse_taken(Organisation, name, ORGANISATION_TAKEN)
    _refuse_wrong_numbers(legal_form, siren, rna, siret)


@at_any_time
def add_organisation(
    *,
    name: str,
    legal_form: LegalForm,
    siren: str | None,
    rna: str | None,
    town: str,
    actor: User | None,
    **register: Any,
) -> Organisation:
    """`register`: what the national directory tells beside (`siret`, `legal_category`, `ceased_on`…), when known."""
    check_new_organisation(name=name, legal_form=legal_form, siren=siren, rna=rna, siret=register.get("siret"))
    organisation = Organisation(name=name, legal_form=legal_form, siren=siren, rna=rna, town=town, **register)
    _insert(organisation, ORGANISATION_TAKEN)
    record(actor, "organisation.added", organisation, f"a ajouté la structure {quoted(name)}")
    return organisation


@at_any_time
def edit_organisation(
    organisation: Organisation, *, version: int, laureate: Laureate, actor: User, **values: Any
) -> None:
    """Change what is known of an organisation, on the page of one of its laureates. Refuses a stale version."""
    if version != organisation.version:
        raise StaleError(CHANGED_MEANWHILE)
    _refuse_taken(Organisation, values["name"], "Une autre structure porte déjà ce nom.", but=organisation.id)
    numbers = (values["siren"], values["rna"], values.get("siret"))
    _refuse_wrong_numbers(values["legal_form"], *numbers, but=organisation.id)
    summary = f"a modifié la structure {quoted(values['name'])}"
    _change(organisation, values, actor, "organisation.edited", summary, laureate_id=laureate.id)
    for carried in queries.carried_by(organisation):
        carried.search_text = _search_text(carried, organisation)


def _refuse_wrong_numbers(
    legal_form: LegalForm, siren: str | None, rna: str | None, siret: str | None, *, but: int | None = None
) -> None:
    if rna and legal_form is LegalForm.ADMINISTRATION:
        raise DomainError("Le numéro RNA est celui d’une association : laissez-le vide.", field="rna")
    if siret and siret[:9] != siren:
        raise DomainError("Le SIRET du siège commence par le numéro SIREN : corrigez l’un des deux.", field="siret")
    if siren and (known := queries.organisation_with_siren(siren)) and known.id != but:
        raise DomainError(f"Ce numéro SIREN est celui de {quoted(known.name)}.", field="siren")


def check_new_laureate(name: str) -> None:
    """Refuses a name already given, or that differs from one only by accents, capitals or punctuation."""
    _refuse_taken(Laureate, name, LAUREATE_TAKEN)


def check_start(starts_on: date, *, today: date, is_meant: bool) -> None:
    """Asks about a support that would begin, or have begun, more than a year away."""
    if refusal := rules.far_date_refusal(starts_on, today, months=rules.FAR_PERIOD_MONTHS, is_meant=is_meant):
        raise DomainError(refusal, field="far_date_meant")


@at_any_time
def create_laureate(
    *,
    name: str,
    organisation: Organisation,
    season: Season,
    operator: Operator,
    actor: User | None,
    now: datetime,
    tagline: str = "",
    themes: Sequence[str] = (),
    axes: Sequence[Axis] = (),
    town: str = "",
    territory: Territory = Territory.MAINLAND,
    website: str | None = None,
    repository: str | None = None,
    licence: str = "",
) -> Laureate:
    """A supported project, without period nor people yet. Its address is made from its name, once for all."""
    check_new_laureate(name)
    laureate = Laureate(
        name=name,
        slug=rules.slug_of(name, queries.slugs_of(Laureate)),
        organisation_id=organisation.id,
        season_id=season.id,
        operator=operator,
        tagline=tagline,
        themes=list(themes),
        axes=[axis.value for axis in axes],
        town=town,
        territory=territory,
        website=website,
        repository=repository,
        licence=licence,
        status=LaureateStatus.ACTIVE,
        created_at=now,
    )
    laureate.search_text = _search_text(laureate, organisation)
    _insert(laureate, LAUREATE_TAKEN)
    record(actor, "laureate.created", laureate, f"a créé le lauréat {quoted(name)}", laureate_id=laureate.id)
    return laureate


@at_any_time
def edit_laureate(
    laureate: Laureate,
    *,
    version: int,
    season: Season,
    axes: Sequence[Axis],
    actor: User,
    **values: Any,
) -> None:
    """Change the description of a project; its address stays, and its carrier has its own gesture.

    Refuses a stale version.
    """
    if version != laureate.version:
        raise StaleError(CHANGED_MEANWHILE)
    _refuse_taken(Laureate, values["name"], LAUREATE_TAKEN, but=laureate.id)
    _change(
        laureate,
        {**values, "axes": [axis.value for axis in axes], "season": season},
        actor,
        "laureate.edited",
        "a modifié la fiche du projet",
        laureate_id=laureate.id,
    )
    laureate.search_text = _search_text(laureate, laureate.organisation)


@at_any_time
def change_carrier(laureate: Laureate, organisation: Organisation, *, reason: str, result: str, actor: User) -> None:
    """Give the project to another organisation. `result`: the sums of aid that it meets there, for the journal."""
    before, after = {"organisation": laureate.organisation.name}, {"organisation": organisation.name, "reason": reason}
    laureate.organisation = organisation
    laureate.search_text = _search_text(laureate, organisation)
    summary = f"a confié le projet à {organisation.name}{result}"
    verb = "laureate.carrier_changed"
    record(actor, verb, laureate, summary, laureate_id=laureate.id, before=before, after=after)


def _search_text(laureate: Laureate, organisation: Organisation) -> str:
    return searchable(
        laureate.name, laureate.tagline, *laureate.themes, laureate.town, organisation.name, organisation.town
    )


@at_any_time
def open_period(laureate: Laureate, starts_on: date, *, actor: User | None, months: int | None = None) -> SupportPeriod:
    """Open the next support period, of `months` months (those of the programme when not said).

    Refuses a period that shares a day with another one of the same laureate.
    """
    known = queries.periods_of(laureate)
    period = SupportPeriod(
        laureate_id=laureate.id,
        number=max((other.number for other in known), default=0) + 1,
        starts_on=starts_on,
        term_on=rules.term_of(starts_on, months or config.current().programme.duration_months),
    )
    for other in known:
        if rules.periods_overlap(period, other):
            raise DomainError(
                f"L’accompagnement {other.number} va du {formats.date_plain(other.starts_on)} "
                f"au {formats.date_plain(rules.last_day(other.until))}{formats.NBSP}: choisissez un début après.",
                field="starts_on",
            )
    _insert(period, "Un accompagnement vient d’être ouvert pour ce lauréat.")
    dates = {"starts_on": starts_on.isoformat(), "last_day": rules.last_day(period.term_on).isoformat()}
    summary = f"a ouvert l’accompagnement {period.number}"
    record(actor, "period.opened", period, summary, laureate_id=laureate.id, after=dates)
    return period


def _insert(row: Model, taken: str) -> None:
    """Add the row at once; a twin that another transaction has just added is refused like any other."""
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise DomainError(taken, field="name") from None


def _refuse_taken(
    kind: type[Season] | type[Organisation] | type[Laureate], name: str, message: str, *, but: int | None = None
) -> None:
    # Two names that differ by an accent or a capital would be one name to those who read or search.
    compared = searchable(name) or name
    if any(known == compared for row_id, known in queries.names_of(kind).items() if row_id != but):
        raise DomainError(message, field="name")


def _change(
    row: Any, values: Mapping[str, Any], actor: User, verb: str, summary: str, *, laureate_id: int | None = None
) -> None:
    """Set the values and journal those that changed; nothing is written when none did."""
    before, after = changes.apply(row, values)
    if after:
        record(actor, verb, row, summary, laureate_id=laureate_id, before=before, after=after)
