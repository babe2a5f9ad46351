"""What the sorts look at of money: tranches, conditions, pledges, aids to write in the register or to qualify."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from aic_tracker import config
from aic_tracker.aid import queries as aids
from aic_tracker.aid import register as register_rules
from aic_tracker.aid import rules as aid_rules
from aic_tracker.aid.models import Aid, AidPaper, AidSource, Regime
from aic_tracker.awaiting.scope import Condition, Scope
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.formats import quoted
from aic_tracker.funding.models import Grant, PledgeState, SponsorPledge, Tranche, TrancheStatus
from aic_tracker.funding.rules import grant_refusal
from aic_tracker.laureates.models import Laureate


class MoneyFacts:
    scope: Scope
    today: date
    assignments: Any

    @cached_property
    def tranches(self) -> Sequence[Tranche]:
        """Those that wait for their right, with conditions, grant, its other tranches and its laureate."""
        statement = (
            sa.select(Tranche)
            .join(Tranche.grant)
            .where(Tranche.status == TrancheStatus.PENDING, self.scope.holds_or_decided(Grant.laureate_id))
            .options(
                contains_eager(Tranche.grant).joinedload(Grant.laureate),
                contains_eager(Tranche.grant).selectinload(Grant.tranches),
                selectinload(Tranche.conditions),
            )
            .order_by(Tranche.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def pledges(self) -> Sequence[SponsorPledge]:
        """Those that nobody said kept or broken, with their laureate."""
        statement = (
            sa.select(SponsorPledge)
            .where(SponsorPledge.state == PledgeState.OPEN, self.scope.holds(SponsorPledge.laureate_id))
            .options(joinedload(SponsorPledge.laureate))
            .order_by(SponsorPledge.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def aids(self) -> Sequence[Aid]:
        """Those that the register lacks, or whose regime nobody specified, with laureate and organisation."""
        if self.scope.laureate_ids == [] and not (self.scope.settles or self.scope.decides):
            return []
        to_enter = sa.and_(
            Aid.granted_on >= register_rules.REGISTER_OPENS_ON,
            Aid.registered_on.is_(None),
            Aid.regime.in_(aid_rules.CEILED),
            Aid.source != AidSource.DECLARED,
        )
        statement = (
            sa.select(Aid)
            .where(Aid.cancelled_on.is_(None), sa.or_(to_enter, Aid.regime == Regime.UNSPECIFIED), self._held())
            .options(joinedload(Aid.laureate), joinedload(Aid.organisation))
            .order_by(Aid.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def to_notify(self) -> Sequence[Aid]:
        """Those that the programme granted to a project under a ceiling, and told nobody of in writing."""
        statement = (
            sa.select(Aid)
            .where(Aid.granted_on >= register_rules.REGISTER_OPENS_ON, Aid.cancelled_on.is_(None))
            .where(Aid.regime.in_(aid_rules.CEILED), Aid.source != AidSource.DECLARED)
            .where(self.scope.holds(Aid.laureate_id), ~sa.exists().where(AidPaper.aid_id == Aid.id))
            .options(joinedload(Aid.laureate), joinedload(Aid.organisation))
            .order_by(Aid.id)
        )
        return db.session.scalars(statement).all()

    @cached_property
    def to_declare(self) -> list[tuple[Laureate, str]]:
        """The laureates to which something under a ceiling is about to be granted, and what, where the declaration of
        the organisation is missing or too old.
        """
        about: dict[Laureate, str] = {}
        for tranche in self.tranches:
            if tranche.grant.regime.ceiling and grant_refusal(tranche, tranche.grant.tranches) is None:
                about.setdefault(tranche.grant.laureate, f"Avant la tranche {tranche.rank} : {tranche.grant.purpose}")
        for one in self.assignments:
            if one.status is AssignmentStatus.SCOPED and one.value_of(one.planned_quarters):
                about.setdefault(one.laureate, f"Avant l’appui {quoted(one.title)}")
        silent = aids.without_declaration({one.organisation_id for one in about}, self.today)
        return [(one, words) for one, words in about.items() if one.organisation_id in silent]

    def _held(self) -> Condition:
        """An aid of no laureate is everybody's who keeps the register."""
        held = self.scope.holds(Aid.laureate_id)
        return sa.or_(held, Aid.laureate_id.is_(None)) if self.scope.settles or self.scope.decides else held

    @property
    def register_days(self) -> int:
        return config.current().aid.register_working_days
