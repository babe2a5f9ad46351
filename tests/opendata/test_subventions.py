"""The ledger as the public file of subventions, and what of it waits for the team."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from aic_tracker import clock, config
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.db import db
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.funding.models import Grant, Tranche, TrancheStatus
from aic_tracker.opendata import operations, subventions
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

AUTHORITY = "Direction du programme"


@pytest.fixture
def with_siret(app, settings):
    """The settings say who grants, and by which SIRET."""
    said = replace(settings.funding, authority=AUTHORITY, authority_siret="13002526500013")
    config.use(replace(settings, funding=said))
    yield
    config.use(settings)


@pytest.fixture
def umap(app):
    organisation = make.organisation("Association uMap", siren="732829320", siret="73282932000074")
    return make.laureate("uMap", organisation=organisation)


def aid(laureate, cents, day, source, **values):
    values = {"regime": Regime.GENERAL, "authority": AUTHORITY, "author_id": make.coach().id} | values
    values |= {"organisation_id": laureate.organisation_id, "laureate_id": laureate.id, "source": source}
    return make.save(Aid(amount_cents=cents, granted_on=day, created_at=clock.now(), **values))


def granted(laureate, *days, waiting=0, purpose="Consolider le service"):
    """A grant whose tranches were granted on these days, and others that wait."""
    tranches = [Tranche(rank=n, amount_cents=40_000_00, status=TrancheStatus.GRANTED) for n, _ in enumerate(days, 1)]
    tranches += [Tranche(rank=9 + n, amount_cents=10_000_00) for n in range(waiting)]
    said = {"regime": Regime.GENERAL, "proposer_id": make.coach().id, "created_at": clock.now()}
    grant = make.save(Grant(laureate_id=laureate.id, purpose=purpose, authority=AUTHORITY, tranches=tranches, **said))
    for day, tranche in zip(days, tranches, strict=False):
        aid(laureate, 40_000_00, day, AidSource.GRANT, tranche_id=tranche.id)
    return grant


def appui(laureate, **values):
    found = make.assignment(
        laureate,
        title="Avec Jeanne Martin",
        planned_quarters=8,
        day_rate_cents=800_00,
        status=AssignmentStatus.APPROVED,
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 4, 30),
    )
    aid(laureate, 1_600_00, date(2026, 1, 20), AidSource.ASSIGNMENT, assignment_id=found.id, **values)
    return found


def published(client):
    return list(csv.DictReader(io.StringIO(client.get("/donnees/subventions.csv").text)))


def test_a_grant_is_one_row_of_what_is_acquired(client, opened, with_siret, umap):
    grant = granted(umap, date(2026, 1, 15), date(2026, 2, 16), waiting=1)
    (row,) = published(client)
    assert (row["referenceDecision"], row["montant"], row["nature"]) == (
        f"AIC-S{grant.id}",
        "80000.00",
        "aide en numéraire",
    )
    assert (row["dateConvention"], row["datesPeriodeVersement"]) == ("2026-01-15", "2026-01-15/2026-02-16")
    assert (row["idAttribuant"], row["idBeneficiaire"]) == ("13002526500013", "73282932000074")
    assert (row["conditionsVersement"], row["notificationUE"], row["pourcentageSubvention"]) == (
        "échelonné",
        "oui",
        "1",
    )


def test_an_appui_is_help_in_kind_told_by_its_kind_alone(client, opened, with_siret, umap):
    found = appui(umap)
    aid(umap, 200_00, date(2026, 4, 1), AidSource.ASSIGNMENT, overrun_of_id=found.id)
    (row,) = published(client)
    assert (row["nature"], row["montant"], row["objet"]) == (
        "aide en nature",
        "1800.00",
        "Appui métier : Analyse juridique",
    )
    assert row["datesPeriodeVersement"] == "2026-02-01/2026-04-30"
    assert "Jeanne" not in client.get("/donnees/subventions.csv").text


def test_what_was_withdrawn_or_declared_is_not_there(client, opened, with_siret, umap):
    granted(umap)
    aid(umap, 100_00, date(2026, 1, 5), AidSource.DECLARED, authority="Région")
    aid(umap, 100_00, date(2026, 1, 5), AidSource.ASSIGNMENT, cancelled_on=date(2026, 1, 6))
    assert published(client) == []


def test_the_file_is_the_one_that_validators_read(client, opened, with_siret, umap):
    granted(umap, date(2026, 1, 15), purpose="=Payer, « vite »")
    body = client.get("/donnees/subventions.csv").data
    assert body.startswith(b"nomAttribuant,idAttribuant,dateConvention,")
    assert '"=Payer, « vite »"'.encode() in body


def test_a_row_that_cannot_be_right_is_told_to_the_team_and_not_published(client, opened, with_siret, umap):
    umap.organisation.siret = None
    make.save(umap.organisation)
    granted(umap, date(2025, 11, 15))
    assert published(client) == []
    client.sign_in(make.coach())
    page = client.get("/donnees-ouvertes")
    assert "Indiquez le SIRET de la structure." in text_of(page)
    assert "15/02/2026 En retard" in text_of(page)
    assert f'href="/laureats/{umap.slug}/structure-porteuse"' in page.text
    client.sign_in(make.direction())
    page = client.get("/donnees-ouvertes")
    assert "Indiquez le SIRET de la structure." in text_of(page)
    assert "structure-porteuse" not in page.text


def test_once_mended_it_is_published(client, opened, with_siret, umap):
    appui(umap, regime=Regime.UNSPECIFIED)
    client.sign_in(make.direction())
    page = client.get("/donnees-ouvertes")
    assert "Précisez le régime de l’aide." in text_of(page)
    assert f'href="/laureats/{umap.slug}/aides"' in page.text
    db.session.query(Aid).update({"regime": Regime.NOT_AID})
    db.session.commit()
    assert "Aucune ligne ne manque" in text_of(client.get("/donnees-ouvertes"))
    assert [row["notificationUE"] for row in published(client)] == ["non"]


def test_without_a_siret_in_the_settings_the_screen_says_whom_to_ask(client, opened, umap):
    aid(umap, 100_00, date(2026, 1, 5), AidSource.GRANT, authority=config.current().funding.authority)
    client.sign_in(make.coach())
    page = text_of(client.get("/donnees-ouvertes"))
    assert "authority_siret" in page
    assert "rattachée ni à une subvention ni à un appui" in page


def test_the_administration_is_told_how_many_and_not_which(client, opened, umap):
    granted(umap, date(2026, 1, 15))
    client.sign_in(make.admin())
    page = text_of(client.get("/donnees-ouvertes"))
    assert "1 ligne n’est pas publiée" in page
    assert "uMap" not in page


def test_three_months_gone_by_are_told_while_nothing_is_open(client, with_siret, umap, at):
    granted(umap, date(2026, 1, 15))
    client.sign_in(make.direction())
    assert "Trois mois sont passés" not in text_of(client.get("/donnees-ouvertes"))
    at("2026-04-16T09:00")
    assert "Trois mois sont passés pour 1 ligne" in text_of(client.get("/donnees-ouvertes"))
    operations.publish(actor=make.direction(), now=clock.now())
    db.session.commit()
    assert "Trois mois sont passés" not in text_of(client.get("/donnees-ouvertes"))


def test_the_ledger_is_read_in_as_many_statements_whatever_it_holds(app, with_siret, umap):
    granted(umap, date(2026, 1, 15))
    with counted() as few:
        subventions.lines()
    for n in range(5):
        other = make.laureate(f"Projet {n}")
        granted(other, date(2026, 1, 15))
        appui(other)
    db.session.expunge_all()
    with counted() as many:
        assert len(subventions.lines()) == 11
    assert len(few) == len(many) == 3
