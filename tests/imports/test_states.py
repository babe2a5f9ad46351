"""States and choices as people write them, shown as they will be kept."""

import pytest

from aic_tracker.expertise.models import ExpertKind
from aic_tracker.imports import cells
from aic_tracker.imports.kinds import KINDS, actions, experts, roadmap
from aic_tracker.imports.kinds.laureate_fields import FORMS
from aic_tracker.imports.words import MEANINGS, meant
from aic_tracker.laureates.models import LegalForm
from aic_tracker.roadmap.models import ObjectiveStatus
from tests.imports import test_actions
from tests.imports.test_actions import arrive, do, written
from tests.support.client import text_of

desk = test_actions.desk


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((typed, "Terminée") for typed in ("Terminé", "terminées", "Terminé(e)", "TERMINÉ·E", "Fait", "faites")),
        *((typed, "En cours") for typed in ("À faire", "a faire", "ouverte", "en  cours", "En-cours", "reporté")),
        *((typed, "Annulée") for typed in ("abandonnée", "Abandonné", "annulé", "sans suite")),
    ],
)
def test_the_state_of_an_action_is_read_as_it_is_written(typed, meant):
    assert cells.choice(typed, actions.STATES).value == meant


def test_what_was_understood_is_said_and_what_was_written_so_is_not():
    assert cells.choice("Fait", actions.STATES).note == "« Fait » est lu comme « Terminée »."
    assert cells.choice("terminee", actions.STATES).note == ""


@pytest.mark.parametrize(
    ("typed", "options", "meant"),
    [
        ("Atteinte", roadmap.STATUSES, ObjectiveStatus.ACHIEVED),
        ("terminé", roadmap.STATUSES, ObjectiveStatus.ACHIEVED),
        ("partiel", roadmap.STATUSES, ObjectiveStatus.PARTLY),
        ("non commencé", roadmap.STATUSES, ObjectiveStatus.TODO),
        ("annulé", roadmap.STATUSES, ObjectiveStatus.DROPPED),
        ("bloquée", roadmap.STATUSES, ObjectiveStatus.BLOCKED),
        ("Association loi 1901", FORMS, LegalForm.ASSOCIATION),
        ("collectivité", FORMS, LegalForm.ADMINISTRATION),
        ("individu", experts.KINDS, ExpertKind.PERSON),
        ("structure", experts.KINDS, ExpertKind.ORGANISATION),
    ],
)
def test_so_are_the_choices_of_the_other_sheets(typed, options, meant):
    assert cells.choice(typed, options).value == meant


def test_among_several_each_is_read_and_said():
    reading = cells.choices("juridique, Communications", experts.SKILLS)
    assert [skill.label for skill in reading.value] == ["Analyse juridique", "Communication"]
    assert "« juridique » est lu comme « Analyse juridique »." in reading.note


def test_what_may_mean_two_things_is_asked():
    with pytest.raises(ValueError, match="n’est pas dans la liste"):
        cells.choice("Peut-être", actions.STATES)
    with pytest.raises(ValueError, match="n’est pas dans la liste"):
        cells.choice("fait", {"Faites": 1, "Faits": 2})


def test_every_word_of_the_table_means_one_choice_of_a_sheet_that_offers_it():
    for kind in KINDS.values():
        for field in kind.fields:
            for choices, words in MEANINGS:
                if found := [label for label in choices if label in field.options]:
                    assert [word for word in words if meant(word, field.options) is None] == [], f"{kind.key}, {found}"


def test_the_preview_shows_the_state_as_it_will_be_kept(desk):
    url = arrive(desk, ("Vikidia", "Écrire", "", "", "fait"), ("Vikidia", "Appeler", "", "", "à faire"))
    page = text_of(desk.get(url)).replace("\xa0", " ")
    assert "État : Terminée" in page
    assert "« fait » est lu comme « Terminée »." in page
    assert do(desk, url).status_code == 303
    assert [(row[0], row[3]) for row in written()] == [("Écrire", True), ("Appeler", False)]
