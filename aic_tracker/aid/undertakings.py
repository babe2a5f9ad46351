"""What the base of a ceiling rests on: who carries a project, who is one undertaking, who has an economic activity.

A change of base assesses again what is already granted. Within the ceiling, whoever follows the project may record it;
it needs the direction, with its reason, when the sum would pass, when money was granted under the other base, and when
it makes less count. None of these commits.
"""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.aid import queries, rules
from aic_tracker.aid.models import Aid, AidProfile, Regime, Undertaking
from aic_tracker.aid.operations import lock
from aic_tracker.db import db
from aic_tracker.elision import of, that
from aic_tracker.errors import DomainError
from aic_tracker.folding import same_name
from aic_tracker.formats import money
from aic_tracker.journal.operations import record
from aic_tracker.laureates import operations as laureates
from aic_tracker.laureates.models import Laureate, Organisation
from aic_tracker.laureates.support import at_any_time

DIRECTION_ALONE = "Seule la direction peut enregistrer ce changement, avec son motif."
MAKES_LESS_COUNT = f"Ce changement retire des aides du plafond. {DIRECTION_ALONE}"
GRANTED_OTHERWISE = f"Des aides accordées hors plafond à cette structure y entreraient. {DIRECTION_ALONE}"


class NeedsDirection(DomainError):
    """A change of base that whoever follows the project may not record; `assessment` has its sum, line by line."""

    def __init__(self, message: str, assessment: rules.Assessment | None = None) -> None:
        super().__init__(message)
        self.assessment = assessment


@at_any_time
def state_activity(
    laureate: Laureate,
    organisation: Organisation,
    *,
    is_undertaking: bool,
    reason: str,
    decides: bool,
    actor: User,
    today: date,
) -> None:
    """Say, dated, whether the organisation exercises an economic activity: art. 107 TFEU knows undertakings alone.

    Saying that it does counts again what was granted to it as no State aid. Saying that it does not is the direction's.
    """
    ledger = lock(organisation)
    profile = _profile(ledger)
    assessments: list[rules.Assessment] = []
    waiting = [aid for aid in ledger.aids if _waits(aid, organisation)] if is_undertaking else []
    if is_undertaking:
        movements = [queries.movement_of(aid, aid.asked_regime if aid in waiting else None) for aid in _held(ledger)]
        assessments = _assess_again(movements, today)
        _allow(assessments, GRANTED_OTHERWISE if waiting else None, decides=decides, reason=reason)
    else:
        _allow([], MAKES_LESS_COUNT, decides=decides, reason=reason)
    before = {"is_undertaking": profile.is_undertaking}
    profile.is_undertaking, profile.activity_reason = is_undertaking, reason
    profile.activity_said_on, profile.activity_said_by_id = today, actor.id
    for aid in waiting:
        aid.regime, aid.asked_regime = aid.asked_regime or aid.regime, None
    words = "exerce une activité économique" if is_undertaking else "n’exerce aucune activité économique"
    summary = f"a établi {that(organisation.name)} {words}{_result(assessments)}"
    after = {"is_undertaking": is_undertaking, "reason": reason}
    record(actor, "aid.activity_stated", organisation, summary, laureate_id=laureate.id, before=before, after=after)


@at_any_time
def link(
    laureate: Laureate,
    organisation: Organisation,
    other: Organisation,
    *,
    name: str,
    reason: str,
    decides: bool,
    actor: User,
    today: date,
    public_tie: bool = False,
) -> None:
    """Make both one single undertaking, with all that each is already linked to. Their aids then add up.

    Regulation (EU) 2023/2831, art. 2(2). `public_tie`: by one public body, or one body without profit, and nothing
    else; their SIEG aid then stays apart (Regulation (EU) 2023/2832, art. 2(2)). Refused under another name than the
    one that either already bears.
    """
    _hold_links()
    first, second = lock(organisation), lock(other)
    is_linked = other.id in [one.id for one in first.organisations]
    if first.undertaking and is_linked and (public_tie or other.id in first.sieg_ids):
        already = f"{other.name} est déjà liée à {organisation.name}, sous le nom « {first.undertaking.name} »."
        raise DomainError(already, field="other")
    kept = first.undertaking or second.undertaking
    if kept is not None and not same_name(kept.name, name):
        raise DomainError(
            f"L’une des deux structures fait déjà partie de « {kept.name} » : indiquez ce nom, qui sera gardé.",
            field="name",
        )
    if kept is None and queries.undertaking_named(name):
        raise DomainError("Ce nom désigne déjà une autre entreprise unique : choisissez-en un autre.", field="name")
    added = [one for one in second.movements if _joins(one, is_linked=is_linked, public_tie=public_tie)]
    assessments = _assess_again([*first.movements, *added], today)
    _allow(assessments, None, decides=decides, reason=reason)
    if kept is None:
        kept = Undertaking(name=name)
        db.session.add(kept)
        db.session.flush()
    for one in (*first.organisations, *second.organisations):
        _profile(lock(one)).undertaking_id = kept.id
    if not public_tie:
        _add_sieg_up(first, second, kept)
    tie = " par un même organisme public ou sans but lucratif" if public_tie else ""
    summary = f"a lié {organisation.name} et {other.name}{tie} : leurs aides s’additionnent{_result(assessments)}"
    after = {"name": kept.name, "public_tie": public_tie, "reason": reason}
    record(actor, "aid.linked", kept, summary, laureate_id=laureate.id, after=after)


def _joins(movement: rules.Movement, *, is_linked: bool, public_tie: bool) -> bool:
    """Whether a line of the other ledger enters the new sum: what was linked before is there already."""
    return not public_tie if movement.regime.ceiling is Regime.SIEG else not is_linked


def _add_sieg_up(first: queries.Ledger, second: queries.Ledger, kept: Undertaking) -> None:
    """Put those who added up with each one under one key, which nobody else of the undertaking bears."""
    key = _profile(first).sieg_undertaking_id or _profile(second).sieg_undertaking_id
    if key is None and queries.adds_sieg_up(kept):
        apart = Undertaking(name=_name_apart(kept, first.organisation))
        db.session.add(apart)
        db.session.flush()
        key = apart.id
    for one in (*first.sieg_organisations, *second.sieg_organisations):
        _profile(lock(one)).sieg_undertaking_id = key or kept.id


def _name_apart(kept: Undertaking, organisation: Organisation) -> str:
    """One that no undertaking bears: a group left long ago keeps its own."""
    base = f"{kept.name[:75]} — {organisation.name[:75]}"
    names = (base, *(f"{base} ({n})" for n in range(2, 1_000)))
    return next(name for name in names if queries.undertaking_named(name) is None)


@at_any_time
def unlink(laureate: Laureate, organisation: Organisation, *, reason: str, decides: bool, actor: User) -> None:
    """Take one organisation out of its single undertaking: its own aids alone count for it from now on."""
    _hold_links()
    ledger = lock(organisation)
    if ledger.undertaking is None:
        raise DomainError(f"{organisation.name} n’est plus liée à aucune autre structure.")
    _allow([], MAKES_LESS_COUNT, decides=decides, reason=reason)
    profile = _profile(ledger)
    profile.undertaking_id = profile.sieg_undertaking_id = None
    summary = f"a délié {organisation.name} {of(ledger.undertaking.name)}"
    before, after = {"name": ledger.undertaking.name}, {"name": None, "reason": reason}
    record(actor, "aid.unlinked", ledger.undertaking, summary, laureate_id=laureate.id, before=before, after=after)


@at_any_time
def change_carrier(
    laureate: Laureate, organisation: Organisation, *, reason: str, decides: bool, actor: User, today: date
) -> None:
    """Have another organisation carry the project: what it is given from now on counts in that one's ledger.

    What was granted stays with its beneficiary; an organisation that takes over the activity of another is linked to it
    (Regulation (EU) 2023/2831, art. 2(2) and 3(8)).
    """
    _hold_links()
    if organisation.id == laureate.organisation_id:
        raise DomainError("Cette structure porte déjà le projet.", field="organisation")
    lock(laureate.organisation)
    assessments = _assess_again(lock(organisation).movements, today)
    _allow([], MAKES_LESS_COUNT, decides=decides, reason=reason)
    laureates.change_carrier(laureate, organisation, reason=reason, result=_result(assessments), actor=actor)


def _held(ledger: queries.Ledger) -> list[Aid]:
    return [aid for aid in ledger.aids if ledger.holds(aid)]


def _waits(aid: Aid, organisation: Organisation) -> bool:
    """Granted to this organisation as no State aid, for the only reason that it exercised no economic activity."""
    return aid.organisation_id == organisation.id and aid.asked_regime is not None and aid.cancelled_on is None


def _assess_again(movements: Sequence[rules.Movement], today: date) -> list[rules.Assessment]:
    """What is granted, under the new base: the heaviest window of each ceiling."""
    terms = queries.terms()
    return [rules.heaviest(movements, regime, today, terms) for regime in rules.CEILED]


def _allow(assessments: Sequence[rules.Assessment], refused: str | None, *, decides: bool, reason: str) -> None:
    """Raises NeedsDirection, with the sum; or DomainError, when the direction gives no reason."""
    shown = next((one for one in assessments if not one.is_possible), None)
    if shown:
        refused = f"Le plafond serait dépassé : {rules.sum_of_base(shown)}. {DIRECTION_ALONE}"
    if refused and not decides:
        raise NeedsDirection(refused, shown or next((one for one in assessments if one.counted), None))
    if refused and not reason:
        raise DomainError("Indiquez le motif de la décision.", field="reason")


def _result(assessments: Sequence[rules.Assessment]) -> str:
    """The new sums, for the journal."""
    sums = [
        f"{one.regime.short_label.lower()}, {money(one.used_cents)} sur {money(one.ceiling_cents)}"
        for one in assessments
        if one.counted
    ]
    return f" (réévaluation : {' ; '.join(sums)})" if sums else ""


def _hold_links() -> None:
    """Wait for all who count an aid, and have them wait: rows of several undertakings would be locked in two orders."""
    if db.engine.dialect.name == "postgresql":
        # What `lock` inserts conflicts with it, on any organisation.
        db.session.execute(sa.text("LOCK TABLE aid_profile IN SHARE ROW EXCLUSIVE MODE"))


def _profile(ledger: queries.Ledger) -> AidProfile:
    if ledger.profile is None:
        raise LookupError(f"organisation {ledger.organisation.id} has no profile: lock() makes one")
    return ledger.profile
