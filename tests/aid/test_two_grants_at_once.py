"""Two grants at the same time never pass the ceiling together, for one organisation or for two linked ones."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.aid import operations
from aic_tracker.aid.models import Aid, AidProfile, AidSource, Regime, Undertaking
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates.models import Organisation
from tests import factories
from tests.conftest import NOW

ROUNDS = 100


@pytest.fixture
def linked(empty_app):
    """Two organisations that are one single undertaking, and whoever grants."""
    with empty_app.app_context():
        organisations = [factories.organisation().id for _ in range(2)]
        group = factories.save(Undertaking(name="Groupe"))
        for one in organisations:
            factories.save(AidProfile(organisation_id=one, undertaking_id=group.id))
        return organisations, factories.direction().id


def grant(app, organisation_id, actor_id, together):
    with app.app_context(), clock.at(NOW):
        together.wait()
        try:
            operations.grant(
                db.session.scalars(sa.select(Organisation).where(Organisation.id == organisation_id)).one(),
                laureate_id=None,
                amount_cents=160_000_00,
                granted_on=date(2026, 3, 2),
                regime=Regime.GENERAL,
                source=AidSource.GRANT,
                authority="Programme",
                instrument="Subvention",
                purpose="",
                actor=db.session.get_one(User, actor_id),
                now=NOW,
            )
            db.session.commit()
        except DomainError:
            db.session.rollback()
            return False
        return True


def test_of_two_simultaneous_grants_exactly_one_passes(empty_app, linked):
    organisations, actor_id = linked
    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            together = Barrier(2)
            # One organisation twice, then both linked ones.
            targets = [organisations[0], organisations[number % 2]]
            answers = list(pool.map(lambda target, gate=together: grant(empty_app, target, actor_id, gate), targets))
            assert sorted(answers) == [False, True], f"round {number}"
            with empty_app.app_context():
                assert db.session.query(Aid).count() == 1
                db.session.execute(sa.delete(Aid))
                db.session.commit()
