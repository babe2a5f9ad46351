"""Tokens: shown once, bounded in time and reach, worth their person and no more."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from aic_tracker import clock, config
from aic_tracker.accounts import operations as accounts
from aic_tracker.accounts.models import ApiToken
from aic_tracker.audit.models import AuditEntry
from aic_tracker.db import db
from tests import factories
from tests.api.conftest import Program

Programs = Callable[..., Program]
TYPED = {"name": "Tableau de bord", "may_write": "False", "lasts": "30"}


def secret_in(page: str) -> str:
    found = re.search(r"aic_[\w-]{43}", page)
    assert found is not None
    return found.group()


def test_a_token_is_made_shown_once_and_opens_the_api(app: Any, signed_in: Any) -> None:
    factories.laureate("Vikidia")
    browser = signed_in(factories.coach())
    page = browser.submit("/mon-compte/jetons/nouveau", TYPED)
    secret = secret_in(page.text)
    assert "il ne sera plus montré" in page.text
    assert secret not in browser.get("/mon-compte/jetons").text
    answer = Program(app, secret).get("/laureats")
    assert [row["name"] for row in answer.json["items"]] == ["Vikidia"]
    assert secret not in str(db.session.execute(sa.text("SELECT * FROM api_token")).all())


def test_making_and_revoking_one_is_kept_in_the_trail(signed_in: Any) -> None:
    browser = signed_in(factories.coach())
    browser.submit("/mon-compte/jetons/nouveau", TYPED)
    token = db.session.scalars(sa.select(ApiToken)).one()
    browser.submit(f"/mon-compte/jetons/{token.id}/revoquer")
    events = set(db.session.scalars(sa.select(AuditEntry.event)))
    assert {"made_token", "revoked_token"} <= events


def test_a_revoked_one_opens_nothing(program: Programs, signed_in: Any) -> None:
    coach = factories.coach()
    held, browser = program(coach), signed_in(coach)
    assert held.get("/laureats").status_code == 200
    token = db.session.scalars(sa.select(ApiToken)).one()
    assert "Révoquer ce jeton" in browser.get(f"/mon-compte/jetons/{token.id}/revoquer").text
    browser.submit(f"/mon-compte/jetons/{token.id}/revoquer")
    answer = held.get("/laureats")
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_nobody_revokes_somebody_else_s(program: Programs, signed_in: Any) -> None:
    held = program(factories.coach())
    token = db.session.scalars(sa.select(ApiToken)).one()
    assert signed_in(factories.coach()).submit(f"/mon-compte/jetons/{token.id}/revoquer").status_code == 404
    assert held.get("/laureats").status_code == 200


def test_one_past_its_day_opens_nothing(program: Programs, at: Callable[[str], None]) -> None:
    held = program(factories.coach(), days=30)
    at("2026-03-31T12:00")
    assert held.get("/laureats").status_code == 200
    at("2026-04-01T12:00")
    assert held.get("/laureats").status_code == 401


def test_a_closed_account_closes_its_tokens(program: Programs) -> None:
    coach = factories.coach()
    held = program(coach)
    accounts.deactivate(coach, actor=factories.admin(), now=clock.now())
    db.session.commit()
    assert held.get("/laureats").status_code == 401
    accounts.reactivate(coach, actor=factories.admin())
    db.session.commit()
    assert held.get("/laureats").status_code == 401


def test_a_token_follows_what_its_person_may_see(program: Programs) -> None:
    vikidia, other = factories.laureate("Vikidia"), factories.laureate("Infoclimat")
    held = program(factories.referent(vikidia))
    assert [row["slug"] for row in held.get("/laureats").json["items"]] == ["vikidia"]
    assert held.get("/laureats/vikidia").status_code == 200
    assert held.get(f"/laureats/{other.slug}").status_code == 404


def test_one_for_some_laureates_knows_no_other(program: Programs) -> None:
    vikidia, other = factories.laureate("Vikidia"), factories.laureate("Infoclimat")
    held = program(factories.coach(), laureate_ids=(vikidia.id,))
    assert [row["slug"] for row in held.get("/laureats").json["items"]] == ["vikidia"]
    assert held.get(f"/laureats/{other.slug}").status_code == 404


def test_one_to_read_writes_nothing(program: Programs) -> None:
    factories.laureate("Vikidia")
    held = program(factories.coach(), may_write=False)
    answer = held.post("/laureats/vikidia/actions", {"title": "Écrire"})
    assert answer.status_code == 403
    assert held.get("/laureats/vikidia/actions").json["items"] == []


def test_a_session_is_no_token_and_a_token_no_session(app: Any, program: Programs, signed_in: Any) -> None:
    coach = factories.coach()
    assert signed_in(coach).get("/api/v1/laureats").status_code == 401
    held = program(coach)
    answer = app.test_client().get("/laureats", headers={"Authorization": f"Bearer {held.secret}"})
    assert answer.status_code == 303


def test_beyond_twenty_open_ones_the_next_is_refused(program: Programs, signed_in: Any) -> None:
    coach = factories.coach()
    for _ in range(20):
        program(coach)
    page = signed_in(coach).submit("/mon-compte/jetons/nouveau", TYPED)
    assert page.status_code == 422
    assert "déjà 20 jetons" in page.text


def test_the_last_use_is_shown(program: Programs, signed_in: Any) -> None:
    coach = factories.coach()
    held, browser = program(coach), signed_in(coach)
    assert "Jamais" in browser.get("/mon-compte/jetons").text
    held.get("/laureats")
    assert "Jamais" not in browser.get("/mon-compte/jetons").text


def test_a_second_factor_that_became_required_suspends_the_tokens_of_who_has_none(program: Programs) -> None:
    held, before = program(factories.coach()), config.current()
    config.use(replace(before, accounts=replace(before.accounts, second_factor_required=True)))
    try:
        assert held.get("/laureats").status_code == 401
    finally:
        config.use(before)
    assert held.get("/laureats").status_code == 200
