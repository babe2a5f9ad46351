"""The public pages of the commons."""

import re
from datetime import date

import pytest

from aic_tracker import clock
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.commitments.models import CommitmentKind, CommitmentState
from aic_tracker.db import db
from aic_tracker.funding.models import Grant, Tranche, TrancheStatus
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.laureates.models import LaureateStatus
from aic_tracker.opendata import consents
from aic_tracker.opendata.models import Block
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("opened")


@pytest.fixture
def umap(app):
    return make.laureate(
        "uMap",
        season=make.season("Saison 1", starts_on=date(2025, 9, 1)),
        tagline="Des cartes, à plusieurs",
        axes=["deployment"],
        themes=["cartes"],
        website="https://umap.example",
        repository="https://code.example/umap",
        licence="AGPL-3.0",
    )


def said(client, path):
    return text_of(client.get(path)).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def give(laureate, *blocks):
    for block in blocks:
        consents.give(laureate, block, actor=make.referent(laureate), now=clock.now())
    db.session.commit()


def test_commons_are_told_season_by_season_the_latest_first(client, umap):
    make.laureate("Primtux", season=make.season("Saison 0", starts_on=date(2024, 9, 1)), starts_on=date(2024, 9, 2))
    make.laureate("Sans date", starts_on=None)
    page = client.get("/communs").text
    assert page.index("Saison 1") < page.index("uMap") < page.index("Saison 0") < page.index("Primtux")
    assert "Sans date" not in page


def test_before_the_first_laureate_the_page_says_so(client):
    assert "Aucun commun pour l’instant" in said(client, "/communs")


def test_a_page_says_what_the_common_is(client, umap):
    page = said(client, "/communs/umap")
    for told in ("Des cartes, à plusieurs", "Saison 1", "cartes", "déploiement", "AGPL-3.0", "accompagné aujourd’hui"):
        assert told in page
    assert 'href="https://code.example/umap"' in client.get("/communs/umap").text
    assert "1er septembre 2025 au lundi 31 août 2026" in page or "31 août 2026" in page


@pytest.mark.parametrize(
    "values",
    [{"starts_on": None}, {"starts_on": date(2026, 9, 1)}, {"status": LaureateStatus.CANDIDATE}],
    ids=["no date", "not yet", "candidate"],
)
def test_who_has_not_begun_has_no_page(client, values):
    make.laureate("Plus tard", slug="plus-tard", **values)
    assert client.get("/communs/plus-tard").status_code == 404
    assert client.get("/communs/personne").status_code == 404


def test_an_ended_support_stays_in_the_history(client):
    make.laureate("Vikidia", starts_on=date(2024, 9, 1), status=LaureateStatus.ENDED)
    assert "Son accompagnement est terminé" in said(client, "/communs/vikidia")


def test_what_it_received_is_told_and_what_waits_is_not(client, umap):
    assert "Ni subvention ni appui" in said(client, "/communs/umap")
    tranches = [Tranche(rank=1, amount_cents=80_000_00, status=TrancheStatus.GRANTED), Tranche(rank=2, amount_cents=9)]
    values = {"purpose": "Consolider", "authority": "DINUM", "proposer_id": make.coach().id, "created_at": clock.now()}
    make.save(Grant(laureate_id=umap.id, tranches=tranches, **values))
    appui = make.assignment(umap, title="Avec Jeanne Martin", day_rate_cents=800_00)
    for source, cents, link in (
        (AidSource.GRANT, 80_000_00, {"tranche_id": tranches[0].id}),
        (AidSource.ASSIGNMENT, 1_600_00, {"assignment_id": appui.id}),
        (AidSource.DECLARED, 5_000_00, {}),
    ):
        owner = {"organisation_id": umap.organisation_id, "laureate_id": umap.id, "author_id": make.coach().id}
        values = {
            "granted_on": date(2026, 1, 15),
            "regime": Regime.GENERAL,
            "authority": "X",
            "created_at": clock.now(),
        }
        make.save(Aid(source=source, amount_cents=cents, **owner, **values, **link))
    page = said(client, "/communs/umap")
    assert "1 subvention : 80 000,00 €" in page
    assert "Consolider, 80 000,00 €" in page
    assert "Appui métier : Analyse juridique, 1 600,00 €" in page
    assert "Jeanne" not in page
    assert "5 000" not in page


def test_results_are_shown_with_the_agreement_of_the_project_alone(client, umap):
    roadmap = make.roadmap(umap, published=True)
    make.objective(make.priority(roadmap), title="Ouvrir l’API", status="achieved")
    make.commitment(umap, CommitmentKind.OPEN_SOURCE, state=CommitmentState.PROVEN, note="Vu avec Jeanne")
    make.introduction(umap, make.contact("Ana Roche"), status=IntroductionStatus.PARTNERSHIP)
    page = said(client, "/communs/umap")
    for kept in ("Ses résultats", "Ouvrir l’API", "Licence libre", "partenariat"):
        assert kept not in page
    give(umap, *Block)
    page = said(client, "/communs/umap")
    for told in ("Ses résultats", "Ouvrir l’API", "Licence libre", "1 partenariat noué"):
        assert told in page
    for kept in ("Jeanne", "Ana Roche"):
        assert kept not in page
    consents.withdraw(umap, Block.OBJECTIVES, actor=make.coach(umap), now=clock.now())
    db.session.commit()
    assert "Ouvrir l’API" not in said(client, "/communs/umap")


def test_an_agreement_with_nothing_to_show_leaves_no_empty_title(client, umap):
    give(umap, *Block)
    assert "Ses résultats" not in said(client, "/communs/umap")


def test_an_unpublished_roadmap_shows_nothing(client, umap):
    roadmap = make.roadmap(umap, published=False)
    make.objective(make.priority(roadmap), title="Ouvrir l’API", status="achieved")
    give(umap, Block.OBJECTIVES)
    assert "Ouvrir l’API" not in said(client, "/communs/umap")


def test_search_engines_keep_these_pages_and_no_other(client, umap):
    for path in ("/communs", "/communs/umap"):
        answer = client.get(path)
        assert answer.headers["X-Robots-Tag"] == "all"
        assert '<meta name="robots" content="index, follow">' in answer.text
        assert f'<link rel="canonical" href="http://aic.test{path}">' in answer.text
        assert re.search(r'<meta name="description" content="[^"]{10,}">', answer.text)
        assert answer.text.count("<h1") == 1
    for path in ("/donnees", "/connexion", "/statistiques", "/donnees/laureats.csv", "/communs/personne"):
        assert client.get(path).headers["X-Robots-Tag"] == "noindex, nofollow"


def test_a_browser_asks_again_cheaply(client, umap):
    answer = client.get("/communs/umap")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert client.get("/communs/umap", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_a_message_for_one_reader_is_kept_by_no_cache(client, umap):
    with client.session_transaction() as cookies:
        cookies["_flashes"] = [("message", "Vous êtes déconnecté·e.")]
    answer = client.get("/communs")
    assert "Vous êtes déconnecté·e." in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/communs").headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", ["/communs", "/communs/umap"])
def test_a_page_takes_as_many_statements_whatever_there_is(client, umap, path):
    give(umap, *Block)
    with counted() as few:
        client.get(path)
    roadmap = make.roadmap(umap, published=True)
    for _ in range(5):
        make.laureate()
        make.objective(make.priority(roadmap), status="achieved")
        make.introduction(umap, make.contact(), status=IntroductionStatus.PARTNERSHIP)
    with counted() as many:
        client.get(path)
    assert len(few) == len(many) <= 14
