"""No de minimis aid without the declaration of the organisation; each one told in writing to its beneficiary."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from aic_tracker import clock, config
from aic_tracker.aid import operations, undertakings
from aic_tracker.aid.models import Aid, AidDeclaration, AidPaper, AidSource, Regime
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.laureates.models import Organisation
from tests import factories
from tests.support.client import text_of
from tests.support.mails import mails

SIGN = "/laureats/vikidia/aides/declaration/signer"
ASK = "/laureats/vikidia/aides/declaration/demander"


@pytest.fixture
def asked(app):
    """The declaration is asked, as it is unless a setting says otherwise."""
    whole = config.current()
    config.use(replace(whole, aid=replace(whole.aid, declaration_days=180)))
    yield
    config.use(whole)


def give(laureate, **changes):
    values = {"regime": Regime.GENERAL, "granted_on": date(2026, 3, 2), **changes}
    return operations.grant(
        db.session.get_one(Organisation, laureate.organisation_id),
        laureate_id=laureate.id,
        amount_cents=80_000_00,
        source=AidSource.GRANT,
        authority="Programme",
        instrument="Subvention",
        purpose="Amorçage",
        actor=factories.direction(),
        now=clock.now(),
        **values,
    )


def linked(laureate, name, **tie):
    """Another organisation, made one undertaking with that of the project."""
    other, by = factories.organisation(name), {"decides": True, "actor": factories.direction(), "today": clock.today()}
    undertakings.link(laureate, laureate.organisation, other, name="Groupe", reason="", **by, **tie)
    return other


def signed(laureate, on):
    return factories.save(
        AidDeclaration(
            organisation_id=laureate.organisation_id,
            signed_on=on,
            signatory="Camille Durand",
            is_nil=True,
            author_id=factories.coach().id,
            created_at=clock.now(),
        )
    )


@pytest.mark.usefixtures("asked")
def test_nothing_is_granted_without_a_declaration_recent_enough(vikidia):
    signed(vikidia, date(2025, 9, 2))  # one day too old
    with pytest.raises(DomainError, match="n’a signé aucune déclaration d’aides de minimis depuis le 03/09/2025"):
        give(vikidia)
    signed(vikidia, date(2025, 9, 3))
    assert give(vikidia).id


@pytest.mark.usefixtures("asked")
def test_each_organisation_of_one_undertaking_signs_and_a_project_writes_down_that_of_a_linked_one(signed_in, vikidia):
    other = linked(vikidia, "Fondation mère")
    signed(vikidia, date(2026, 2, 2))
    with pytest.raises(DomainError, match=r"^Fondation mère n’a signé aucune déclaration"):
        give(vikidia)
    db.session.commit()
    browser, path = signed_in(factories.referent(vikidia)), "/laureats/vikidia/aides/declarer"
    given = {"structure": str(other.id), "signatory": "Zoé Roche, présidente", "signed_on": "2026-02-20"}
    assert browser.submit(path, {**given, "is_nil": "1", "is_signed": "1"}).status_code == 303
    assert give(vikidia).id


@pytest.mark.usefixtures("asked")
def test_who_is_tied_by_a_public_body_alone_does_not_sign_for_aid_of_general_interest(vikidia):
    linked(vikidia, "Ville", public_tie=True)
    signed(vikidia, date(2026, 2, 2))
    assert give(vikidia, regime=Regime.SIEG).id
    with pytest.raises(DomainError, match=r"^Ville n’a signé"):
        give(vikidia)


@pytest.mark.usefixtures("asked")
def test_the_page_of_an_appui_says_what_would_refuse_it_before_it_is_approved(signed_in, vikidia, write_aid):
    appui = factories.scoped_assignment(vikidia, factories.expert())
    write_aid(vikidia.organisation_id, 299_000_00, date(2025, 6, 1))
    page = text_of(signed_in(factories.coach(vikidia)).get(f"/laureats/vikidia/appuis/{appui.id}/approuver"))
    assert "n’a signé aucune déclaration" in page
    assert "Le plafond serait dépassé" in page


@pytest.mark.usefixtures("asked")
def test_what_is_missing_waits_for_who_does_it(signed_in, vikidia):
    factories.scoped_assignment(vikidia, factories.expert())
    referent, coach = signed_in(factories.referent(vikidia)), signed_in(factories.coach(vikidia))
    waiting = text_of(referent.get("/ce-qui-m-attend"))
    assert "Déclaration d’aides de minimis à signer" in waiting
    signed(vikidia, date(2026, 2, 2))
    aid = give(vikidia)
    db.session.commit()
    assert "Déclaration d’aides de minimis à signer" not in text_of(referent.get("/ce-qui-m-attend"))
    assert "Aide à notifier" in text_of(coach.get("/ce-qui-m-attend"))
    coach.submit(f"/aides/registre/{aid.id}/notifier")
    assert "Aide à notifier" not in text_of(coach.get("/ce-qui-m-attend"))


@pytest.mark.usefixtures("asked")
def test_what_is_no_state_aid_asks_for_no_declaration(vikidia):
    assert give(vikidia, regime=Regime.NOT_AID).id


@pytest.mark.usefixtures("asked")
def test_the_team_asks_and_the_referent_signs_the_list_that_is_kept_as_signed(signed_in, vikidia, write_aid):
    write_aid(vikidia.organisation_id, 12_500_00, date(2025, 6, 1), authority="Région Auvergne")
    write_aid(vikidia.organisation_id, 9_000_00, date(2022, 6, 1), authority="Sortie de la fenêtre")
    referent, coach = factories.referent(vikidia), signed_in(factories.coach(vikidia))
    assert "n’a signé aucune déclaration" in text_of(coach.get("/laureats/vikidia/aides"))
    assert coach.submit(ASK).status_code == 303
    (sent,) = mails()
    assert sent.recipient == referent.email
    browser = signed_in(referent)
    page = text_of(browser.get(SIGN))
    assert "Région Auvergne" in page
    assert "Sortie de la fenêtre" not in page
    assert "Confirmez que la liste" in text_of(browser.submit(SIGN, {"signatory": "Camille Durand, présidente"}))
    given = {"signatory": "Camille Durand, présidente", "is_complete": "1"}
    assert browser.submit(SIGN, given).status_code == 303
    declaration, paper = db.session.query(AidDeclaration).one(), db.session.query(AidPaper).one()
    assert (declaration.signed_on, declaration.is_nil) == (date(2026, 3, 2), False)
    file = browser.get(f"/laureats/vikidia/aides/declarations/{declaration.id}.pdf")
    assert file.data.startswith(b"%PDF")
    assert sha256(file.data).hexdigest() == paper.sha256
    assert "document signé" in text_of(coach.get("/laureats/vikidia/aides"))
    assert give(vikidia).id


def test_with_no_referent_the_request_says_so(signed_in, vikidia):
    refused = signed_in(factories.coach(vikidia)).submit(ASK)
    assert refused.status_code == 422
    assert "ajoutez d’abord une personne" in text_of(refused)


def test_only_a_referent_signs_and_only_the_team_asks(signed_in, vikidia):
    coach, referent = signed_in(factories.coach(vikidia)), signed_in(factories.referent(vikidia))
    assert coach.get(SIGN).status_code == 403
    assert referent.get(ASK).status_code == 403
    stranger = signed_in(factories.referent())
    assert stranger.get(SIGN).status_code == 404


def test_the_beneficiary_is_told_of_its_aid_by_a_document_that_is_kept(signed_in, vikidia, grant):
    aid, referent = grant(), factories.referent(vikidia)
    coach = signed_in(factories.coach(vikidia))
    assert "Notifier" in text_of(coach.get("/aides/registre"))
    assert coach.submit(f"/aides/registre/{aid.id}/notifier").status_code == 303
    (sent,) = mails()
    assert sent.recipient == referent.email
    assert b"application/pdf" in sent.content
    file = signed_in(referent).get(f"/laureats/vikidia/aides/{aid.id}/notification.pdf")
    assert file.data == db.session.query(AidPaper).one().content
    assert file.data.startswith(b"%PDF")
    page = text_of(coach.get("/aides/registre"))
    assert "02/03/2026" in page or "2 mars" in page
    assert "Déjà notifiée" in text_of(coach.get(f"/aides/registre/{aid.id}/notifier"))
    assert db.session.query(Aid).count() == 1


def test_a_notice_never_sent_and_a_declaration_never_signed_here_are_not_found(signed_in, vikidia, grant):
    aid, paper = grant(), signed(vikidia, date(2026, 1, 10))
    browser = signed_in(factories.coach(vikidia))
    assert browser.get(f"/laureats/vikidia/aides/{aid.id}/notification.pdf").status_code == 404
    assert browser.get(f"/laureats/vikidia/aides/declarations/{paper.id}.pdf").status_code == 404
