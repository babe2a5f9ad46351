"""What earlier points left open, settled on the meeting screen: done, put off, given up, one gesture each."""

from datetime import date, timedelta

import pytest

from aic_tracker import clock
from aic_tracker.checkpoints import meeting
from aic_tracker.db import db
from aic_tracker.roadmap.models import Action
from tests import factories as make
from tests.support.client import text_of
from tests.support.fragments import HTMX, Page

NUMBER, PAST, NEXT = 6, date(2026, 2, 26), date(2026, 4, 2)
LEFT = "Actions des points précédents"


@pytest.fixture
def charter(project) -> Action:
    """Decided at the point before; the next one is planned."""
    before = project.point(on=date(2026, 1, 26), number=5)
    project.point(on=PAST, number=NUMBER)
    project.point(on=NEXT, number=7)
    return make.action(
        project.laureate,
        "Écrire la charte",
        decided_at_id=before.id,
        owner_id=project.referent.id,
        due_on=date(2026, 2, 20),
    )


def screen(project) -> str:
    return project.url(NUMBER, "conduire")


def row(action: Action) -> Action:
    db.session.rollback()
    return db.session.get_one(Action, action.id, populate_existing=True)


def say(client, project, action: Action, gesture: str = "", headers=None, **typed: str):
    prefix = f"passee-{action.id}-"
    values = {f"{prefix}base": meeting.mark_of_action(row(action))} | {prefix + k: v for k, v in typed.items()}
    path = f"{screen(project)}/actions-passees/{action.id}"
    return client.submit(path, values | ({"geste": gesture} if gesture else {}), headers=headers or {})


def test_what_earlier_points_left_comes_first_with_who_and_when(project, charter, signed_in) -> None:
    make.action(project.laureate, "Décidée à ce point", decided_at_id=project.read(NUMBER).id)
    make.action(project.laureate, "Finie depuis longtemps", done_on=date(2026, 2, 1))
    page = signed_in(project.coach).get(screen(project))
    first = text_of(page).partition("Objectifs")[0]
    assert f"{LEFT} Écrire la charte Rosa Référente, pour le 20 février 2026 En retard" in first.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "Décidée à ce point" not in first
    assert "Finie depuis longtemps" not in text_of(page)


def test_without_anything_left_nothing_is_said(project, signed_in) -> None:
    project.point(on=PAST, number=NUMBER)
    assert LEFT not in text_of(signed_in(project.coach).get(screen(project)))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize(("gesture", "ended"), [("done", "done_on"), ("dropped", "cancelled_on")])
def test_an_action_is_done_or_given_up_with_one_button_and_opened_again(
    project, charter, signed_in, gesture, ended, headers
) -> None:
    client = signed_in(project.referent)
    for _ in range(2):  # said twice, done once
        assert say(client, project, charter, gesture, headers).status_code == (200 if headers else 303)
    assert getattr(row(charter), ended) == clock.today()
    assert "Rouvrir" in text_of(client.get(screen(project))), "what was settled at this point stays, to be undone"
    assert say(client, project, charter, "reopened", headers).status_code == (200 if headers else 303)
    assert getattr(row(charter), ended) is None


def test_an_action_is_put_off_to_the_next_point_without_typing(project, charter, signed_in) -> None:
    client = signed_in(project.coach)
    page = Page(client.get(screen(project)).text)
    form = page.root.by_id(f"passee-{charter.id}").all("form")[0]
    assert page.send(client, form).status_code == 200, "Enter, whatever button stands first"
    assert page.faults() == []
    assert (row(charter).due_on, row(charter).done_on) == (NEXT, None)


@pytest.mark.parametrize("typed", ["", "2026-02-27", "30/02/2026"])
def test_another_date_is_one_to_come(project, charter, signed_in, typed) -> None:
    refused = say(signed_in(project.coach), project, charter, "moved", due_on=typed)
    assert refused.status_code == 422
    assert row(charter).due_on == date(2026, 2, 20)
    assert f'value="{typed}"' in refused.text


def test_a_date_typed_wrong_does_not_stand_in_the_way_of_done(project, charter, signed_in) -> None:
    assert say(signed_in(project.coach), project, charter, "done", due_on="30/02/2026").status_code == 303
    assert row(charter).done_on


def test_two_dates_given_at_once_are_both_shown(project, charter, signed_in) -> None:
    client, base = signed_in(project.coach), meeting.mark_of_action(charter)
    later = (clock.today() + timedelta(days=40)).isoformat()
    say(client, project, charter, "moved", due_on=NEXT.isoformat())
    stale = say(client, project, charter, "moved", HTMX, due_on=later, base=base)
    assert stale.status_code == 409
    assert f"version enregistrée {NEXT.isoformat()}" in text_of(stale)
    mark = meeting.mark_of_action(row(charter))
    assert say(client, project, charter, headers=HTMX, due_on=later, base=base).status_code == 409
    again = client.submit(
        f"{screen(project)}/actions-passees/{charter.id}",
        {f"passee-{charter.id}-due_on": later, f"passee-{charter.id}-base": base, "over": mark},
        headers=HTMX,
    )
    assert again.status_code == 200
    assert row(charter).due_on.isoformat() == later


def test_others_see_what_was_settled(project, charter, signed_in) -> None:
    shown = {f"passee-{charter.id}-base": meeting.mark_of_action(charter)}
    say(signed_in(project.referent), project, charter, "done")
    news = signed_in(project.coach).get(f"{screen(project)}/nouvelles", query_string=shown)
    assert f'id="passee-{charter.id}" hx-swap-oob="true"' in news.text
    assert "Faite" in text_of(news)


def test_strangers_are_told_nothing_and_readers_only_read(project, charter, signed_in) -> None:
    other = make.action(make.laureate("Autre"), "Ailleurs")
    assert say(signed_in(project.coach), project, other, "done").status_code == 404
    assert say(signed_in(make.referent()), project, charter, "done").status_code == 404
    assert say(signed_in(make.direction()), project, charter, "done").status_code == 403
    assert say(signed_in(project.coach), project, charter, "erase").status_code == 404
    assert row(charter).done_on is None


def test_a_point_that_is_over_settles_nothing(project, charter, signed_in) -> None:
    project.point(on=date(2025, 12, 1), number=4, status="closed")
    path = f"{project.url(4, 'conduire')}/actions-passees/{charter.id}"
    assert signed_in(project.coach).submit(path, {"geste": "done"}).status_code in (303, 422)
    assert row(charter).done_on is None
