"""Aids that the central register must hold, with all that it asks of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker import config
from aic_tracker.aid import papers, rules
from aic_tracker.aid import register as register_rules
from aic_tracker.aid.models import Aid, AidProfile, AidSource, Regime
from aic_tracker.aid.papers import Facts, Gap
from aic_tracker.db import db

FOLLOWED = (*rules.CEILED, Regime.UNSPECIFIED)


@dataclass(frozen=True)
class RegisterLine:
    """One aid for the central register. `days_left` working days, negative when late; None once it is entered."""

    aid: Aid
    facts: Facts
    gaps: Sequence[Gap]
    limit: date
    days_left: int | None
    kept_until: date


def usual_authority() -> papers.Authority:
    """Whom the settings name."""
    settings = config.current().funding
    return papers.Authority(settings.authority, settings.authority_siret, settings.former_names)


def lines(today: date, *, entered: bool | None = None) -> list[RegisterLine]:
    """Those to enter first, the most pressing on top. One statement."""
    statement = _statement().where(Aid.regime.in_(rules.CEILED))
    if entered is not None:
        statement = statement.where(Aid.registered_on.is_not(None) if entered else Aid.registered_on.is_(None))
    return [_line(row[0], row[1], today) for row in db.session.execute(statement)]


def line(aid_id: int, today: date) -> RegisterLine | None:
    found = (*lines(today), *(line for line, _ in to_correct(today)))
    return next((line for line in found if line.aid.id == aid_id), None)


def to_correct(today: date) -> list[tuple[RegisterLine, list[str]]]:
    """Those that were entered and are no longer so, with what differs. One statement."""
    statement = _every().where(Aid.registered_on.is_not(None))
    found = (_line(row[0], row[1], today) for row in db.session.execute(statement))
    return [(line, said) for line in found if (said := papers.changed(line.aid.registered_as, line.facts))]


def incomplete(today: date) -> list[RegisterLine]:
    """Those that lack something that the register asks, or whose regime is not known yet. One statement."""
    statement = _statement().where(Aid.regime.in_(FOLLOWED))
    found = (_line(row[0], row[1], today) for row in db.session.execute(statement))
    return [line for line in found if line.gaps]


def _statement() -> sa.Select[Aid, AidProfile]:
    return _every().where(Aid.cancelled_on.is_(None))


def _every() -> sa.Select[Aid, AidProfile]:
    return (
        sa.select(Aid, AidProfile)
        .outerjoin(AidProfile, AidProfile.organisation_id == Aid.organisation_id)
        .where(Aid.granted_on >= register_rules.REGISTER_OPENS_ON)
        .where(Aid.source != AidSource.DECLARED)
        .options(joinedload(Aid.organisation), joinedload(Aid.laureate))
        .order_by(Aid.registered_on.is_not(None), Aid.granted_on, Aid.id)
    )


def _line(aid: Aid, profile: AidProfile | None, today: date) -> RegisterLine:
    law = config.current().aid
    facts = papers.facts_of(aid, profile, usual_authority())
    limit = register_rules.register_by(aid.granted_on, law.register_working_days)
    left = None if aid.registered_on else register_rules.working_days_left(today, limit)
    kept_until = register_rules.kept_until(aid.granted_on, law.kept_years)
    return RegisterLine(aid, facts, papers.gaps_of(facts), limit, left, kept_until)
