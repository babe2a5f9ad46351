"""Each gesture that security must be able to tell enters the trail, through its own page."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import OperationalError

from aic_tracker import clock
from aic_tracker.accounts import links, second_factor
from aic_tracker.accounts.models import Role, User
from aic_tracker.aid.models import Regime
from aic_tracker.audit import operations, queries, requests
from aic_tracker.audit.models import AuditEntry
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.funding.models import Grant, Tranche
from aic_tracker.journal.models import JournalEntry
from aic_tracker.mail import queue
from aic_tracker.mail.models import MailStatus, OutgoingMail
from tests import factories
from tests.accounts.test_second_factor import code_of, set_up
from tests.support.client import Client, open_session
from tests.support.mails import queue_one

Sent = tuple[str, str, str]


@dataclass
class Scene:
    """Who acts, on what; `client` signs a person in."""

    app: Flask

    def client(self, user: User | None = None) -> Client:
        browser: Client = self.app.test_client()  # type: ignore[assignment]
        if user is not None:
            browser.sign_in(user)
        return browser

    def link_of(self, user: User) -> str:
        url = links.sign_in_url(user, now=clock.now()).removeprefix("http://aic.test")
        db.session.commit()
        return url


def kept() -> list[tuple[str, str, dict[str, Any]]]:
    db.session.rollback()
    rows = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq))
    return [(row.event, row.outcome, row.details) for row in rows]


def sign_in_with_a_link(scene: Scene) -> None:
    assert scene.client().submit(scene.link_of(factories.user())).status_code == 303


def use_a_link_twice(scene: Scene) -> None:
    url = scene.link_of(factories.user())
    scene.client().submit(url)
    assert scene.client().submit(url).status_code == 410


def insist_for_links(scene: Scene) -> None:
    client = scene.client()
    for _ in range(6):
        client.submit("/connexion", {"email": "camille@example.org"})


def sign_out(scene: Scene) -> None:
    scene.client(factories.user()).submit("/deconnexion")


def close_the_other_sessions(scene: Scene) -> None:
    user = factories.user()
    scene.client(user).submit("/mon-compte/sessions/fermer-les-autres")


def close_one_session(scene: Scene) -> None:
    user = factories.user()
    client = scene.client(user)
    open_session(user)
    number = db.session.execute(sa.text("SELECT max(id) FROM user_session")).scalar()
    client.submit(f"/mon-compte/sessions/{number}/fermer")


def type_a_code(scene: Scene) -> None:
    user = factories.user()
    secret, _ = set_up(scene.client(user))
    client = scene.client()
    client.submit(scene.link_of(user))
    assert client.submit("/connexion/code", {"code": "000000"}).status_code == 422
    assert client.submit("/connexion/code", {"code": code_of(secret)}).status_code == 303


def type_too_many_codes(scene: Scene) -> None:
    user = factories.user()
    set_up(scene.client(user))
    client = scene.client()
    client.submit(scene.link_of(user))
    for _ in range(5):
        client.submit("/connexion/code", {"code": "000000"})


def remove_somebodys_second_factor(scene: Scene) -> None:
    user = factories.user()
    set_up(scene.client(user))
    admin = scene.client(factories.admin())
    assert admin.submit(f"/administration/comptes/{user.id}/retirer-double-authentification").status_code == 303
    assert not second_factor.is_set(user)


ACCOUNTS = "/administration/comptes"
CAMILLE = {"name": "Camille Roux", "email": "camille@example.org", "role": "referent"}


def open_an_account(scene: Scene) -> None:
    assert scene.client(factories.admin()).submit(f"{ACCOUNTS}/nouveau", CAMILLE).status_code == 303


def invite_again(scene: Scene) -> None:
    user = factories.user()
    assert scene.client(factories.admin()).submit(f"{ACCOUNTS}/{user.id}/inviter").status_code == 303


def change_a_role(scene: Scene) -> None:
    user = factories.user(Role.EXPERT)
    assert scene.client(factories.admin()).submit(f"{ACCOUNTS}/{user.id}", CAMILLE).status_code == 303


def change_a_name(scene: Scene) -> None:
    scene.client(factories.user()).submit("/mon-compte", {"name": "Camille Roux"})


def close_and_open_an_account(scene: Scene) -> None:
    user, admin = factories.user(), scene.client(factories.admin())
    admin.submit(f"{ACCOUNTS}/{user.id}/desactiver")
    admin.submit(f"{ACCOUNTS}/{user.id}/reactiver")


def open_and_close_a_calendar(scene: Scene) -> None:
    client = scene.client(factories.user())
    client.submit("/mon-compte/calendrier")
    client.submit("/mon-compte/calendrier/supprimer")


def send_a_mail_again(scene: Scene) -> None:
    queued = queue_one(status=MailStatus.DOUBTFUL, kind="time-month", attempts=1, fence=1)
    assert scene.client(factories.coach()).submit(f"/envois/{queued}/renvoyer").status_code == 303


def take_a_mail_for_received(scene: Scene) -> None:
    queued = queue_one(status=MailStatus.DOUBTFUL)
    assert scene.client(factories.coach()).submit(f"/envois/{queued}/recu").status_code == 303


def release_the_queue(scene: Scene) -> None:
    queue.hold("Trop de rappels d’un coup.")
    db.session.commit()
    assert scene.client(factories.coach()).submit("/envois/reprendre", {"waiting": "send"}).status_code == 303


def decide_a_renewal(scene: Scene) -> None:
    factories.laureate("Vikidia")
    typed = {"period": 1, "outcome": "stop_early", "reason": "Association dissoute.", "effective_on": "2026-04-01"}
    typed["confirmed"] = "oui"
    answer = scene.client(factories.direction()).submit("/laureats/vikidia/bilan/decision", typed)
    assert answer.status_code == 303


def decide_in_committee(scene: Scene) -> None:
    factories.laureate("Vikidia")
    typed = {"outcome": "fund", "decided_on": "2026-03-02", "reason": "Un commun déjà utile."}
    assert scene.client(factories.direction()).submit("/laureats/vikidia/comites", typed).status_code == 303


def grant_a_tranche(scene: Scene) -> None:
    laureate, direction = factories.laureate("Vikidia"), factories.direction()
    factories.committee_decision(laureate, direction)
    grant = factories.save(
        Grant(
            laureate_id=laureate.id,
            purpose="Consolider le service",
            authority="Programme",
            regime=Regime.GENERAL,
            proposer_id=factories.coach().id,
            created_at=clock.now(),
            tranches=[Tranche(rank=1, amount_cents=80_000_00, conditions=[])],
        )
    )
    url = f"/laureats/vikidia/subventions/tranches/{grant.tranches[0].id}/accorder"
    assert scene.client(direction).submit(url, {"version": 1}).status_code == 303


def approve_an_assignment(scene: Scene) -> None:
    laureate = factories.laureate("Vikidia")
    row = factories.scoped_assignment(laureate, factories.expert())
    url = f"/laureats/vikidia/appuis/{row.id}/approuver"
    assert scene.client(factories.coach(laureate)).submit(url, {"version": 1}).status_code == 303
    db.session.refresh(row)
    assert row.status is AssignmentStatus.APPROVED


def give_a_place(scene: Scene) -> None:
    laureate, person = factories.laureate("Vikidia"), factories.user(Role.REFERENT)
    typed = {"person": person.id, "role": "referent", "from_on": "2026-03-02"}
    assert scene.client(factories.coach(laureate)).submit("/laureats/vikidia/membres/ajouter", typed).status_code == 303


def take_a_file(scene: Scene) -> None:
    laureate = factories.laureate("Vikidia")
    factories.roadmap(laureate)
    client = scene.client(factories.referent(laureate))
    for path in ("pdf", "ods", "xlsx"):
        assert client.get(f"/laureats/vikidia/feuille-de-route.{path}").status_code == 200


def take_tables(scene: Scene) -> None:
    client = scene.client(factories.coach())
    assert client.get("/aides/registre.csv").status_code == 200


def look_at_what_is_not_ours(scene: Scene) -> None:
    laureate, other = factories.laureate("Vikidia"), factories.laureate("Autre")
    client = scene.client(factories.referent(other))
    assert client.get("/laureats/vikidia").status_code == 404
    assert client.get("/laureats/nulle-part").status_code == 404
    assert client.submit("/laureats/autre/bilan/decision", {}).status_code == 403
    assert client.get(f"/laureats/autre/feuille-de-route/objectifs/{laureate.id}/x").status_code == 404


DONE, REFUSED, FAILED = "done", "refused", "failed"
GESTURES: list[tuple[Callable[[Scene], None], list[tuple[str, str, dict[str, Any]]]]] = [
    (sign_in_with_a_link, [("sign_in_link_written", DONE, {}), ("signed_in", DONE, {"by": "link"})]),
    (use_a_link_twice, [("sign_in_failed", FAILED, {"by": "link"})]),
    (insist_for_links, [("sign_in_throttled", REFUSED, {"by": "link"})]),
    (sign_out, [("signed_out", DONE, {})]),
    (close_the_other_sessions, [("sessions_closed", DONE, {"which": "others"})]),
    (close_one_session, [("sessions_closed", DONE, {})]),
    (
        type_a_code,
        [
            ("set_second_factor", DONE, {}),
            ("signed_in", DONE, {"by": "link", "awaits_code": True}),
            ("sign_in_failed", FAILED, {"by": "code"}),
            ("signed_in", DONE, {"by": "code"}),
        ],
    ),
    (type_too_many_codes, [("sign_in_throttled", REFUSED, {"by": "code"})]),
    (remove_somebodys_second_factor, [("removed_second_factor", DONE, {})]),
    (open_an_account, [("opened_account", DONE, {"role": "referent"})]),
    (invite_again, [("sent_mail_again", DONE, {"verb": "user.invited"})]),
    (change_a_role, [("changed_role", DONE, {"role_before": "expert", "role": "referent"})]),
    (change_a_name, [("changed_account", DONE, {"fields": ["name"]})]),
    (close_and_open_an_account, [("deactivated_account", DONE, {}), ("reactivated_account", DONE, {})]),
    (open_and_close_a_calendar, [("opened_calendar", DONE, {}), ("closed_calendar", DONE, {})]),
    (send_a_mail_again, [("sent_mail_again", DONE, {"verb": "mail.sent_again"})]),
    (take_a_mail_for_received, [("settled_mail", DONE, {})]),
    (release_the_queue, [("released_queue", DONE, {})]),
    (decide_a_renewal, [("decided_renewal", DONE, {"verb": "renewal.stop_early"})]),
    (decide_in_committee, [("decided_committee", DONE, {})]),
    (grant_a_tranche, [("decided_grant", DONE, {"verb": "tranche.granted"})]),
    (approve_an_assignment, [("decided_assignment", DONE, {"verb": "assignment.approved"})]),
    (give_a_place, [("gave_access", DONE, {"verb": "member.added"})]),
    (take_a_file, [("exported_file", DONE, {"type": "application/pdf"}), ("exported_file", DONE, {})]),
    (take_tables, [("exported_file", DONE, {"endpoint": "funding.export_register", "type": "text/csv"})]),
    (
        look_at_what_is_not_ours,
        [
            ("refused", REFUSED, {"endpoint": "dashboard.laureate", "status": 404}),
            ("refused", REFUSED, {"endpoint": "dashboard.laureate", "status": 404}),
            ("refused", REFUSED, {"status": 403, "method": "POST"}),
        ],
    ),
]


@pytest.mark.parametrize(("gesture", "expected"), GESTURES, ids=[gesture.__name__ for gesture, _ in GESTURES])
def test_the_gesture_is_kept(app: Flask, gesture: Callable[[Scene], None], expected: list[Any]) -> None:
    gesture(Scene(app))
    entries = iter(kept())
    for event, outcome, details in expected:
        # In this order; others may stand between them.
        assert any((event, outcome) == entry[:2] and details.items() <= entry[2].items() for entry in entries), (
            f"{event} is missing from {kept()}"
        )
    assert queries.verify().fault is None


def test_nothing_that_is_kept_names_anybody(app: Flask) -> None:
    for gesture in (open_an_account, change_a_name, send_a_mail_again, type_a_code, give_a_place):
        gesture(Scene(app))
    said = repr(kept())
    known = {*db.session.scalars(sa.select(User.name)), *db.session.scalars(sa.select(User.email))}
    assert not any(word in said for word in known)
    assert not re.search(r"[A-Za-z0-9_-]{32,}", said)


def test_a_refusal_is_kept_once_with_the_laureate_it_was_about(app: Flask) -> None:
    laureate = factories.laureate("Vikidia")
    stranger = factories.referent()
    client = Scene(app).client(stranger)
    client.get("/laureats/vikidia/journal")
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (entry.actor_id, entry.object_kind, entry.object_id) == (stranger.id, "laureate", laureate.id)
    assert len(entry.request_id) == 16


def test_what_does_not_exist_costs_as_much_as_what_one_may_not_see(app: Flask) -> None:
    factories.laureate("Vikidia")
    client = Scene(app).client(factories.referent())
    client.get("/laureats/vikidia")
    client.get("/laureats/nulle-part")
    first, second = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.seq))
    assert (first.details, first.object_kind) == (second.details, second.object_kind)
    assert second.object_id is None


def test_pages_that_anybody_may_miss_are_not_kept(app: Flask) -> None:
    client = Scene(app).client()
    for path in ("/nulle-part", "/laureats/vikidia", "/calendrier/x.ics", "/connexion/x", "/static/x"):
        client.get(path)
    assert kept() == []


def test_a_forged_request_is_kept_as_a_refusal_and_changes_nothing_else(app: Flask) -> None:
    factories.laureate("Vikidia")
    client = Scene(app).client(factories.referent())
    assert client.post("/laureats/vikidia/comites", data={"csrf_token": "x"}).status_code == 404
    assert [entry[0] for entry in kept()] == ["refused"]
    assert db.session.scalars(sa.select(JournalEntry)).all() == []


def test_whoever_floods_the_door_does_not_fill_the_trail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "ANONYMOUS_AN_HOUR", 3)
    client = Scene(app).client()
    for n in range(8):
        client.submit(f"/connexion/inconnu{n}")
    assert [entry[0] for entry in kept()] == ["sign_in_failed"] * 3


def test_no_file_leaves_when_its_trace_cannot_be_written(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_drafts: object) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(operations, "record_beside", fail)
    factories.laureate("Vikidia")
    client = Scene(app).client(factories.coach())
    answer = client.get("/aides/registre.csv")
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "Content-Disposition" not in answer.headers
    assert "Content-Security-Policy" in answer.headers
    # A refusal is given all the same.
    assert client.get("/laureats/nulle-part").status_code == 404


def test_a_refusal_whose_laureate_cannot_be_looked_up_is_given_all_the_same(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_slug: str) -> None:
        raise OperationalError("SELECT", {}, Exception("gone"))

    client = Scene(app).client(factories.referent())
    monkeypatch.setattr(requests, "laureate_id_of", fail)
    assert client.get("/laureats/nulle-part").status_code == 404
    assert "not kept in the audit trail: refused" in caplog.text


def test_an_address_that_no_database_could_hold_is_not_found(app: Flask) -> None:
    client = Scene(app).client(factories.coach())
    assert client.get("/laureats/1%002/temps").status_code == 404
    assert client.post("/laureats/1%002/temps/saisies/8/supprimer").status_code == 404
    assert kept() == []


def test_a_decision_that_is_refused_leaves_no_trace_of_having_been_taken(app: Flask) -> None:
    queued = queue_one(status=MailStatus.SENT)
    client = Scene(app).client(factories.coach())
    assert client.submit(f"/envois/{queued}/recu").status_code == 409
    assert kept() == []
    assert db.session.get_one(OutgoingMail, queued).status is MailStatus.SENT
