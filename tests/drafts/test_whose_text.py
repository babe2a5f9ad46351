"""A text is kept only for the person whose page it was typed in, and only when their session ended by itself."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from aic_tracker import clock
from aic_tracker.accounts.models import UserSession
from aic_tracker.db import db
from tests import factories
from tests.drafts.test_after_the_session import THREAD, WORDS, SignIn, end_sessions, kept, marks_of
from tests.support.client import Client, text_of


@pytest.fixture(autouse=True)
def _laureate(app: Any) -> None:
    factories.laureate("Vikidia")


def is_told_lost(browser: Client, answer: TestResponse) -> bool:
    """Whether the sign-in page that one is led to says that nothing is kept, without promising it back."""
    assert (answer.status_code, answer.location) == (303, "/connexion?non_garde=1")
    page = text_of(browser.get(answer.location))
    return "ce que vous venez d’envoyer n’est pas gardé" in page and "votre saisie est gardée" not in page


def test_a_page_left_open_by_one_person_keeps_nothing_for_another(signed_in: SignIn) -> None:
    anne, bob = factories.coach(), factories.coach()
    browser = signed_in(anne)
    drawn_for_anne = {"text": WORDS, "form_key": "une-clef", "form_account": browser.account_mark()}
    browser.sign_in(bob)
    end_sessions()
    answer = browser.post(THREAD, data=drawn_for_anne, headers={"Sec-Fetch-Site": "same-origin"})
    assert is_told_lost(browser, answer)
    assert kept() == []


@pytest.mark.parametrize("mark", ["", "1", "1.inventé", "é.é"])
def test_a_form_that_does_not_say_whose_it_is_is_not_kept(signed_in: SignIn, mark: str) -> None:
    browser = signed_in(factories.coach())
    end_sessions()
    sent = {"text": WORDS, "form_account": mark}
    assert is_told_lost(browser, browser.post(THREAD, data=sent, headers={"Sec-Fetch-Site": "same-origin"}))
    assert kept() == []


def test_after_signing_out_nothing_is_kept(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach())
    mark = browser.account_mark()
    browser.submit("/deconnexion")
    sent = {"text": WORDS, "form_account": mark}
    assert is_told_lost(browser, browser.post(THREAD, data=sent, headers={"Sec-Fetch-Site": "same-origin"}))
    assert kept() == []


def test_a_session_closed_from_elsewhere_keeps_nothing(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach())
    marks = marks_of(browser)
    db.session.execute(sa.update(UserSession).values(revoked_at=clock.now()))
    db.session.commit()
    assert is_told_lost(browser, browser.post(THREAD, data={"text": WORDS, **marks}))
    assert kept() == []


def test_every_form_of_a_template_says_whose_it_is() -> None:
    folder = Path(__file__).resolve().parents[2] / "templates"
    marked = [p for p in folder.rglob("*.html") if "form_key()" in p.read_text(encoding="utf-8")]
    lacking = {str(p.relative_to(folder)) for p in marked if "form_account()" not in p.read_text(encoding="utf-8")}
    assert lacking == set(), "call form_marks() of dsfr/form.html"


def test_the_page_of_a_form_says_whose_it_is(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach())
    assert f'name="form_account" value="{browser.account_mark()}"' in browser.get(THREAD).text
