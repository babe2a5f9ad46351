"""What everybody may read: who publishes, what is done with personal data, and totals that point at nobody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from aic_tracker import clock, config
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.opendata import statistics
from aic_tracker.privacy import register
from aic_tracker.settings import Legal, Retention
from aic_tracker.site.rgaa import grid
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted


@pytest.fixture
def with_settings(app, settings):
    """The settings of the process with some sections replaced, until the test ends."""
    yield lambda **sections: config.use(replace(settings, **sections))
    config.use(settings)


def said(client, path):
    return text_of(client.get(path)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_blank_legal_notice_says_that_it_is_to_be_completed(client):
    assert said(client, "/mentions-legales").count("à compléter par le service") == 4
    assert "à compléter par le service" in said(client, "/donnees-personnelles")


def test_the_legal_notice_says_what_the_settings_say(client, with_settings):
    with_settings(legal=Legal("DINUM, 20 avenue de Ségur", "Camille Roux, directrice", "Hébergeur SA", "1 rue du Lac"))
    page = said(client, "/mentions-legales")
    for told in ("DINUM, 20 avenue de Ségur", "Camille Roux, directrice", "Hébergeur SA", "1 rue du Lac"):
        assert told in page
    assert "à compléter" not in page
    assert "DINUM, 20 avenue de Ségur" in said(client, "/donnees-personnelles")


def test_the_accessibility_statement_claims_no_more_than_was_done(client):
    page = said(client, "/accessibilite")
    for told in (grid().state, "aucun audit extérieur", "auto-évaluation", "axe-core", "Défenseure des droits"):
        assert told in page


def test_the_durations_told_are_those_of_the_settings(client, with_settings, settings):
    with_settings(
        retention=Retention(
            accounts_months=37, mail_bodies_days=41, mail_rows_months=53, sessions_days=43, audit_months=47
        )
    )
    page = said(client, "/donnees-personnelles")
    for told in (
        "37 mois après",
        "41 jours",
        "43 jours",
        "47 mois",
        "53 mois",
        "10 ans au moins",
        "plainte à la CNIL",
    ):
        assert told in page
    kept = " ".join(line.kept for line in register.processings(settings))
    assert "24\N{NO-BREAK SPACE}mois" in kept


def test_the_register_says_all_that_the_law_asks_of_each_processing(app, settings):
    lines = register.processings(settings)
    assert len({line.name for line in lines}) == len(lines) >= 8
    for line in lines:
        assert all(vars(line).values()), line.name
        assert "article" in line.basis


def test_proconnect_is_told_of_where_it_is_used(settings):
    used = replace(settings, proconnect=replace(settings.proconnect, issuer="https://id.test"))
    assert "ProConnect" in register.processings(used)[0].data
    assert "ProConnect" not in register.processings(settings)[0].data


def test_totals_are_shown_and_small_ones_are_not(client):
    page = said(client, "/statistiques")
    assert "Lauréats accompagnés 0" in page
    contact = make.contact()
    season = make.season("Saison 1")
    for n in range(6):
        laureate = make.laureate(f"Commun {n}", season=season)
        make.checkpoint(laureate, date(2026, 2, 2), status="closed")
        make.time_entry(laureate, make.referent(laureate), date(2026, 2, 2), quarters=2)
        status = IntroductionStatus.PARTNERSHIP if n < 2 else IntroductionStatus.MET
        make.introduction(laureate, contact, status=status)
    page = said(client, "/statistiques")
    for told in (
        "Saisons ouvertes 1",
        "Lauréats accompagnés 6",
        "Points tenus 6",
        "référents 3 j",
        "avec un partenaire public 6",
        "Partenariats noués moins de 5",
    ):
        assert told in page
    assert "Commun" not in page


def test_days_given_by_few_people_are_not_shown(client):
    laureate = make.laureate()
    referent = make.referent(laureate)
    for n in range(20):
        make.time_entry(laureate, referent, date(2026, 2, 2) + timedelta(days=n))
    assert "référents moins de 5 personnes" in said(client, "/statistiques")


def test_a_future_season_and_proposals_do_not_count(app):
    make.season(starts_on=date(2026, 9, 1))
    laureate = make.laureate(season=make.season(), starts_on=date(2026, 4, 1))
    for _ in range(5):
        make.introduction(laureate, make.contact())
    totals = statistics.totals(clock.today())
    assert (totals.seasons, totals.laureates, totals.introductions) == (1, 0, 0)


def test_the_page_takes_as_many_statements_whatever_there_is(client):
    with counted() as few:
        client.get("/statistiques")
    for _ in range(6):
        make.laureate()
    with counted() as many:
        client.get("/statistiques")
    assert len(few) == len(many) <= 8
