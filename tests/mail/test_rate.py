"""What one person may send in an hour: beyond it, the gesture is refused and nothing typed is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from aic_tracker import clock, config, create_app
from aic_tracker.access.guards import public
from aic_tracker.accounts.models import Throttle, User
from aic_tracker.calendar_fr import PARIS
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.conversation.models import Comment
from aic_tracker.db import db
from aic_tracker.errors import LimitError
from aic_tracker.heads import RenderingFault
from aic_tracker.laureates.models import Laureate
from aic_tracker.mail import outbox, rate
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.settings import Settings
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignedIn = Callable[[User], Client]
At = Callable[[str], None]
REFUSED = "ce geste ferait partir plus de"


@pytest.fixture
def limited(app: Flask) -> Iterator[Callable[[int], None]]:
    """`limited(12)`: so many mails an hour."""
    before = config.current()
    yield lambda most: config.use(replace(before, accounts=replace(before.accounts, mails_per_hour=most)))
    config.use(before)


@pytest.fixture
def project(app: Flask) -> Laureate:
    """A project of six referents."""
    laureate = factories.laureate("Vikidia")
    for number in range(6):
        factories.referent(laureate, name=f"Référente {number}", email=f"referente{number}@example.org")
    return laureate


def count(table: type[Comment] | type[OutgoingMail] | type[Checkpoint]) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def ticked(project: Laureate) -> list[str]:
    return [str(id) for id in db.session.scalars(sa.select(User.id).where(User.email.startswith("referente")))]


def test_forty_comments_that_tick_six_people_stop_at_the_limit(project: Laureate, signed_in: SignedIn) -> None:
    coach = factories.coach(project)
    browser = signed_in(coach)
    answers = [
        browser.submit(
            "/laureats/vikidia/commentaires", {"text": f"Bonjour {n}", "notify": ticked(project)}
        ).status_code
        for n in range(40)
    ]
    allowed = config.current().accounts.mails_per_hour // 6
    assert answers == [303] * allowed + [422] * (40 - allowed)
    assert count(OutgoingMail) == allowed * 6
    assert count(Comment) == allowed


def test_what_was_typed_stays_on_the_page_with_the_reason(
    project: Laureate, signed_in: SignedIn, limited: Callable[[int], None]
) -> None:
    limited(5)
    browser = signed_in(factories.coach(project))
    answer = browser.submit(
        "/laureats/vikidia/commentaires", {"text": "Deux heures de mots", "notify": ticked(project)}
    )
    assert answer.status_code == 422
    assert REFUSED in text_of(answer)
    assert "plus de 5 courriels" in text_of(answer)
    assert "Deux heures de mots" in answer.text
    assert count(OutgoingMail) == count(Comment) == 0
    # What was refused has used nothing.
    few = ticked(project)[:5]
    assert browser.submit("/laureats/vikidia/commentaires", {"text": "Moins", "notify": few}).status_code == 303


def test_an_hour_later_one_may_go_on_and_others_were_never_held(
    project: Laureate, signed_in: SignedIn, limited: Callable[[int], None], at: At
) -> None:
    limited(6)
    first, second = factories.coach(project), factories.coach(project)
    browser = signed_in(first)
    path, typed = "/laureats/vikidia/commentaires", {"notify": ticked(project)}
    assert browser.submit(path, {"text": "Un", **typed}).status_code == 303
    assert browser.submit(path, {"text": "Deux", **typed}).status_code == 422
    assert browser.submit(path, {"text": "Sans prévenir"}).status_code == 303
    assert signed_in(second).submit(path, {"text": "Trois", **typed}).status_code == 303
    at("2026-03-02T11:01")
    assert browser.submit(path, {"text": "Quatre", **typed}).status_code == 303


def test_a_point_is_not_moved_when_nobody_could_be_told(
    project: Laureate, signed_in: SignedIn, limited: Callable[[int], None]
) -> None:
    limited(3)
    coach = factories.coach(project)
    point = factories.checkpoint(project, datetime(2026, 3, 4, 10, tzinfo=PARIS).date())
    before = point.starts_at
    typed = {"starts_at": ["2026-03-05", "10:00"], "version": str(point.version)}
    answer = signed_in(coach).submit(f"/laureats/vikidia/points/{point.number}/deplacer", typed)
    assert answer.status_code == 422
    assert REFUSED in text_of(answer)
    db.session.expire_all()
    assert db.session.get_one(Checkpoint, point.id).starts_at == before
    assert count(OutgoingMail) == 0


def test_accounts_opened_in_a_row_are_held_too(app: Flask, signed_in: SignedIn, limited: Callable[[int], None]) -> None:
    limited(1)
    browser = signed_in(factories.admin())
    people = [{"name": f"N {n}", "email": f"n{n}@example.org", "role": "referent"} for n in range(2)]
    answers = [browser.submit("/administration/comptes/nouveau", person).status_code for person in people]
    assert answers == [303, 422]
    assert db.session.scalar(sa.select(User.id).where(User.email == "n1@example.org")) is None


def test_the_ordinary_day_of_a_coach_passes(app: Flask) -> None:
    """Eight people at each of six points closed within an hour, and twelve points moved that were in four agendas."""
    coach, other = factories.coach(), factories.coach()
    for _ in range(6 * 8 + 12 * 4):
        rate.count(coach, other, clock.now())


def test_reminders_and_mails_to_oneself_are_not_counted(app: Flask) -> None:
    coach = factories.coach()
    for _ in range(3):
        rate.count(None, coach, clock.now())
        rate.count(coach, coach, clock.now())
    assert db.session.scalars(sa.select(Throttle)).all() == []


def test_nothing_says_whom_the_counter_is_about(app: Flask) -> None:
    coach = factories.coach()
    rate.count(coach, factories.coach(), clock.now())
    [counter] = db.session.scalars(sa.select(Throttle))
    assert counter.key.startswith("mails:")
    assert counter.window > clock.now() - timedelta(minutes=5)


def test_a_gesture_without_a_form_of_its_own_answers_a_page_that_keeps_what_was_sent(settings: Settings) -> None:
    app = create_app(settings)
    app.test_client_class = Client

    @app.post("/essai")
    @public
    def pour_out() -> str:
        raise LimitError("La limite est de 3 par heure.")

    answer = app.test_client().submit("/essai", {"text": "Des mots à garder"})  # type: ignore[attr-defined]
    assert answer.status_code == 429
    assert "La limite est de 3 par heure." in text_of(answer)
    with app.app_context():
        db.engine.dispose()
    config.use(settings)


def statements_of(browser: Client, notify: list[str]) -> list[str]:
    with counted() as said:
        answer = browser.submit("/laureats/vikidia/commentaires", {"text": "Vu ?", "notify": notify})
    assert answer.status_code == 303
    return [statement for statement in said if "throttle" in statement or "UPDATE failure" in statement]


def test_however_many_a_gesture_tells_their_mails_are_counted_and_settled_at_once(
    project: Laureate, signed_in: SignedIn
) -> None:
    browser, people = signed_in(factories.coach(project)), ticked(project)
    assert len(statements_of(browser, people[:1])) == len(statements_of(browser, people)) == 3


def test_a_mail_that_cannot_be_written_counts_for_nothing(
    project: Laureate, signed_in: SignedIn, limited: Callable[[int], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    limited(5)
    written = outbox.render

    def failing(template: str, *, to: tuple[str, str], **values: Any) -> Any:
        message = written(template, to=to, **values)
        if to[0] == "Référente 0":
            raise RenderingFault("To")
        return message

    monkeypatch.setattr(outbox, "render", failing)
    comment = {"text": "Vu ?", "notify": ticked(project)}
    answer = signed_in(factories.coach(project)).submit("/laureats/vikidia/commentaires", comment)
    assert (answer.status_code, count(OutgoingMail)) == (303, 5)
