"""The page: what one asks for, by kind, page after page."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from aic_tracker.accounts.models import User
from aic_tracker.search import queries
from tests import factories as make
from tests.search.conftest import Project
from tests.support.client import Client, text_of

SignedIn = Callable[[User], Client]


def test_the_header_leads_to_it(mine: Project, coach: User, signed_in: SignedIn) -> None:
    for reader in (coach, mine.referent, mine.expert, make.direction()):
        assert 'action="/recherche"' in signed_in(reader).get("/mon-compte").text


def test_an_administrator_has_no_search(app: Flask, signed_in: SignedIn) -> None:
    client = signed_in(make.admin())
    assert 'action="/recherche"' not in client.get("/mon-compte").text
    assert client.get("/recherche?q=alpha").status_code == 404


def test_an_answer_leads_to_its_page(mine: Project, coach: User, signed_in: SignedIn) -> None:
    client = signed_in(coach)
    answer = client.get("/recherche?q=objective+alpha")
    assert "1 réponse" in text_of(answer)
    assert "<mark>objective</mark> <mark>Alpha</mark>" in answer.text
    assert "Objectif · Alpha" in text_of(answer)
    assert 'href="/laureats/alpha/feuille-de-route?accompagnement=1#objectif-' in answer.text


def test_every_answer_opens(mine: Project, coach: User, signed_in: SignedIn) -> None:
    for reader in (coach, mine.referent, mine.expert):
        client = signed_in(reader)
        answers = client.get("/recherche?q=commun").text.partition('app-answers"')[2].partition("</ol>")[0]
        links = {part.partition('"')[0] for part in answers.split('<a href="')[1:]}
        assert len(links) > 5
        assert {link: client.get(link.partition("#")[0]).status_code for link in links} == dict.fromkeys(links, 200)


def test_one_kind_at_a_time(mine: Project, coach: User, signed_in: SignedIn) -> None:
    text = text_of(signed_in(coach).get("/recherche?q=commun&kind=action"))
    assert "dont 1 ici" in text
    assert "Actions (1)" in text
    assert "Objectifs (1)" in text


def test_an_unknown_kind_is_no_kind(mine: Project, coach: User, signed_in: SignedIn) -> None:
    assert "17 réponses" in text_of(signed_in(coach).get("/recherche?q=commun&kind=autre"))


def test_nothing_found_says_so(mine: Project, coach: User, signed_in: SignedIn) -> None:
    assert "Rien ne répond à « zzz »" in text_of(signed_in(coach).get("/recherche?q=zzz"))


def test_what_comes_closest_is_shown_and_said(mine: Project, coach: User, signed_in: SignedIn) -> None:
    client = signed_in(coach)
    assert "1 réponse, qui ne tiennent" not in text_of(client.get("/recherche?q=objective+alpha"))
    for question in ("objective alpha zzz", "objective zzz"):
        assert "1 réponse, qui ne tient qu’une partie de ces mots" in text_of(client.get(f"/recherche?q={question}"))
    # Both words stand somewhere, never together.
    assert "2 réponses, qui ne tiennent qu’une partie" in text_of(
        client.get("/recherche?q=« priority Alpha » « action Alpha »")
    )


def test_signs_alone_and_nothing_are_told(mine: Project, coach: User, signed_in: SignedIn) -> None:
    client = signed_in(coach)
    assert "Écrivez au moins un mot" in text_of(client.get("/recherche?q=%3F%21"))
    assert "réponse" not in text_of(client.get("/recherche"))


def test_what_is_asked_cannot_write_the_page(mine: Project, coach: User, signed_in: SignedIn) -> None:
    answer = signed_in(coach).get("/recherche?q=%3Cb%3Ealpha")
    assert answer.status_code == 200
    assert "<b>" not in answer.text


def test_beyond_many_answers_the_latest_are_shown_and_the_page_says_so(
    mine: Project, coach: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 10)
    make.expert(name="Ancienne Tâche")
    for n in range(30):
        make.action(mine.laureate, title=f"tâche {n}", due_on=date(2026, 3, 1) + timedelta(days=n))
    text = text_of(signed_in(coach).get("/recherche?q=tâche"))
    assert "Plus de 11 réponses" in text
    assert "Seules les plus récentes sont comptées et montrées ici." in text
    assert "tâche 29" in text
    assert "tâche 19" not in text
    # A name is found however many texts hold it.
    assert "Ancienne Tâche" in text


def test_many_answers_come_by_pages(mine: Project, coach: User, signed_in: SignedIn) -> None:
    for n in range(30):
        make.action(mine.laureate, title=f"tâche {n}")
    client = signed_in(coach)
    assert "30 réponses" in text_of(client.get("/recherche?q=tâche"))
    assert client.get("/recherche?q=tâche&page=2").text.count("<mark>tâche</mark>") == 5
    assert client.get("/recherche?q=tâche&page=3").status_code == 404


def test_a_word_in_quotes_is_found_as_it_is_written(mine: Project, coach: User, signed_in: SignedIn) -> None:
    client = signed_in(coach)
    for asked, is_found in (("objectives", True), ("« objective »", True), ("« objectives »", False)):
        answer = client.get("/recherche", query_string={"q": asked})
        assert ("Objectif · Alpha" in text_of(answer)) is is_found
