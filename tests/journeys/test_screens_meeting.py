"""A whole point on one screen: by a coach while a referent edits the same roadmap; its conflicts; its end; versions."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, Route, expect

from aic_tracker import clock
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap import queries
from aic_tracker.roadmap.models import Action, Objective, ObjectiveStatus, Revision
from aic_tracker.roadmap.revisions.operations import take_revision
from tests import factories as make
from tests.journeys.windows import Visitor

POINT = "/laureats/vikidia/points/6"
VERSIONS = "/laureats/vikidia/feuille-de-route/versions"
NEWS = 12_000  # milliseconds: the screen asks every eight seconds


@pytest.fixture
def hour(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        vikidia = make.laureate("Vikidia")
        coach, referent = make.coach(vikidia, name="Camille Roux"), make.referent(vikidia, name="Robin Lefèvre")
        roadmap = make.roadmap(vikidia)
        team = make.priority(roadmap, "Structurer l’équipe salariée")
        uses = make.priority(roadmap, "Installer les usages à l’école", axis=Axis.INTEGRATION)
        measured = make.objective(
            team,
            "Doubler les contributrices et contributeurs réguliers",
            indicator="Contributeurs réguliers",
            unit="personnes",
            baseline=Decimal(12),
            target=Decimal(24),
            current=Decimal(15),
            status=ObjectiveStatus.IN_PROGRESS,
            due_on=date(2026, 2, 20),
            owner_id=referent.id,
        )
        plain = make.objective(uses, "Signer avec une académie", due_on=date(2026, 5, 29))
        db.session.rollback()
        period_id = make.first_period(vikidia).id
        take_revision(queries.roadmap_of(period_id), actor=coach, now=clock.now(), reason="Publication")
        db.session.commit()
        row = db.session.get(Objective, plain.id)
        row.title, row.due_on = "Signer une convention avec une académie", date(2026, 6, 10)
        point = make.checkpoint(
            vikidia, on=date(2026, 3, 2), hour=9, number=6, place="Salle 3", agenda="- **Équipe**\n- Usages à l’école"
        )
        for user in (coach, referent):
            make.save(Attendee(checkpoint_id=point.id, user_id=user.id))
        make.action(vikidia, "Écrire la charte", decided_at_id=point.id, owner_id=referent.id)
        make.checkpoint(vikidia, on=date(2026, 4, 2), number=7)
        return SimpleNamespace(coach=coach, referent=referent, measured=measured.id, plain=plain.id)


def card(page: Page, objective_id: int):
    return page.locator(f"#objectif-{objective_id}")


def stored(app: Flask, objective_id: int) -> Objective:
    with app.app_context():
        return db.session.get(Objective, objective_id)


def test_what_changed_since_the_last_point_is_shown_accessibly(
    hour: SimpleNamespace, visitor: Callable[..., Visitor]
) -> None:
    window = visitor(hour.coach)
    for path in (POINT, f"{POINT}/clore", f"{VERSIONS}/1"):
        window.look(path)


def test_a_whole_point_is_conducted_while_a_referent_edits_the_same_roadmap(
    hour: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask
) -> None:
    coach, referent = visitor(hour.coach), visitor(hour.referent)
    for window in (coach, referent):
        window.go(f"{POINT}/conduire")

    # One click and a value, without leaving the screen.
    card(coach.page, hour.measured).get_by_label("Valeur actuelle").fill("18")
    coach.page.keyboard.press("Tab")
    expect(card(coach.page, hour.measured)).to_contain_text("Enregistré à")
    expect(card(coach.page, hour.measured)).to_contain_text("50")
    assert stored(empty_app, hour.measured).current == 18

    # Notes are saved as they are typed, and an action is added.
    coach.page.get_by_role("textbox", name="Notes").press_sequentially("Deux nouvelles personnes.")
    expect(coach.page.locator("#minutes-etat")).to_contain_text("Enregistré à")
    form = coach.page.get_by_role("form", name="Nouvelle action")
    form.get_by_label("Action").fill("Relancer l’académie")
    form.get_by_label("Responsable").select_option(label="Robin Lefèvre")
    form.get_by_role("button", name="Ajouter l’action").click()
    expect(coach.page.get_by_role("form", name="Relancer l’académie")).to_be_visible()

    # The referent, who touched nothing, sees all of it within ten seconds.
    shown = card(referent.page, hour.measured).get_by_label("Valeur actuelle")
    expect(shown).to_have_value("18", timeout=NEWS)
    expect(referent.page.locator("#minutes")).to_contain_text("Deux nouvelles personnes.", timeout=NEWS)
    expect(referent.page.get_by_role("form", name="Relancer l’académie")).to_be_visible(timeout=NEWS)

    # The referent is typing when the coach saves: nothing typed is replaced, and nothing is overwritten.
    mine = card(referent.page, hour.plain)
    state = mine.get_by_label("État")
    state.focus()
    card(coach.page, hour.plain).get_by_label("État").select_option(label="Atteint")
    expect(card(coach.page, hour.plain)).to_contain_text("Enregistré à")
    referent.page.wait_for_timeout(9_000)
    expect(state).to_have_value("todo")
    state.select_option(label="En cours")
    expect(mine).to_contain_text("Une autre personne a enregistré autre chose entre-temps")
    expect(mine).to_contain_text("Atteint")
    assert referent.violations() == []
    assert stored(empty_app, hour.plain).status is ObjectiveStatus.ACHIEVED
    mine.get_by_role("button", name="Enregistrer ma saisie").click()
    expect(mine).to_contain_text("Enregistré à")
    assert stored(empty_app, hour.plain).status is ObjectiveStatus.IN_PROGRESS
    expect(card(coach.page, hour.plain).get_by_label("État")).to_have_value("in_progress", timeout=NEWS)

    # Three clicks at most from the meeting to its end.
    coach.page.get_by_role("link", name="Clore le point").click()
    coach.page.get_by_role("button", name="Clore le point et envoyer le compte rendu").first.click()
    expect(coach.page.locator("main")).to_contain_text("Depuis le dernier point")
    expect(coach.page.locator("main")).to_contain_text("Deux nouvelles personnes.")
    with empty_app.app_context():
        point = db.session.query(Checkpoint).filter_by(number=6).one()
        assert point.status is CheckpointStatus.CLOSED
        assert db.session.query(Revision).filter_by(checkpoint_id=point.id).count() == 1
        assert db.session.query(Action).filter_by(decided_at_id=point.id).count() == 2
    expect(referent.page.locator("#fin")).to_contain_text("vient d’être clos", timeout=NEWS)
    assert [line for line in coach.console + referent.console if "409" not in line] == []


def test_two_coaches_write_the_same_notes_and_keep_both(
    hour: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask
) -> None:
    first, second = visitor(hour.coach), visitor(hour.coach)
    for window in (first, second):
        window.go(f"{POINT}/conduire")
    second.page.get_by_role("textbox", name="Notes").focus()
    first.page.get_by_role("textbox", name="Notes").press_sequentially("Note une")
    expect(first.page.locator("#minutes-etat")).to_contain_text("Enregistré à")
    second.page.get_by_role("textbox", name="Notes").press_sequentially("Note deux")
    conflict = second.page.locator("#minutes-etat")
    expect(conflict).to_contain_text("Note une")
    expect(second.page.get_by_role("textbox", name="Notes")).to_have_value("Note deux")
    conflict.get_by_role("button", name="Réunir les deux textes").click()
    expect(second.page.get_by_role("textbox", name="Notes")).to_have_value("Note une\nNote deux")
    with empty_app.app_context():
        assert db.session.query(Checkpoint).filter_by(number=6).one().minutes == "Note une\nNote deux"


def test_a_whole_point_without_javascript(
    hour: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask
) -> None:
    coach, referent = visitor(hour.coach, javascript=False), visitor(hour.referent, javascript=False)
    for window in (coach, referent):
        window.go(f"{POINT}/conduire")
    for window, value in ((referent, "18"), (coach, "19")):
        part = card(window.page, hour.measured)
        part.get_by_label("Valeur actuelle").fill(value)
        part.get_by_role("button", name="Enregistrer", exact=True).click()
    part = card(coach.page, hour.measured)
    expect(part).to_contain_text("version enregistrée")
    assert stored(empty_app, hour.measured).current == 18
    part.get_by_role("button", name="Enregistrer ma saisie").click()
    assert stored(empty_app, hour.measured).current == 19
    notes = coach.page.get_by_role("region", name="Notes")
    notes.get_by_role("textbox", name="Notes").fill("Deux nouvelles personnes.")
    notes.get_by_role("button", name="Enregistrer", exact=True).click()
    coach.page.get_by_role("link", name="Clore le point").click()
    coach.page.get_by_role("button", name=re.compile("Clore le point")).first.click()
    expect(coach.page.locator("main")).to_contain_text("Deux nouvelles personnes.")
    with empty_app.app_context():
        assert db.session.query(Checkpoint).filter_by(number=6).one().status is CheckpointStatus.CLOSED


def test_the_keyboard_is_enough(hour: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask) -> None:
    window = visitor(hour.coach)
    window.go(f"{POINT}/conduire")
    card(window.page, hour.measured).get_by_role("link").focus()
    window.page.keyboard.press("Tab")
    window.page.keyboard.type("9")
    window.page.keyboard.press("Enter")
    expect(card(window.page, hour.measured)).to_contain_text("Enregistré à")
    assert window.page.evaluate("document.activeElement.name").endswith("-current")
    window.page.keyboard.press("Tab")
    window.page.keyboard.press("ArrowDown")
    window.page.keyboard.press("Tab")
    expect(card(window.page, hour.measured)).to_contain_text("Enregistré à")


TITLES = [f"Relancer l’académie n° {number}" for number in range(1, 6)]


def actions(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Action.title).order_by(Action.id)))


def test_five_actions_are_added_one_after_another(
    hour: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask
) -> None:
    window = visitor(hour.coach)
    window.go(f"{POINT}/conduire")
    form = window.page.get_by_role("form", name="Nouvelle action")
    for title in TITLES:
        form.get_by_label("Action").fill(title)
        form.get_by_label("Responsable").select_option(label="Robin Lefèvre")
        form.get_by_role("button", name="Ajouter l’action").click()
        expect(window.page.get_by_role("form", name=title)).to_have_count(1)
        expect(form.get_by_label("Action")).to_have_value("")
        expect(form.get_by_label("Action")).to_be_focused()
        assert window.page.locator("form form").count() == 0
        assert window.page.get_by_role("button", name="Ajouter l’action").count() == 1
    expect(form).to_contain_text("Enregistré à")
    assert actions(empty_app) == ["Écrire la charte", *TITLES]
    assert window.violations() == []
    assert window.console == []


def test_five_actions_are_added_without_javascript(
    hour: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask
) -> None:
    window = visitor(hour.coach, javascript=False)
    window.go(f"{POINT}/conduire")
    for title in TITLES:
        form = window.page.get_by_role("form", name="Nouvelle action")
        form.get_by_label("Action").fill(title)
        form.get_by_role("button", name="Ajouter l’action").click()
        expect(window.page.get_by_role("form", name=title)).to_have_count(1)
    assert actions(empty_app) == ["Écrire la charte", *TITLES]


def test_the_next_action_may_be_typed_before_the_one_before_is_saved(
    hour: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask
) -> None:
    window = visitor(hour.coach)
    window.go(f"{POINT}/conduire")
    held: list[Route] = []
    window.page.route("**/conduire/actions", lambda route: held.append(route))
    form = window.page.get_by_role("form", name="Nouvelle action")
    form.get_by_label("Action").fill(TITLES[0])
    form.get_by_role("button", name="Ajouter l’action").click()
    form.get_by_label("Action").fill(TITLES[1])
    held.pop().continue_()
    expect(window.page.get_by_role("form", name=TITLES[0])).to_have_count(1)
    expect(form.get_by_label("Action")).to_have_value(TITLES[1])
    assert actions(empty_app) == ["Écrire la charte", TITLES[0]]


def test_a_refused_action_stays_as_typed_in_its_place(hour: SimpleNamespace, visitor: Callable[..., Visitor]) -> None:
    window = visitor(hour.coach)
    window.go(f"{POINT}/conduire")
    form = window.page.get_by_role("form", name="Nouvelle action")
    form.get_by_label("Responsable").select_option(label="Robin Lefèvre")
    form.get_by_role("button", name="Ajouter l’action").click()
    expect(form).to_contain_text("Dites ce qu’il y a à faire.")
    expect(form.get_by_label("Responsable")).to_have_value(str(hour.referent.id))
    form.get_by_label("Action").fill(TITLES[0])
    form.get_by_role("button", name="Ajouter l’action").click()
    added = window.page.get_by_role("form", name=TITLES[0])
    expect(added.get_by_label("Responsable")).to_have_value(str(hour.referent.id))
    expect(form).not_to_contain_text("Dites ce qu’il y a à faire.")
    assert window.page.locator("form form").count() == 0
    assert [line for line in window.console if "422" not in line] == []


def test_what_a_browser_wrote_on_a_field_is_not_written_again(
    hour: SimpleNamespace, visitor: Callable[..., Visitor]
) -> None:
    """A field made taller, or dressed by an extension, has a style of its own, which the policy refuses from a page."""
    window = visitor(hour.coach)
    window.go(f"{POINT}/conduire")
    form = window.page.get_by_role("form", name="Nouvelle action")
    form.get_by_label("Action").evaluate("field => field.style.setProperty('height', '60px')")
    form.get_by_label("Action").fill(TITLES[0])
    form.get_by_role("button", name="Ajouter l’action").click()
    expect(window.page.get_by_role("form", name=TITLES[0])).to_have_count(1)
    window.page.wait_for_timeout(300)
    assert window.console == []
