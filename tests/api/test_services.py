"""Services: programs that no person stands behind, with the rights said at their opening and no door but a token."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from aic_tracker import clock, config
from aic_tracker.accounts import operations as accounts
from aic_tracker.accounts import queries, services
from aic_tracker.accounts.models import Role, User
from aic_tracker.audit.models import AuditEntry
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.api.conftest import Program

HOME = "/administration/services"
TYPED = {"name": "Tableau de bord", "may_write": "False", "laureates": "", "lasts": "30"}


def opened(app: Any, **said: Any) -> tuple[services.Service, Program]:
    said = {"name": "Grist", "may_write": True, "laureate_ids": [], "lasts": timedelta(days=30)} | said
    service, secret = services.open_service(actor=factories.admin(), now=clock.now(), **said)
    db.session.commit()
    return service, Program(app, secret)


def test_the_administration_opens_one_whose_token_is_shown_once(app: Any, signed_in: Any) -> None:
    factories.laureate("Vikidia")
    factories.laureate("Infoclimat")
    browser = signed_in(factories.admin())
    page = browser.submit(f"{HOME}/nouveau", TYPED | {"laureates": "vikidia"})
    found = re.search(r"aic_[\w-]{43}", page.text)
    assert found is not None
    held, listed = Program(app, found.group()), browser.get(HOME).text
    assert "Tableau de bord" in listed
    assert "vikidia" in listed
    assert found.group() not in listed
    assert [row["slug"] for row in held.get("/laureats").json["items"]] == ["vikidia"]
    assert held.get("/laureats/infoclimat").status_code == 404
    assert held.post("/laureats/vikidia/actions", {"title": "Écrire"}).status_code == 403


def test_a_name_of_no_laureate_is_said_and_what_was_typed_stays(signed_in: Any) -> None:
    page = signed_in(factories.admin()).submit(f"{HOME}/nouveau", TYPED | {"laureates": "vikidia, nulle-part"})
    assert page.status_code == 422
    assert "Aucun lauréat n’a ce nom" in page.text
    assert 'value="Tableau de bord"' in page.text


def test_it_never_signs_in_and_is_in_no_list_of_people(app: Any, signed_in: Any) -> None:
    service, _held = opened(app)
    browser = signed_in(factories.admin())
    assert "Grist" not in browser.get("/administration/comptes").text
    assert browser.get(f"/administration/comptes/{service.user.id}").status_code == 404
    assert service.user not in queries.coaches()
    assert service.user not in queries.unseen_since(clock.now() + timedelta(days=900))
    with pytest.raises(DomainError, match="ne se connecte pas"):
        accounts.reactivate(service.user, actor=factories.admin())
    assert not db.session.get_one(User, service.user.id).is_active


def test_what_it_writes_bears_its_name(app: Any) -> None:
    vikidia = factories.laureate("Vikidia")
    service, held = opened(app)
    assert held.post("/laureats/vikidia/actions", {"title": "Écrire la fiche"}).status_code == 201
    entry = db.session.scalars(sa.select(JournalEntry).filter_by(laureate_id=vikidia.id, verb="action.added")).one()
    assert entry.actor_id == service.user.id


def test_it_has_no_time_of_its_own(app: Any) -> None:
    factories.laureate("Vikidia")
    _service, held = opened(app)
    said = {"on": "2026-03-02", "quarters": 1, "activity": "community"}
    answer = held.post("/laureats/vikidia/temps", said)
    assert answer.status_code == 409
    assert "pas de temps à lui" in answer.json["detail"]


def test_who_opened_it_may_leave_and_no_telephone_is_asked_of_it(app: Any) -> None:
    admin = factories.admin()
    _service, secret = services.open_service(
        name="Grist", may_write=False, laureate_ids=[], lasts=timedelta(days=30), actor=admin, now=clock.now()
    )
    accounts.deactivate(admin, actor=factories.admin(), now=clock.now())
    db.session.commit()
    before = config.current()
    config.use(replace(before, accounts=replace(before.accounts, second_factor_required=True)))
    try:
        assert Program(app, secret).get("/laureats").status_code == 200
    finally:
        config.use(before)


def test_a_new_token_leaves_the_former_one_a_day(app: Any, signed_in: Any, at: Callable[[str], None]) -> None:
    at("2026-03-02T12:00")
    service, held = opened(app)
    page = signed_in(factories.admin()).submit(f"{HOME}/{service.user.id}/jeton", {"lasts": "90"})
    new = Program(app, re.search(r"aic_[\w-]{43}", page.text).group())  # type: ignore[union-attr]
    assert [one.get("/laureats").status_code for one in (held, new)] == [200, 200]
    at("2026-03-03T12:01")
    assert [one.get("/laureats").status_code for one in (held, new)] == [401, 200]


def test_once_closed_it_opens_nothing_and_gets_no_token(app: Any, signed_in: Any) -> None:
    service, held = opened(app)
    browser, user_id = signed_in(factories.admin()), service.user.id
    browser.submit(f"{HOME}/{user_id}/fermer")
    assert held.get("/laureats").status_code == 401
    page = browser.submit(f"{HOME}/{user_id}/jeton", {"lasts": "90"})
    assert page.status_code == 422
    assert "Ce service est fermé" in page.text
    told = set(db.session.scalars(sa.select(JournalEntry.verb).filter_by(object_id=user_id)))
    assert {"service.opened", "service.closed"} <= told
    assert {"made_token", "revoked_token"} <= set(db.session.scalars(sa.select(AuditEntry.event)))


def test_two_open_ones_do_not_bear_one_name(app: Any, signed_in: Any) -> None:
    opened(app, name="Tableau de bord")
    page = signed_in(factories.admin()).submit(f"{HOME}/nouveau", TYPED)
    assert "porte déjà ce nom" in page.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(User).filter_by(role=Role.COACH)) == 1
