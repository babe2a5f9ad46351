"""The end of a point: who was there, minutes, actions, the next date, and the mail."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest

from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.roadmap.models import Action
from tests import factories
from tests.support.client import text_of

PAST = date(2026, 2, 26)


def typed(project, **changes):
    return {
        "minutes": "Tour des objectifs.",
        "decisions": "Publier le code.",
        "present": [project.coach.id, project.referent.id],
        "follow_up": "date",
        "next_starts_at": ["2026-03-26", "14:00"],
        "version": "1",
        "encore": "1",  # the button that sends at once
        **changes,
    }


def bodies() -> dict[str, str]:
    mails = db.session.query(OutgoingMail).filter_by(kind="minutes")
    parsed = [message_from_bytes(mail.content, policy=policy.default) for mail in mails]
    return {str(m["To"].addresses[0].addr_spec): m.get_body(("plain",)).get_content() for m in parsed}


def test_a_point_is_noted_as_held_with_those_present(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    coach = signed_in(project.coach)
    assert coach.get(project.url(6, "tenir")).status_code == 200
    assert coach.submit(project.url(6, "tenir"), {"present": [project.coach.id], "version": "1"}).status_code == 303
    point = project.read(6)
    assert point.status is CheckpointStatus.HELD
    assert {a.user_id: a.was_present for a in point.attendees} == {project.coach.id: True, project.referent.id: False}
    assert "Absentes et absents Rosa Référente" in text_of(coach.get(project.url(6)))


def test_nobody_present_is_not_a_point(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    refused = signed_in(project.coach).submit(project.url(6, "tenir"), {"version": "1"})
    assert refused.status_code == 422
    assert "Cochez les personnes présentes." in text_of(refused)


def test_a_point_to_come_is_neither_held_nor_closed(project, signed_in) -> None:
    project.point(number=7)
    coach = signed_in(project.coach)
    for gesture in ("tenir", "clore"):
        assert coach.get(project.url(7, gesture)).status_code == 303
        refused = coach.submit(project.url(7, gesture), typed(project))
        assert refused.status_code == 422
        assert "n’a pas encore eu lieu" in text_of(refused)


def test_closing_creates_the_actions_plans_the_next_point_and_sends_the_minutes(project, signed_in) -> None:
    project.point(on=PAST, number=6, place="Salle 3")
    answer = signed_in(project.coach).submit(
        project.url(6, "clore"),
        typed(project)
        | {
            "row_count": "3",
            "action-1-title": "Écrire la charte",
            "action-1-owner": str(project.referent.id),
            "action-1-due_on": "2026-03-20",
            "action-3-title": "Relancer la mairie",
            "action-3-owner": str(project.coach.id),
        },
    )
    assert answer.status_code == 303
    point = project.read(6)
    assert (point.status, point.minutes, point.decisions) == (
        CheckpointStatus.CLOSED,
        "Tour des objectifs.",
        "Publier le code.",
    )
    assert point.closer_id == project.coach.id
    assert point.held_at is not None
    assert [(a.title, a.owner_id, a.due_on) for a in point.actions] == [
        ("Écrire la charte", project.referent.id, date(2026, 3, 20)),
        ("Relancer la mairie", project.coach.id, None),
    ]
    following = project.read(7)
    assert following.starts_at.isoformat() == "2026-03-26T13:00:00+00:00"
    assert following.place == "Salle 3"
    assert {a.user_id for a in following.attendees} == {project.coach.id, project.referent.id}
    mails = bodies()
    assert set(mails) == {"camille@example.org", "rosa@example.org"}
    for expected in (
        "Tour des objectifs.",
        "Publier le code.",
        "Écrire la charte (Rosa Référente), pour le",
        "26 mars",
    ):
        assert expected in mails["rosa@example.org"].replace("\N{NO-BREAK SPACE}", " ")
    assert db.session.query(JournalEntry).filter_by(verb="checkpoint.closed").count() == 1


def test_all_those_invited_receive_the_minutes_present_or_not(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    signed_in(project.coach).submit(project.url(6, "clore"), typed(project, present=[project.referent.id]))
    assert set(bodies()) == {"rosa@example.org", "camille@example.org"}
    assert "vous étiez invité·e à ce point" in bodies()["camille@example.org"]
    mail = db.session.query(OutgoingMail).filter_by(recipient="rosa@example.org").one()
    assert message_from_bytes(mail.content, policy=policy.default)["Reply-To"].addresses[0].addr_spec == (
        "camille@example.org"
    )


def test_the_next_planned_point_is_kept_by_default(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    following = project.point(number=7)
    coach = signed_in(project.coach)
    page = coach.get(project.url(6, "clore"))
    assert "Le jeudi 12 mars 2026 à 14 h, comme prévu" in text_of(page)
    assert coach.submit(project.url(6, "clore"), typed(project, follow_up=following.id)).status_code == 303
    assert project.read(7).sequence == 0


def test_another_date_moves_the_next_planned_point(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    uid = project.point(number=7).uid
    assert signed_in(project.coach).submit(project.url(6, "clore"), typed(project)).status_code == 303
    moved = project.read(7)
    assert moved.starts_at.isoformat() == "2026-03-26T13:00:00+00:00"
    assert (moved.uid, moved.sequence) == (uid, 1)


def test_no_next_point_needs_a_reason(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    coach = signed_in(project.coach)
    none = typed(project, follow_up="none", next_starts_at=["", ""])
    refused = coach.submit(project.url(6, "clore"), none)
    assert refused.status_code == 422
    assert "Indiquez pourquoi aucun point ne suit." in text_of(refused)
    assert coach.submit(project.url(6, "clore"), none | {"no_next_reason": "Fin proche."}).status_code == 303
    assert project.read(6).no_next_reason == "Fin proche."
    assert "Aucun point n’est prévu\N{NO-BREAK SPACE}: Fin proche." in bodies()["rosa@example.org"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"minutes": ""}, "Rédigez le compte rendu du point."),
        ({"present": []}, "Cochez les personnes présentes."),
        ({"next_starts_at": ["", ""]}, "Indiquez la date du prochain point."),
        ({"next_starts_at": ["2026-02-27", "14:00"]}, "une date à venir"),
        ({"next_starts_at": ["2026-03-28", "14:00"]}, "n’est pas un jour ouvré"),
        ({"next_starts_at": ["2027-03-26", "14:00"]}, "en dehors de l’accompagnement"),
        ({"follow_up": "none", "next_starts_at": ["", ""]}, "Indiquez pourquoi aucun point ne suit."),
        ({"action-1-title": "", "action-1-due_on": "2026-03-20"}, "Indiquez l’action, ou videz la ligne."),
        ({"action-1-title": "Agir", "action-1-due_on": "30/02/2026"}, "n’existe pas"),
        ({"action-1-title": "Agir", "action-1-owner": "999999"}, "Choisissez une option de la liste."),
    ],
)
def test_what_is_wrong_is_explained_and_everything_typed_is_kept(project, signed_in, changes, message: str) -> None:
    project.point(on=PAST, number=6)
    refused = signed_in(project.coach).submit(project.url(6, "clore"), typed(project, **changes))
    assert refused.status_code == 422
    assert message in text_of(refused)
    assert "Publier le code." in refused.text
    assert project.read(6).status is CheckpointStatus.PLANNED
    assert db.session.query(Action).count() == db.session.query(OutgoingMail).count() == 0


def test_more_rows_are_added_without_losing_what_is_typed(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    page = signed_in(project.coach).submit(
        project.url(6, "clore"),
        {"minutes": "Un début.", "row_count": "3", "action-3-title": "Écrire", "add_row": "1", "version": "1"},
    )
    assert page.status_code == 200
    assert "Un début." in page.text
    assert 'value="Écrire"' in page.text
    assert 'name="action-6-title"' in page.text
    assert "à corriger" not in page.text


def test_a_double_click_closes_once(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    coach = signed_in(project.coach)
    for _ in range(2):
        assert coach.submit(project.url(6, "clore"), typed(project)).status_code == 303
    assert db.session.query(OutgoingMail).count() == 2


def test_minutes_written_by_two_people_are_both_kept(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    signed_in(project.coach).submit(project.url(6, "clore"), typed(project))
    conflict = signed_in(factories.coach()).submit(project.url(6, "clore"), typed(project, minutes="Mon récit."))
    assert conflict.status_code == 409
    assert "Tour des objectifs." in conflict.text
    assert "Mon récit." in conflict.text
    assert 'action="/laureats/vikidia/points/6/compte-rendu"' in conflict.text


def test_an_expired_session_keeps_the_minutes(project, signed_in) -> None:
    project.point(on=PAST, number=6)
    refused = signed_in(project.coach).post(project.url(6, "clore"), data=typed(project))
    assert refused.status_code == 422
    assert "Votre session a expiré" in refused.text
    assert "Tour des objectifs." in refused.text
    assert project.read(6).status is CheckpointStatus.PLANNED


def test_a_closed_point_is_only_corrected_and_the_journal_remembers(project, signed_in) -> None:
    project.point(on=PAST, number=6, status=CheckpointStatus.CLOSED, minutes="Avant.")
    coach = signed_in(project.coach)
    assert coach.get(project.url(6, "modifier")).status_code == 303
    change = {"minutes": "Après.", "decisions": "", "version": "1"}
    assert coach.submit(project.url(6, "compte-rendu"), change).status_code == 303
    assert project.read(6).minutes == "Après."
    entry = db.session.query(JournalEntry).filter_by(verb="checkpoint.corrected").one()
    assert (entry.before["minutes"], entry.after["minutes"]) == ("Avant.", "Après.")
    stale = coach.submit(project.url(6, "compte-rendu"), change | {"minutes": "Autrement."})
    assert stale.status_code == 409
    assert "Version enregistrée Après." in text_of(stale)


def test_two_namesakes_are_told_apart_among_those_present(signed_in) -> None:
    laureate = factories.laureate("Homonymes")
    coach = factories.coach(laureate)
    for day in (2, 3):
        factories.referent(laureate, name="Jean Petit").created_at = datetime(2026, 2, day, 10, tzinfo=UTC)
    db.session.commit()
    point = factories.checkpoint(laureate, date(2026, 2, 20), status=CheckpointStatus.HELD)
    page = signed_in(coach).get(f"/laureats/homonymes/points/{point.number}/clore").text
    shown = re.findall(r"Jean Petit[^<]*", page)
    assert len(set(shown)) == 2
    assert all("compte ouvert le" in name for name in shown)
