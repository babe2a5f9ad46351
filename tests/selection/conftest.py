from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.laureates.models import Operator
from aic_tracker.selection import applications, calls, conflicts, jurors
from aic_tracker.selection.jury import Panel
from aic_tracker.selection.jury_lines import Guest
from tests import factories as make


@pytest.fixture
def coach(app):
    return make.coach(name="Léa Martin")


@pytest.fixture
def direction(app):
    return make.direction(name="Anne Duval")


@pytest.fixture
def call(coach):
    opened = calls.open_call(
        actor=coach,
        title="Saison 3, appel de la DINUM",
        season_id=make.season("Saison 3").id,
        operator=Operator.DINUM,
        opens_on=date(2026, 1, 12),
        closes_on=date(2026, 2, 27),
        questions="Portée par une association ou une administration",
    )
    db.session.commit()
    return opened


@pytest.fixture
def receive(call, coach):
    def received(name="Panoramax", **values):
        values = {"organisation": f"Association {name}", "received_on": date(2026, 2, 1)} | values
        one = applications.receive(call, actor=coach, now=clock.now(), name=name, **values)
        db.session.commit()
        return one

    return received


@pytest.fixture
def eligible(receive, coach):
    def ready(name, **values):
        one = receive(name, **values)
        applications.say_eligible(one, eligible=True, reason="", version=one.version, actor=coach, now=clock.now())
        db.session.commit()
        return one

    return ready


@pytest.fixture
def jury(call, coach):
    def invited(*names, panel=Panel.CITIZENS):
        guests = [Guest(name, f"{name.split()[0].lower()}@laposte.net") for name in names]
        added = jurors.invite(call, guests, panel=panel, actor=coach, now=clock.now())
        jurors.open_scoring(call, until=clock.today(), actor=coach, now=clock.now())
        for juror in added:
            conflicts.say_all(juror, (), actor=juror.user, now=clock.now())
        db.session.commit()
        return added

    return invited
