"""The meeting screen with sixty objectives: the notes stay under the hand, and what is past is settled on the way."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.roadmap.models import Action
from tests import factories as make
from tests.journeys.gestures import Counter, told
from tests.journeys.windows import Visitor

POINT = "/laureats/vikidia/points/6"
NOTES = "#minutes-text"
PRIORITIES, EACH = 10, 6
MOST_TABS = 3 * 7 + 1  # of each objective: its title, its value, its state, and four stops in its date
TITLES = ("Écrire la charte", "Relancer l’académie", "Publier le bilan")
IN_SIGHT = """element => { const box = element.getBoundingClientRect(); const x = box.x + box.width / 2;
    const y = Math.max(box.y, 0) + 10; return box.bottom > 20 && box.y < innerHeight - 40
        && element.contains(document.elementFromPoint(x, y)) }"""


@pytest.fixture
def hour(empty_app: Flask) -> SimpleNamespace:
    with empty_app.app_context():
        vikidia = make.laureate("Vikidia")
        coach, referent = make.coach(vikidia, name="Camille Roux"), make.referent(vikidia, name="Robin Lefèvre")
        roadmap = make.roadmap(vikidia)
        for rank in range(PRIORITIES):
            priority = make.priority(roadmap, f"Priorité {rank}", rank=rank)
            for number in range(EACH):
                make.objective(
                    priority,
                    f"Objectif {rank}.{number}",
                    indicator="Contributions",
                    baseline=Decimal(0),
                    target=Decimal(60),
                    current=Decimal(number),
                    due_on=date(2026, 5, 29),
                )
        before = make.checkpoint(vikidia, on=date(2026, 2, 2), number=5, status=CheckpointStatus.CLOSED)
        point = make.checkpoint(vikidia, on=date(2026, 3, 2), hour=9, number=6, agenda="- Équipe\n- Usages")
        for user in (coach, referent):
            make.save(Attendee(checkpoint_id=point.id, user_id=user.id))
        for title in TITLES:
            make.action(vikidia, title, decided_at_id=before.id, owner_id=referent.id, due_on=date(2026, 2, 20))
        make.checkpoint(vikidia, on=date(2026, 4, 2), number=7)
        return SimpleNamespace(coach=coach, referent=referent)


def is_in_sight(page: Page, selector: str) -> bool:
    return bool(page.locator(selector).first.evaluate(IN_SIGHT))


def at_each_priority(page: Page) -> Iterator[int]:
    """Scroll to one priority after another, and give its rank."""
    for rank in range(PRIORITIES):
        page.get_by_role("heading", name=f"Priorité {rank}", exact=True).evaluate("h => h.scrollIntoView()")
        yield rank


def test_the_notes_stay_beside_the_objectives_at_any_scroll(
    hour: SimpleNamespace, visitor: Callable[..., Visitor]
) -> None:
    window = visitor(hour.coach)
    window.go(f"{POINT}/conduire")
    for rank in at_each_priority(window.page):
        assert is_in_sight(window.page, NOTES), f"from priority {rank}"


def test_on_a_phone_the_notes_are_one_tap_away(hour: SimpleNamespace, visitor: Callable[..., Visitor]) -> None:
    window = visitor(hour.coach, phone=True)
    window.go(f"{POINT}/conduire")
    bar = window.page.get_by_role("navigation", name="Dans ce point")
    for rank in at_each_priority(window.page):
        assert is_in_sight(window.page, "nav.app-jumps a"), f"from priority {rank}"
    bar.get_by_role("link", name="Notes").click()
    expect(window.page.locator(NOTES)).to_be_focused()
    assert is_in_sight(window.page, NOTES)
    bar.get_by_text("Aller à").click()
    bar.get_by_role("link", name="Priorité 4").click()
    assert is_in_sight(window.page, "h2:text('Priorité 4')")
    expect(bar.get_by_role("link", name="Priorité 4")).to_be_hidden()


@pytest.mark.parametrize("rank", [0, 4, 9])
def test_by_the_keyboard_the_notes_are_three_objectives_away_at_most(
    hour: SimpleNamespace, visitor: Callable[..., Visitor], rank: int
) -> None:
    window = visitor(hour.coach)
    window.go(f"{POINT}/conduire")
    page = window.page
    page.get_by_role("heading", name=f"Objectif {rank}.0").get_by_role("link").focus()
    tabs = 0
    while not page.evaluate("document.activeElement.matches('#minutes-text, a[href=\"#minutes-text\"]')"):
        page.keyboard.press("Tab")
        tabs += 1
        assert tabs <= MOST_TABS
    if not page.evaluate("document.activeElement.matches('#minutes-text')"):
        page.keyboard.press("Enter")
    expect(page.locator(NOTES)).to_be_focused()
    assert is_in_sight(page, NOTES)


def test_the_screen_is_accessible_with_all_of_it(hour: SimpleNamespace, visitor: Callable[..., Visitor]) -> None:
    for user in (hour.coach, hour.referent):
        visitor(user).look(f"{POINT}/conduire")


def test_three_actions_of_the_past_are_settled_and_the_point_closed(
    hour: SimpleNamespace, visitor: Callable[..., Visitor], empty_app: Flask
) -> None:
    window = visitor(hour.coach)
    window.go(f"{POINT}/conduire")
    page, hand = window.page, Counter(window)
    hand.fill("Notes", "Tour des objectifs.")
    expect(page.locator("#minutes-etat")).to_contain_text("Enregistré à")
    for title, gesture, said in zip(
        TITLES, ("Faite", "Reporter", "Abandonner"), ("Faite", "pour le 2 avril", "Abandonnée"), strict=True
    ):
        row = page.get_by_role("listitem").filter(has_text=title)
        hand.click("button", f"{gesture} : {title}")
        expect(row).to_contain_text(said)
        expect(row.get_by_role("button").first).to_be_focused()
    assert window.violations() == []
    hand.click("link", "Clore le point")
    hand.click("button", "Clore le point et envoyer le compte rendu")
    expect(page.locator("main")).to_contain_text("Tour des objectifs.")
    assert hand.counted == told("Un point clos, trois actions passées réglées") <= (5, 1, 3)
    with empty_app.app_context():
        assert db.session.query(Checkpoint).filter_by(number=6).one().status is CheckpointStatus.CLOSED
        kept = db.session.query(Action).order_by(Action.id).all()
        assert [(bool(a.done_on), a.due_on, bool(a.cancelled_on)) for a in kept] == [
            (True, date(2026, 2, 20), False),
            (False, date(2026, 4, 2), False),
            (False, date(2026, 2, 20), True),
        ]


def test_an_action_of_the_past_is_settled_without_javascript(
    hour: SimpleNamespace, visitor: Callable[..., Visitor]
) -> None:
    window = visitor(hour.referent, javascript=False)
    window.go(f"{POINT}/conduire")
    row = window.page.get_by_role("listitem").filter(has_text=TITLES[0])
    row.get_by_role("button", name="Faite").click()
    expect(row.get_by_role("button", name="Rouvrir")).to_be_visible()
