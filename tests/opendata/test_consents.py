"""A laureate decides what its public page shows of its results."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import MemberRole
from aic_tracker.opendata import consents
from aic_tracker.opendata.models import Block, Consent
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

PAGE = "/laureats/umap/page-publique"


@pytest.fixture
def umap(app):
    return make.laureate("uMap")


@pytest.fixture
def referent(umap):
    return make.referent(umap, name="Rose Dupuis")


def test_a_referent_agrees_block_by_block_and_takes_it_back(client, umap, referent):
    client.sign_in(referent)
    answer = client.submit(f"{PAGE}/objectifs/accepter", follow_redirects=True)
    assert "« Objectifs atteints » : accord enregistré." in text_of(answer)
    assert "Accord donné par Rose Dupuis le lundi 2 mars 2026" in text_of(answer)
    assert consents.agreed(umap.id) == {Block.OBJECTIVES}
    client.submit(f"{PAGE}/engagements/accepter")
    answer = client.submit(f"{PAGE}/objectifs/retirer", follow_redirects=True)
    assert "retiré par Rose Dupuis" in text_of(answer)
    assert consents.agreed(umap.id) == {Block.COMMITMENTS}


def test_given_or_taken_back_twice_it_counts_once(app, umap, referent):
    for operation in (consents.give, consents.give, consents.withdraw, consents.withdraw, consents.give):
        operation(umap, Block.OBJECTIVES, actor=referent, now=clock.now())
        db.session.commit()
    kept = db.session.scalars(sa.select(Consent).order_by(Consent.id)).all()
    assert [consent.withdrawn_at is None for consent in kept] == [False, True]
    verbs = db.session.scalars(sa.select(JournalEntry.verb).order_by(JournalEntry.id)).all()
    assert verbs == ["consent.given", "consent.withdrawn", "consent.given"]


def test_the_team_sees_it_takes_it_back_and_never_agrees_for_the_project(client, umap, referent):
    consents.give(umap, Block.OBJECTIVES, actor=referent, now=clock.now())
    db.session.commit()
    client.sign_in(make.coach(umap, name="Camille Roux"))
    page = client.get(PAGE)
    assert "Accord donné par Rose Dupuis" in text_of(page)
    assert "accepter" not in page.text
    assert client.submit(f"{PAGE}/engagements/accepter").status_code == 403
    client.submit(f"{PAGE}/objectifs/retirer")
    assert "retiré par Camille Roux" in text_of(client.get(PAGE))


def test_an_observer_reads_and_does_not_decide(client, umap):
    observer = make.user(Role.REFERENT)
    make.member(umap, observer, MemberRole.OBSERVER)
    client.sign_in(observer)
    assert client.get(PAGE).status_code == 200
    assert client.submit(f"{PAGE}/objectifs/accepter").status_code == 403


def test_yesterdays_referent_decides_nothing(client, umap):
    former = make.user(Role.REFERENT)
    make.member(umap, former, until_on=clock.today() - timedelta(days=1))
    client.sign_in(former)
    assert client.get(PAGE).status_code == 404
    assert client.submit(f"{PAGE}/objectifs/accepter").status_code == 404


def test_an_unknown_block_is_not_there(client, umap, referent):
    client.sign_in(referent)
    assert client.submit(f"{PAGE}/comptes-rendus/accepter").status_code == 404


def test_what_would_be_shown_is_seen_before_it_is_agreed_to(client, umap, referent):
    roadmap = make.roadmap(umap, published=True)
    make.objective(make.priority(roadmap), title="Ouvrir l’API", status="achieved")
    make.objective(make.priority(roadmap), title="Recruter", status="in_progress")
    client.sign_in(referent)
    page = text_of(client.get(PAGE))
    assert "La page montrerait ceci, et ce qui s’y ajoutera : Ouvrir l’API" in page
    assert "Recruter" not in page


def test_the_screen_says_whether_anybody_reads_it(client, umap, referent, request):
    client.sign_in(referent)
    assert "ne sont pas ouvertes" in text_of(client.get(PAGE))
    request.getfixturevalue("opened")
    assert 'href="/communs/umap"' in client.get(PAGE).text


def test_the_screen_takes_as_many_statements_whatever_there_is(client, umap, referent):
    client.sign_in(referent)
    with counted() as few:
        client.get(PAGE)
    for block in Block:
        consents.give(umap, block, actor=referent, now=clock.now())
    roadmap = make.roadmap(umap, published=True)
    for _ in range(5):
        make.objective(make.priority(roadmap), status="achieved")
    db.session.commit()
    with counted() as many:
        client.get(PAGE)
    assert len(few) == len(many) <= 18
