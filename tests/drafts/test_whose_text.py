"""A text is kept only for the person whose page it was typed in, and only when their session ended by itself."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from aic_tracker import clock
from aic_tracker.accounts.models import User, UserSession
from aic_tracker.conversation.models import Comment
from aic_tracker.db import db
from tests import factories
from tests.drafts.test_after_the_session import THREAD, WORDS, SignIn, end_sessions, kept, marks_of
from tests.support.client import Client, text_of

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


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


class TheirPage(NamedTuple):
    """A page drawn for one person, in a browser where another signed in since."""

    browser: Client
    drawn_for: User
    marks: dict[str, str]

    def send(self, path: str = THREAD, headers: dict[str, str] = SAME_ORIGIN, **fields: str) -> TestResponse:
        return self.browser.post(path, data={**self.marks, "form_key": "une-clef", **fields}, headers=headers)


@pytest.fixture
def their_page(signed_in: SignIn) -> TheirPage:
    anne, bob = factories.coach(name="Anne Martin"), factories.coach(name="Bob Durand")
    browser = signed_in(anne)
    marks = marks_of(browser)
    browser.sign_in(bob)
    with browser.session_transaction() as cookies:
        del cookies["csrf_token"]  # as a real sign-in begins
    return TheirPage(browser, anne, marks)


def test_sent_while_another_is_signed_in_it_is_refused_and_kept_for_its_person_only(
    their_page: TheirPage, signed_in: SignIn
) -> None:
    answer = their_page.send(text=WORDS)
    assert answer.status_code == 409
    assert "regretterait" not in answer.text
    assert "connecté·e comme Bob Durand : rien n’a été enregistré" in text_of(answer)
    assert "gardé pour la personne qui avait ouvert la page" in text_of(answer)
    assert "regretterait" not in their_page.browser.get("/mon-compte/brouillons").text
    assert [draft.user_id for draft in kept()] == [their_page.drawn_for.id]
    browser = signed_in(their_page.drawn_for)
    assert "regretterait" in browser.get("/mon-compte/brouillons").text
    assert f"{WORDS}</textarea>" in browser.get(f"{THREAD}?saisie={kept()[0].id}").text


def test_nothing_is_done_of_it_even_with_the_token_of_the_other(their_page: TheirPage) -> None:
    assert their_page.browser.submit(THREAD, {**their_page.marks, "text": WORDS}).status_code == 409
    assert db.session.scalar(sa.select(sa.func.count(Comment.id))) == 0


def test_its_draft_kept_by_the_button_is_kept_for_its_person_too(their_page: TheirPage) -> None:
    assert their_page.send(f"/mon-compte/brouillons?de={THREAD}", text=WORDS).status_code == 409
    assert [(draft.user_id, draft.path) for draft in kept()] == [(their_page.drawn_for.id, THREAD)]


def test_a_part_of_a_page_is_led_to_where_it_is_told(their_page: TheirPage) -> None:
    answer = their_page.send(text=WORDS, headers={**SAME_ORIGIN, "HX-Request": "true"})
    assert (answer.status_code, answer.text) == (200, "")
    assert "ouverte par un autre compte" in text_of(their_page.browser.get(answer.headers["HX-Redirect"]))


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_from_another_site_nothing_is_kept_and_nothing_promised(their_page: TheirPage, headers: dict[str, str]) -> None:
    answer = their_page.send(text=WORDS, headers={"Sec-Fetch-Site": "cross-site", **headers})
    assert (answer.status_code, kept()) == (403 if headers else 409, [])
    assert "HX-Redirect" not in answer.headers
    assert headers or "n’est pas gardé" in text_of(answer)


def test_a_closed_account_is_kept_nothing(their_page: TheirPage) -> None:
    their_page.drawn_for.is_active = False
    db.session.commit()
    assert "n’est pas gardé" in text_of(their_page.send(text=WORDS))
    assert kept() == []


def test_the_pages_of_an_account_are_refused_too_and_kept_for_nobody(their_page: TheirPage) -> None:
    answer = their_page.send("/mon-compte", name="Anne Martin-Lefèvre")
    assert (answer.status_code, "Lefèvre" in answer.text, kept()) == (409, False, [])


def test_signing_out_is_for_whoever_asks(their_page: TheirPage) -> None:
    assert their_page.send("/deconnexion").status_code == 303
