"""The audit trail, in a real browser."""

from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import expect

from aic_tracker import clock
from aic_tracker.audit import operations
from aic_tracker.audit.models import AuditEntry, Event, Outcome
from aic_tracker.db import db
from tests import factories
from tests.audit.tampering import tamper
from tests.journeys.windows import Visitor

Open = Callable[..., Visitor]
URL = "/administration/audit"


def fill(actor_id: int) -> None:
    details = {"endpoint": "roadmap.edit_objective", "method": "POST", "status": 404, "objective_id": 12}
    for n in range(30):
        operations.record(Event.SIGNED_IN, actor_id=actor_id, now=clock.now(), details={"by": "proconnect"})
        operations.record(
            Event.REFUSED if n % 2 else Event.SIGN_IN_FAILED,
            actor_id=actor_id if n % 2 else None,
            now=clock.now(),
            object_kind="laureate" if n % 2 else "",
            object_id=n or None,
            outcome=Outcome.REFUSED if n % 2 else Outcome.FAILED,
            details=details if n % 2 else {"by": "link"},
        )
    db.session.commit()


def test_an_administrator_filters_and_verifies_without_javascript(visitor: Open, empty_app: Flask) -> None:
    with empty_app.app_context():
        admin = factories.admin(name="Sacha Buis")
        fill(admin.id)
    window = visitor(admin, javascript=False)
    page = window.page
    window.go("/administration/comptes")
    page.get_by_role("link", name="Audit", exact=True).first.click()
    page.get_by_label("Événement").select_option("refused")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_text("15\N{NO-BREAK SPACE}entrées").first).to_be_visible()
    page.get_by_role("link", name="Vérifier la chaîne").click()
    expect(page.get_by_text("La chaîne est intacte").first).to_be_visible()
    with empty_app.app_context():
        tamper(sa.update(AuditEntry).where(AuditEntry.seq == 7).values(actor_id=99))
    page.reload()
    expect(page.get_by_text("Chaîne rompue à l’entrée n° 7").first).to_be_visible()
