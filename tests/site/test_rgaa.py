"""The grid of the 106 criteria: nothing counts as met that no test holds nor anybody looked at."""

import re
from datetime import date
from pathlib import Path

import pytest

from aic_tracker.accounts.models import Role
from aic_tracker.site.rgaa import Criterion, Grid, Page, grid
from tests import factories
from tests.support.client import Client, text_of

ROOT = Path(__file__).parents[2]
# How many criteria each of the thirteen themes holds, version 4.1.2.
CRITERIA = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)
STATES = {"tenu", "lu", "à essayer", "à lire", "sans objet"}


def test_each_of_the_106_criteria_stands_once_in_order() -> None:
    numbers = [f"{theme}.{n}" for theme, count in enumerate(CRITERIA, start=1) for n in range(1, count + 1)]
    assert [one.number for one in grid().criteria] == numbers
    assert len(numbers) == 106


def test_each_says_what_it_rests_on() -> None:
    for one in grid().criteria:
        assert one.etat in STATES, one
        assert one.sujet, one
        assert bool(one.pourquoi) == (one.etat == "sans objet"), one
        assert bool(one.test) or one.etat != "tenu", one
        assert not one.test or one.etat in ("tenu", "lu"), one
        assert bool(one.vu) == bool(one.lu_le) == (one.etat == "lu"), one
        if one.etat == "lu":
            assert date.fromisoformat(one.lu_le), one
            assert {*one.pages, *one.ecarts} <= {page.key for page in grid().sample} | {"toutes"}, one


def test_the_sample_holds_pages_of_every_role_and_documents() -> None:
    assert len(grid().sample) >= 20
    # Nobody has read the pages of a jury by hand yet: they are only asked what machines can tell.
    roles = {role.label for role in Role if role is not Role.JUROR} | {"Sans compte"}
    assert {page.qui for page in grid().sample} == roles
    assert any("PDF" in page.adresse for page in grid().sample)


def test_a_gap_on_one_page_counts_against_it_alone_and_the_criterion_is_not_met() -> None:
    gap = Criterion("3.1", "x", "lu", ecarts={"une": "une couleur seule"})
    sample = (Page("une", "/a", "Direction"), Page("deux", "/b", "Direction"))
    told = Grid((gap, Criterion("1.1", "x", "tenu", test="t")), {}, (*sample, Page("nue", "/c", "", ("images",))))
    assert [(page.key, met, of) for page, met, of in told.results()] == [("une", 1, 2), ("deux", 2, 2), ("nue", 1, 1)]
    assert (told.met, told.not_met) == (1, [gap])


def test_the_tests_that_it_names_exist() -> None:
    named = {one.test for one in grid().criteria if one.test}
    assert named == set(grid().tests)
    for place in grid().tests.values():
        file, _, name = place.partition("::")
        assert re.search(rf"def {name}\b", (ROOT / file).read_text(encoding="utf-8")), place


def counted(*states: str, wrong: bool = False) -> Grid:
    gaps = {"toutes": "un écart"} if wrong else {}
    return Grid(tuple(Criterion(f"1.{n}", "x", state, ecarts=gaps) for n, state in enumerate(states)), {})


def test_the_rate_counts_what_nobody_looked_at_as_not_met() -> None:
    assert counted("tenu", "à lire", "à lire", "sans objet").rate == pytest.approx(1 / 3)
    assert counted("lu", wrong=True).rate == 0
    assert counted("lu", "tenu").rate == 1


@pytest.mark.parametrize(
    ("states", "said"),
    [
        (("tenu", "à lire", "à lire"), "non conforme"),
        (("tenu", "à lire"), "partiellement conforme"),
        (("tenu", "lu", "sans objet"), "totalement conforme"),
    ],
)
def test_the_state_is_worded_as_the_law_asks(states: tuple[str, ...], said: str) -> None:
    assert counted(*states).state == said


def test_the_declaration_shows_the_rate_and_each_criterion(app, client: Client) -> None:
    page = client.get("/accessibilite")
    text = text_of(page).replace("\N{NO-BREAK SPACE}", " ")
    assert f"{grid().met} sur {grid().applicable}" in text
    assert f"Accessibilité : {grid().state}" in text
    assert page.text.count('<th scope="row">') == 106 + len(grid().sample)


@pytest.mark.parametrize("path", ["/connexion", "/accessibilite", "/nulle-part", "/laureats", "/mon-compte"])
def test_each_page_says_its_kind_its_language_and_leads_to_its_content(app, signed_in, path: str) -> None:
    text = signed_in(factories.coach()).get(path).text if path != "/connexion" else app.test_client().get(path).text
    assert text.lstrip().lower().startswith("<!doctype html>")
    assert re.search(r'<html lang="fr"', text)
    first = re.search(r'<a [^>]*href="([^"]+)"', text)
    assert first is not None
    assert first[1] == "#contenu"
    assert len(re.findall(r'id="contenu"', text)) == 1
