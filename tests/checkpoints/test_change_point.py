"""Editing, moving and cancelling a point."""

from datetime import date

import pytest

from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from tests import factories
from tests.support.client import text_of


def announced(project, **changes):
    return {
        "kind": "acceleration",
        "duration_minutes": "90",
        "place": "Salle 3",
        "agenda": "Budget.",
        "people": [project.coach.id],
        "version": "1",
        **changes,
    }


def test_what_is_announced_changes_and_calendars_will_know(project, signed_in) -> None:
    project.point(number=7)
    assert signed_in(project.coach).submit(project.url(7, "modifier"), announced(project)).status_code == 303
    point = project.read(7)
    assert (point.kind.value, point.duration_minutes, point.place, point.agenda) == (
        "acceleration",
        90,
        "Salle 3",
        "Budget.",
    )
    assert [a.user_id for a in point.attendees] == [project.coach.id]
    assert (point.sequence, point.version) == (1, 2)
    entry = db.session.query(JournalEntry).filter_by(verb="checkpoint.edited").one()
    assert entry.before["place"] == ""
    assert entry.after["invited"] == ["Camille Coach"]


def test_people_alone_make_a_new_version(project, signed_in) -> None:
    project.point(number=7)
    same = announced(project, kind="regular", duration_minutes="60", place="", agenda="")
    assert signed_in(project.coach).submit(project.url(7, "modifier"), same).status_code == 303
    assert (project.read(7).version, project.read(7).sequence) == (2, 1)


def test_two_editors_never_overwrite_each_other_unknowingly(project, signed_in) -> None:
    project.point(number=7)
    signed_in(project.coach).submit(project.url(7, "modifier"), announced(project, agenda="Le premier texte."))
    other = signed_in(factories.coach())
    conflict = other.submit(project.url(7, "modifier"), announced(project, agenda="Le second texte."))
    assert conflict.status_code == 409
    assert "Le premier texte." in conflict.text
    assert "Le second texte." in conflict.text
    assert 'name="version" id="version" value="2"' in conflict.text
    assert other.submit(project.url(7, "modifier"), announced(project, version="2")).status_code == 303


def test_a_wrong_duration_is_explained_and_kept(project, signed_in) -> None:
    project.point(number=7)
    refused = signed_in(project.coach).submit(project.url(7, "modifier"), announced(project, duration_minutes="5"))
    assert refused.status_code == 422
    assert "entre 15 et 480" in text_of(refused)
    assert 'value="5"' in refused.text


def test_a_moved_point_stays_the_same_event(project, signed_in) -> None:
    uid = project.point(number=7).uid
    answer = signed_in(project.coach).submit(
        project.url(7, "deplacer"), {"starts_at": ["2026-03-19", "10:00"], "version": "1"}
    )
    assert answer.status_code == 303
    point = project.read(7)
    assert point.starts_at.isoformat() == "2026-03-19T09:00:00+00:00"
    assert (point.uid, point.sequence, point.number) == (uid, 1, 7)
    entry = db.session.query(JournalEntry).filter_by(verb="checkpoint.moved").one()
    assert entry.before == {"starts_at": "2026-03-12T13:00:00+00:00"}


@pytest.mark.parametrize(
    ("starts_at", "message"),
    [
        (["2026-09-01", "10:00"], "en dehors de l’accompagnement"),
        (["2026-02-27", "10:00"], "Cette date est passée"),
        (["2026-03-14", "10:00"], "n’est pas un jour ouvré"),
        (["2026-03-29", "02:30"], "n’existe pas"),
        (["2026-02-30", "10:00"], "n’existe pas"),
        (["", ""], "Indiquez la date du point."),
    ],
)
def test_a_refused_date_is_explained_and_kept(project, signed_in, starts_at: list[str], message: str) -> None:
    project.point(number=7)
    refused = signed_in(project.coach).submit(project.url(7, "deplacer"), {"starts_at": starts_at, "version": "1"})
    assert refused.status_code == 422
    assert message in text_of(refused)
    assert f'value="{starts_at[0]}"' in refused.text
    assert project.read(7).sequence == 0


def test_a_point_moves_into_the_next_period_with_its_date(project, signed_in) -> None:
    second = factories.period(project.laureate, date(2026, 9, 1), number=2)
    project.point(number=7)
    signed_in(project.coach).submit(project.url(7, "deplacer"), {"starts_at": ["2026-09-03", "10:00"], "version": "1"})
    assert project.read(7).period_id == second.id


def test_a_cancelled_point_stays_with_its_reason(project, signed_in) -> None:
    project.point(number=7)
    coach = signed_in(project.coach)
    assert coach.submit(project.url(7, "annuler"), {"reason": " ", "version": "1"}).status_code == 422
    assert coach.submit(project.url(7, "annuler"), {"reason": "Congés.", "version": "1"}).status_code == 303
    point = project.read(7)
    assert (point.status, point.cancel_reason, point.sequence) == (CheckpointStatus.CANCELLED, "Congés.", 1)
    assert "Congés." in text_of(coach.get(project.url(7)))
    assert coach.get(project.url(7, "deplacer")).status_code == 303
    answer = coach.submit(project.url(7, "deplacer"), {"starts_at": ["2026-03-19", "10:00"], "version": "2"})
    assert answer.status_code == 422


@pytest.mark.parametrize("gesture", ["modifier", "deplacer", "annuler", "tenir", "clore", "compte-rendu"])
def test_readers_may_not_change_a_point_and_strangers_find_nothing(project, signed_in, gesture: str) -> None:
    project.point(number=7)
    url = project.url(7, gesture)
    assert signed_in(project.referent).submit(url, {"version": "1"}).status_code == 403
    assert signed_in(factories.direction()).get(url).status_code == 403
    assert signed_in(factories.referent()).submit(url, {"version": "1"}).status_code == 404
    assert signed_in(project.coach).submit(project.url(99, gesture), {"version": "1"}).status_code == 404
