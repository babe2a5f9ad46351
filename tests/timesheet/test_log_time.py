"""Noting, correcting and withdrawing time."""

from datetime import date

import pytest

from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of

TEMPS = "/laureats/vikidia/temps"
NEW = f"{TEMPS}/nouveau"


def typed(**changes):
    return {"on": "2026-02-26", "quarters": "2", "activity": "Atelier", **changes}


def test_a_referent_notes_time_and_is_offered_the_next_working_day(project, signed_in) -> None:
    referent = signed_in(project.referent)
    answer = referent.submit(NEW, typed(note="Avec la mairie."))
    assert answer.status_code == 303
    assert answer.location == f"{NEW}?le=2026-02-27"
    assert project.entries() == [("2026-02-26", 2, "Atelier")]
    page = referent.get(answer.location)
    assert 'value="2026-02-27"' in page.text
    assert "0,5 j noté le 26 février 2026." in text_of(page)
    assert "Atelier" in text_of(page)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"on": "2026-03-03"}, "jusqu’au 02/03/2026"),
        ({"on": "2025-08-31"}, "est en dehors de l’accompagnement"),
        ({"on": "2026-01-31"}, "le mois de janvier 2026 est clos"),
        ({"on": "30/02/2026"}, "n’existe pas"),
        ({"on": ""}, "Indiquez la date."),
        ({"quarters": "5"}, "Choisissez une option de la liste."),
        ({"quarters": ""}, "Indiquez le temps passé."),
        ({"activity": " \N{NO-BREAK SPACE} "}, "Indiquez l’activité."),
        ({"activity": "a" * 121}, "120 caractères au plus"),
    ],
)
def test_a_wrong_value_is_explained_and_kept(project, signed_in, at, changes, message: str) -> None:
    if changes.get("on") == "2026-01-31":
        at("2026-02-11T09:00")
    refused = signed_in(project.referent).submit(NEW, typed(note="Ma note.", **changes))
    assert refused.status_code == 422
    assert message.lower() in text_of(refused).lower()
    assert "Ma note." in refused.text
    assert project.entries() == []


def test_a_day_never_holds_more_than_a_day_over_all_projects(project, signed_in) -> None:
    other = factories.laureate("Autre projet")
    factories.member(other, project.referent)
    factories.time_entry(other, project.referent, date(2026, 2, 26), quarters=3)
    referent = signed_in(project.referent)
    refused = referent.submit(NEW, typed())
    assert refused.status_code == 422
    assert "il reste 0,25 j au plus" in text_of(refused)
    assert referent.submit(NEW, typed(quarters="1")).status_code == 303


def test_before_joining_there_is_no_time_to_note(project, signed_in) -> None:
    late = factories.user(factories.Role.REFERENT)
    factories.member(project.laureate, late, from_on=date(2026, 2, 27))
    refused = signed_in(late).submit(NEW, typed())
    assert "cette personne n’était pas référente du projet" in text_of(refused)


def test_an_entry_withdraws_the_declaration_of_its_month(project, signed_in) -> None:
    referent = signed_in(project.referent)
    referent.submit(f"{TEMPS}/rien", {"month": "2026-02-01", "user": project.referent.id})
    assert project.declared() == ["2026-02-01"]
    referent.submit(NEW, typed())
    assert project.declared() == []


def test_a_coach_notes_the_time_of_a_referent_and_the_journal_says_so(project, signed_in) -> None:
    answer = signed_in(project.coach).submit(NEW, typed(on="2025-12-15", user=project.referent.id))
    assert answer.status_code == 303
    assert answer.location.endswith(f"personne={project.referent.id}")
    entry = db.session.query(JournalEntry).one()
    assert entry.summary.startswith("a noté 0,5\N{NO-BREAK SPACE}j pour Rosa Référente")
    assert entry.after["quarters"] == 2


def test_a_coach_notes_nobody_else_s_time(project, signed_in) -> None:
    assert signed_in(project.coach).submit(NEW, typed(user=project.coach.id)).status_code == 422


@pytest.mark.parametrize("path", ["nouveau", "rien", "rien/retirer", "saisies/{}/modifier", "saisies/{}/supprimer"])
def test_readers_may_not_write_and_strangers_find_nothing(project, signed_in, path: str) -> None:
    entry = factories.time_entry(project.laureate, project.referent, date(2026, 2, 26))
    url = f"{TEMPS}/{path.format(entry.id)}"
    assert signed_in(factories.direction()).submit(url, typed()).status_code == 403
    assert signed_in(factories.referent(factories.laureate("Ailleurs"))).submit(url, typed()).status_code == 404
    assert signed_in(factories.admin()).submit(url, typed()).status_code == 404
    assert len(project.entries()) == 1


def test_the_time_of_another_referent_is_read_not_changed(project, signed_in) -> None:
    colleague = factories.referent(project.laureate)
    entry = factories.time_entry(project.laureate, colleague, date(2026, 2, 26))
    referent = signed_in(project.referent)
    for gesture in ("modifier", "supprimer"):
        assert referent.submit(f"{TEMPS}/saisies/{entry.id}/{gesture}", typed()).status_code == 403
    answer = referent.submit(f"{TEMPS}/rien", {"month": "2026-03-01", "user": colleague.id})
    assert answer.status_code == 403


def test_an_entry_of_another_laureate_is_not_found_here(project, signed_in) -> None:
    other = factories.laureate("Autre projet")
    entry = factories.time_entry(other, factories.referent(other), date(2026, 2, 26))
    assert signed_in(project.coach).get(f"{TEMPS}/saisies/{entry.id}/modifier").status_code == 404


def test_an_entry_is_corrected_with_its_former_value_in_the_journal(project, signed_in) -> None:
    entry = factories.time_entry(project.laureate, project.referent, date(2026, 2, 26), quarters=4)
    referent = signed_in(project.referent)
    url = f"{TEMPS}/saisies/{entry.id}/modifier"
    assert 'value="2026-02-26"' in referent.get(url).text
    answer = referent.submit(url, typed(on="2026-02-27"))
    assert answer.location == f"{TEMPS}/2026-02"
    assert project.entries() == [("2026-02-27", 2, "Atelier")]
    logged = db.session.query(JournalEntry).filter_by(verb="time.edited").one()
    assert logged.before == {"on": "2026-02-26", "quarters": 4, "activity": "Suivi du projet"}


def test_a_refused_correction_keeps_both_values(project, signed_in) -> None:
    entry = factories.time_entry(project.laureate, project.referent, date(2026, 2, 26), quarters=4)
    refused = signed_in(project.referent).submit(f"{TEMPS}/saisies/{entry.id}/modifier", typed(on="2025-08-01"))
    assert refused.status_code == 422
    assert 'value="2025-08-01"' in refused.text
    assert "Corriger le temps du 26 février 2026" in text_of(refused)


def test_after_the_tenth_only_a_coach_corrects(project, signed_in, at) -> None:
    entry = factories.time_entry(project.laureate, project.referent, date(2026, 2, 26))
    at("2026-03-11T09:00")
    url = f"{TEMPS}/saisies/{entry.id}"
    referent = signed_in(project.referent)
    for gesture in ("modifier", "supprimer"):
        refused = referent.submit(f"{url}/{gesture}", typed())
        assert refused.status_code == 422
        assert "demandez la correction à l’équipe d’accompagnement" in text_of(refused)
    assert "Modifier" not in text_of(referent.get(f"{TEMPS}/2026-02"))
    assert signed_in(project.coach).submit(f"{url}/modifier", typed()).status_code == 303


def test_an_entry_is_withdrawn_after_a_confirmation(project, signed_in) -> None:
    entry = factories.time_entry(project.laureate, project.referent, date(2026, 2, 26))
    referent = signed_in(project.referent)
    url = f"{TEMPS}/saisies/{entry.id}/supprimer"
    assert "Retirer ce temps ?" in text_of(referent.get(url))
    assert referent.submit(url).status_code == 303
    assert project.entries() == []
    assert db.session.query(JournalEntry).filter_by(verb="time.deleted").one().before["quarters"] == 4
    assert referent.submit(url).status_code == 404
