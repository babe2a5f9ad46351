"""The ledger of an organisation and of those linked to it, and what is left to enter in the central register."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker import config
from aic_tracker.aid import rules
from aic_tracker.aid.models import Aid, AidDeclaration, AidProfile, AidSource, Regime, Undertaking
from aic_tracker.db import db
from aic_tracker.folding import by_name, same_name
from aic_tracker.formats import date_short, listed
from aic_tracker.laureates.models import Laureate, Organisation, SupportPeriod
from aic_tracker.laureates.queries import organisations


def terms() -> rules.Terms:
    """The law as the settings state it."""
    law = config.current().aid
    return rules.Terms(
        {Regime.GENERAL: law.general_ceiling_euros * 100, Regime.SIEG: law.sieg_ceiling_euros * 100},
        law.window_years,
        law.warning_percent,
    )


@dataclass(frozen=True)
class Ledger:
    """All the aid of a single undertaking; `organisations` are the linked ones, the one asked about first."""

    organisation: Organisation
    profile: AidProfile | None
    undertaking: Undertaking | None
    organisations: Sequence[Organisation]
    sieg_ids: frozenset[int]  # those of them whose SIEG aid adds up with its own, itself included
    aids: Sequence[Aid]

    @property
    def linked(self) -> Sequence[Organisation]:
        return self.organisations[1:]

    @property
    def own_aids(self) -> list[Aid]:
        return [aid for aid in self.aids if aid.organisation_id == self.organisation.id]

    @property
    def is_concerned(self) -> bool:
        """Art. 107 TFEU knows undertakings alone: who exercises an economic activity, whatever the legal form."""
        return self.profile is None or self.profile.is_undertaking

    @property
    def movements(self) -> list[rules.Movement]:
        return [movement_of(aid) for aid in self.aids if self.holds(aid)]

    @property
    def sieg_organisations(self) -> list[Organisation]:
        return [one for one in self.organisations if one.id in self.sieg_ids]

    def holds(self, aid: Aid) -> bool:
        """Whether the aid belongs to this sum: SIEG aid of who is tied by a public body alone does not."""
        return aid.regime.ceiling is not Regime.SIEG or aid.organisation_id in self.sieg_ids


def movement_of(aid: Aid, regime: Regime | None = None) -> rules.Movement:
    """As it counts; or as it would under another regime."""
    label = f"{aid.purpose} ({aid.authority})" if aid.purpose else aid.authority
    return rules.Movement(aid.granted_on, aid.amount_cents, regime or aid.regime, label, aid.cancelled_on is not None)


def ledger_of(organisation: Organisation) -> Ledger:
    """In three statements, the latest aid first."""
    profile = db.session.scalar(
        sa.select(AidProfile)
        .where(AidProfile.organisation_id == organisation.id)
        .options(joinedload(AidProfile.undertaking), joinedload(AidProfile.activity_said_by))
    )
    undertaking = profile.undertaking if profile else None
    others = _members(undertaking, but=organisation) if undertaking else {}
    organisations = [organisation, *by_name(others)]
    key = profile.sieg_undertaking_id if profile else None
    sieg = frozenset({organisation.id, *(one.id for one, its in others.items() if key is not None and its == key)})
    return Ledger(organisation, profile, undertaking, organisations, sieg, _aids(one.id for one in organisations))


def _members(undertaking: Undertaking, *, but: Organisation) -> dict[Organisation, int | None]:
    """With what each adds its SIEG aid up under."""
    statement = (
        sa.select(Organisation, AidProfile.sieg_undertaking_id)
        .select_from(AidProfile)
        .join(Organisation, AidProfile.organisation_id == Organisation.id)
        .where(AidProfile.undertaking_id == undertaking.id, Organisation.id != but.id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def adds_sieg_up(undertaking: Undertaking) -> bool:
    """Whether some organisations add their SIEG aid up under this one already."""
    statement = sa.exists().where(AidProfile.sieg_undertaking_id == undertaking.id)
    return bool(db.session.scalar(sa.select(statement)))


def _aids(organisation_ids: Iterable[int]) -> list[Aid]:
    statement = (
        sa.select(Aid)
        .where(Aid.organisation_id.in_(list(organisation_ids)))
        .options(joinedload(Aid.organisation))
        .order_by(Aid.granted_on.desc(), Aid.id.desc())
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def aid_of(ledger: Ledger, aid_id: int) -> Aid | None:
    return next((aid for aid in ledger.aids if aid.id == aid_id), None)


def aid_given(laureate_id: int, aid_id: int) -> Aid | None:
    """One that the programme gave to this project, whoever carried it then."""
    statement = sa.select(Aid).where(Aid.id == aid_id, Aid.laureate_id == laureate_id)
    statement = statement.where(Aid.source != AidSource.DECLARED).options(joinedload(Aid.organisation))
    return db.session.scalar(statement)


def aid_of_assignment(assignment_id: int) -> Aid | None:
    return db.session.scalar(sa.select(Aid).where(Aid.assignment_id == assignment_id))


def overruns_of(assignment_id: int) -> list[Aid]:
    """What was entered for time given beyond the value approved, the latest first; not what was cancelled."""
    statement = sa.select(Aid).where(Aid.overrun_of_id == assignment_id, Aid.cancelled_on.is_(None))
    return list(db.session.scalars(statement.order_by(Aid.granted_on.desc(), Aid.id.desc())))


def aid_of_tranche(tranche_id: int) -> Aid | None:
    return db.session.scalar(sa.select(Aid).where(Aid.tranche_id == tranche_id))


def declarations_of(organisations: Iterable[Organisation]) -> list[AidDeclaration]:
    """The latest signed first."""
    statement = (
        sa.select(AidDeclaration)
        .where(AidDeclaration.organisation_id.in_([one.id for one in organisations]))
        .order_by(AidDeclaration.signed_on.desc(), AidDeclaration.id.desc())
    )
    return list(db.session.scalars(statement))


def without_declaration(organisation_ids: Collection[int], on: date) -> set[int]:
    """Those that a grant of that day asks a declaration of, and that signed none recent enough."""
    days = config.current().aid.declaration_days
    if not days or not organisation_ids:
        return set()
    signed = sa.select(AidDeclaration.organisation_id).where(
        AidDeclaration.organisation_id.in_(organisation_ids),
        AidDeclaration.signed_on.between(on - timedelta(days=days), on),
    )
    no_undertaking = sa.select(AidProfile.organisation_id).where(
        AidProfile.organisation_id.in_(organisation_ids), AidProfile.is_undertaking.is_(False)
    )
    return set(organisation_ids) - set(db.session.scalars(sa.union_all(signed, no_undertaking)))


def undeclared(ledger: Ledger, on: date, ceiling: Regime = Regime.GENERAL) -> str | None:
    """Why nothing under this ceiling may be granted that day; None when every organisation whose aid adds up there
    signed a declaration recent enough (Regulation (EU) 2023/2831, art. 7(4), of the single undertaking).
    """
    summed = ledger.sieg_organisations if ceiling is Regime.SIEG else ledger.organisations
    silent = without_declaration([one.id for one in summed], on)
    names = [one.name for one in summed if one.id in silent]
    if not names:
        return None
    since = date_short(on - timedelta(days=config.current().aid.declaration_days))
    have = "n’ont" if len(names) > 1 else "n’a"
    return (
        f"{listed(names)} {have} signé aucune déclaration d’aides de minimis depuis le {since} : "
        "demandez-la depuis « Aides et plafond », puis accordez l’aide."
    )


def signed_declaration(
    organisation_id: int, *, signed_on: date, signatory: str, is_nil: bool, author_id: int
) -> AidDeclaration | None:
    """The statement that this person has written down with this signature: it may list several aids."""
    statement = sa.select(AidDeclaration).where(
        AidDeclaration.organisation_id == organisation_id,
        AidDeclaration.signed_on == signed_on,
        AidDeclaration.signatory == signatory,
        AidDeclaration.is_nil.is_(is_nil),
        AidDeclaration.author_id == author_id,
    )
    return db.session.scalar(statement.limit(1))


def has_declared(declaration_id: int, **said: Any) -> bool:
    """Whether the statement lists an aid that is all that is `said`, not struck out."""
    listed = sa.select(Aid.id).filter_by(declaration_id=declaration_id, cancelled_on=None, **said)
    return bool(db.session.scalar(sa.select(listed.exists())))


def undertaking_named(name: str) -> Undertaking | None:
    kept = db.session.scalars(sa.select(Undertaking))
    return next((one for one in kept if same_name(one.name, name)), None)


def organisations_to_link(ledger: Ledger) -> list[tuple[Organisation, str]]:
    """Those not yet linked to this one, or by a public body alone, by name, blind to accents."""
    tied = {one.id for one in ledger.organisations}
    by_a_body = "liée par un organisme public ou sans but lucratif"
    return [
        (one, f"{one.name} ({by_a_body})" if one.id in tied else one.name)
        for one in organisations()
        if one.id not in ledger.sieg_ids
    ]


def granted_over(laureate: Laureate, period: SupportPeriod) -> list[Aid]:
    """What the programme gave to the project during the period, by date; what was withdrawn is left out."""
    statement = (
        sa.select(Aid)
        .where(Aid.laureate_id == laureate.id, Aid.cancelled_on.is_(None), Aid.source != AidSource.DECLARED)
        .where(Aid.granted_on >= period.starts_on, Aid.granted_on < period.until)
        .order_by(Aid.granted_on, Aid.id)
    )
    return list(db.session.scalars(statement))


def granted_by_programme(laureate_id: int | None = None) -> list[Aid]:
    """What the programme gave and did not withdraw, with organisation and laureate, the oldest first."""
    statement = (
        sa.select(Aid)
        .where(Aid.laureate_id.is_not(None), Aid.cancelled_on.is_(None), Aid.source != AidSource.DECLARED)
        .options(joinedload(Aid.organisation), joinedload(Aid.laureate))
        .order_by(Aid.granted_on, Aid.id)
    )
    if laureate_id is not None:
        statement = statement.where(Aid.laureate_id == laureate_id)
    return list(db.session.scalars(statement))


def granted_to(laureate_ids: Collection[int], source: AidSource) -> list[Aid]:
    """What `cents_by_source` adds up, with the organisation, the oldest first."""
    statement = (
        sa.select(Aid)
        .where(Aid.laureate_id.in_(laureate_ids), Aid.cancelled_on.is_(None), Aid.source == source)
        .options(joinedload(Aid.organisation))
        .order_by(Aid.granted_on, Aid.id)
    )
    return list(db.session.scalars(statement))


def cents_by_source(laureate_ids: Collection[int]) -> dict[AidSource, int]:
    """By source, what the programme gave; what was withdrawn or received elsewhere is left out."""
    statement = (
        sa.select(Aid.source, sa.func.sum(Aid.amount_cents))
        .where(Aid.laureate_id.in_(laureate_ids), Aid.cancelled_on.is_(None), Aid.source != AidSource.DECLARED)
        .group_by(Aid.source)
    )
    return {row[0]: int(row[1]) for row in db.session.execute(statement)}
