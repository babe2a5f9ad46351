"""A roadmap takes several objectives of the catalogue at once, in the order of what its diagnostic calls for."""

from datetime import date

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.catalogue import operations
from aic_tracker.catalogue.models import CatalogueUse
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Need
from aic_tracker.journal.models import JournalEntry
from aic_tracker.roadmap.models import Objective, Priority
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

PAGE = "/laureats/vikidia/feuille-de-route/catalogue"


def test_what_the_diagnostic_calls_for_comes_first(signed_in, roadmap, entry):
    entry(title="Publier les versions", dimension="technique", need=Need.LOW)
    entry(title="Élire un collège", need=Need.HIGH)
    entry(title="Écrire une charte")
    page = text_of(signed_in(make.coach()).get(PAGE))
    called, rest = page.split("Le reste du catalogue (2)")
    assert "Écrire une charte Gouvernance : besoin faible, niveau « En construction »" in " ".join(called.split())
    assert "Élire un collège" in rest
    assert "Publier les versions" in rest


def test_what_is_ticked_is_added_in_one_act_to_the_priority_chosen(signed_in, roadmap, entry):
    charter, college = entry(title="Écrire une charte", unit="pages"), entry(title="Élire un collège", months=24)
    priority = make.priority(roadmap)
    typed = {"needed": [charter.id, college.id], "priority": priority.id}
    answer = signed_in(make.coach()).submit(PAGE, typed)
    assert answer.location.endswith(f"#priorite-{priority.id}")
    first, second = db.session.query(Objective).order_by(Objective.rank)
    assert (first.title, first.unit, first.due_on) == ("Écrire une charte", "pages", date(2026, 7, 2))
    # Beyond the support, its last day.
    assert second.due_on == date(2026, 8, 31)
    told = db.session.query(JournalEntry).filter(JournalEntry.laureate_id.is_not(None)).one()
    assert told.verb == "objectives.added"
    assert "2 objectifs depuis le catalogue" in told.summary.replace("\xa0", " ")
    assert db.session.query(CatalogueUse).count() == 2


def test_a_new_priority_is_made_with_the_dimensions_that_it_serves(signed_in, roadmap, entry):
    charter = entry(title="Écrire une charte")
    key = "consolidation:Structurer la gouvernance"
    page = signed_in(make.coach()).get(PAGE)
    assert f'value="{key}"' in page.text
    signed_in(make.coach()).submit(PAGE, {"needed": [charter.id], "priority": key})
    made = db.session.query(Priority).options(sa.orm.selectinload("*")).one()
    assert (made.title, [line.code for line in made.dimensions]) == ("Structurer la gouvernance", ["governance"])
    assert made.objectives[0].title == "Écrire une charte"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"priority": "one"}, "Cochez au moins un objectif."),
        ({"needed": "one"}, "Choisissez la priorité où ranger ces objectifs."),
        ({"needed": "999999", "priority": "one"}, "Choisissez une option de la liste."),
    ],
)
def test_what_is_missing_is_said_and_what_was_ticked_stays(signed_in, roadmap, entry, typed, said):
    ids = {"needed": entry().id, "priority": make.priority(roadmap).id}
    answer = signed_in(make.coach()).submit(
        PAGE, {name: ids[name] if value == "one" else value for name, value in typed.items()}
    )
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert typed.get("needed") != "one" or f'value="{ids["needed"]}" checked' in answer.text
    assert db.session.query(Objective).count() == 0


def test_what_the_roadmap_has_already_and_what_is_retired_are_proposed_no_more(signed_in, roadmap, entry):
    charter, college = entry(title="Écrire une charte"), entry(title="Élire un collège")
    entry(title="Réunir un conseil")
    browser = signed_in(make.coach())
    browser.submit(PAGE, {"needed": [charter.id], "priority": make.priority(roadmap).id})
    operations.retire_entry(db.session.merge(college), actor=make.coach(), today=clock.today())
    db.session.commit()
    page = text_of(browser.get(PAGE))
    assert "Réunir un conseil" in page
    assert "Élire un collège" not in page
    assert "Écrire une charte" not in page


def test_an_empty_catalogue_offers_to_begin_it(signed_in, roadmap):
    assert "Le catalogue est vide" in text_of(signed_in(make.coach()).get(PAGE))


def test_only_who_may_write_the_roadmap_takes_from_the_catalogue(signed_in, vikidia, roadmap, entry):
    entry()
    assert signed_in(make.direction()).get(PAGE).status_code == 403
    assert signed_in(make.referent(vikidia)).get(PAGE).status_code == 403
    assert signed_in(make.referent(make.laureate("Pyronear"))).get(PAGE).status_code == 404


def test_a_support_that_is_over_takes_nothing(signed_in, roadmap, entry, vikidia):
    entry()
    period = make.first_period(vikidia)
    make.period(vikidia, date(2026, 2, 1), number=2)
    period.term_on = date(2026, 2, 1)
    db.session.commit()
    page = text_of(signed_in(make.coach()).get(f"{PAGE}?accompagnement=1"))
    assert "Ajouter à la feuille de route" not in page


def test_the_number_of_statements_does_not_grow(signed_in, roadmap, entry):
    browser = signed_in(make.coach())
    entry()
    db.session.expunge_all()
    with counted() as one:
        browser.get(PAGE)
    for number in range(10):
        entry(title=f"Objectif {number}")
    db.session.expunge_all()
    with counted() as many:
        browser.get(PAGE)
    assert len(one) == len(many)


def test_beyond_a_page_of_proposals_a_search_finds_the_others(signed_in, roadmap, entry):
    for number in range(62):
        entry(title=f"Objectif {number:02}")
    browser = signed_in(make.coach())
    assert "Encore 2 objectifs" in text_of(browser.get(PAGE)).replace("\xa0", " ")
    assert "Objectif 61" in text_of(browser.get(f"{PAGE}?q=61"))
