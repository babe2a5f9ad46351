from datetime import date

import pytest

from aic_tracker.aid.models import AidProfile, Regime, Undertaking
from aic_tracker.db import db
from aic_tracker.laureates.models import LegalForm
from tests import factories
from tests.support.client import text_of
from tests.support.statements import counted

URL = "/laureats/vikidia/aides"


def test_the_page_says_what_is_left_and_when_each_aid_leaves(signed_in, vikidia, write_aid):
    write_aid(vikidia.organisation_id, 100_000_00, date(2024, 2, 29), purpose="Serveurs")
    page = text_of(signed_in(factories.coach(vikidia)).get(URL))
    assert "200 000,00 €" in page
    assert "Serveurs" in page
    assert "01/03/2027" in page
    assert "Fenêtre du 2 mars 2023 au 2 mars 2026" in page


def test_at_eighty_percent_the_page_warns(signed_in, vikidia, write_aid):
    browser = signed_in(factories.coach(vikidia))
    write_aid(vikidia.organisation_id, 239_999_99)
    assert "du plafond est atteint" not in text_of(browser.get(URL))
    write_aid(vikidia.organisation_id, 1)
    assert "80 % du plafond est atteint" in text_of(browser.get(URL))


def test_declared_aids_beyond_the_ceiling_are_shown_as_such(signed_in, vikidia, write_aid):
    write_aid(vikidia.organisation_id, 310_000_00)
    assert "dépassé de 10 000,00 €" in text_of(signed_in(factories.coach(vikidia)).get(URL))


def test_the_aids_of_linked_organisations_add_up(signed_in, vikidia, write_aid):
    other = factories.organisation("Association Sœur")
    group = factories.save(Undertaking(name="Groupe"))
    for one in (vikidia.organisation_id, other.id):
        factories.save(AidProfile(organisation_id=one, undertaking_id=group.id))
    write_aid(other.id, 250_000_00, purpose="Ailleurs")
    page = text_of(signed_in(factories.coach(vikidia)).get(URL))
    assert "liée à Association Sœur" in page
    assert "Ailleurs" in page
    assert "50 000,00 €" in page


def test_each_regime_used_has_its_own_balance(signed_in, vikidia, write_aid):
    write_aid(vikidia.organisation_id, 700_000_00, regime=Regime.SIEG)
    page = text_of(signed_in(factories.coach(vikidia)).get(URL))
    assert "2023/2831" in page
    assert "2023/2832" in page
    assert "93 % du plafond" in page


def test_no_ceiling_applies_without_economic_activity_and_the_page_says_who_said_so(signed_in, vikidia):
    browser = signed_in(factories.coach())
    assert "aucun plafond d’aides ne s’applique" not in text_of(browser.get(URL))
    profile = factories.save(AidProfile(organisation_id=vikidia.organisation_id, is_undertaking=False))
    page = text_of(browser.get(URL))
    assert "aucun plafond d’aides ne s’applique" in page
    assert "Personne ne l’a encore établi" in page
    profile.activity_said_on, profile.activity_said_by = date(2026, 2, 3), factories.direction(name="Ada Diop")
    db.session.commit()
    assert "Établi le 3 février 2026 par Ada Diop" in text_of(browser.get(URL))


def test_the_legal_form_decides_of_nothing(signed_in, app):
    factories.laureate("Vikidia", organisation=factories.organisation(legal_form=LegalForm.ADMINISTRATION))
    assert "entrent dans les plafonds" in text_of(signed_in(factories.coach()).get(f"{URL}/structure"))


@pytest.mark.parametrize(
    ("amount", "answer"),
    [("0,01", "Oui : 0,01 €"), ("0,02", "Non : 0,02 €")],
)
def test_the_simulation_answers_to_the_cent(signed_in, vikidia, write_aid, amount, answer):
    write_aid(vikidia.organisation_id, 299_999_99, date(2024, 2, 29))
    page = text_of(signed_in(factories.coach(vikidia)).get(f"{URL}?montant={amount}&le=2026-03-02"))
    assert answer in page
    assert ("possible le 1er mars 2027" in page) is answer.startswith("Non")


def test_the_simulation_takes_today_and_the_general_regime_when_nothing_else_is_said(signed_in, vikidia):
    page = text_of(signed_in(factories.coach(vikidia)).get(f"{URL}?montant=300000"))
    assert "Oui : 300 000,00 € le 2 mars 2026" in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("montant=", "Indiquez le montant à accorder."),
        ("montant=abc", "Indiquez un nombre"),
        ("montant=0", "Indiquez un nombre"),
        ("montant=10&le=2026-02-30", "n’existe pas"),
        ("montant=10&regime=other", "Choisissez une option"),
    ],
)
def test_a_wrong_value_is_explained_and_kept(signed_in, vikidia, query, message):
    response = signed_in(factories.coach(vikidia)).get(f"{URL}?{query}")
    assert message in text_of(response)
    assert "Oui :" not in text_of(response)


def test_who_reads(signed_in, vikidia):
    for reader in (factories.referent(vikidia), factories.direction(), factories.coach()):
        assert signed_in(reader).get(URL).status_code == 200
    assert signed_in(factories.referent()).get(URL).status_code == 404
    assert signed_in(factories.admin()).get(URL).status_code == 404


def test_one_aid_or_thirty_take_as_many_statements(signed_in, vikidia, write_aid):
    browser = signed_in(factories.coach(vikidia))
    author = factories.coach().id
    sizes = []
    for count in (1, 29):
        for _ in range(count):
            write_aid(vikidia.organisation_id, 100, author_id=author)
        with counted() as statements:
            browser.get(URL)
        sizes.append(len(statements))
    assert sizes[0] == sizes[1] < 15


def test_the_simulation_waits_to_be_asked(signed_in, vikidia):
    browser = signed_in(factories.coach(vikidia))
    assert "Indiquez le montant à accorder." not in browser.get(URL).text
    assert "Indiquez le montant à accorder." in browser.get(f"{URL}?montant=").text
