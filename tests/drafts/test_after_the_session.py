"""A form sent after the session ended leads to sign-in, and comes back filled, to the same person only."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from aic_tracker import clock
from aic_tracker.accounts.models import User, UserSession
from aic_tracker.checkpoints import meeting
from aic_tracker.conversation.models import Comment
from aic_tracker.db import db
from aic_tracker.drafts import operations
from aic_tracker.drafts.models import Draft
from aic_tracker.laureates.models import Laureate
from aic_tracker.scheduler import jobs
from tests import factories
from tests.accounts.test_second_factor import set_up
from tests.accounts.test_sign_in import ask, link_in_the_mail
from tests.support.client import Client, text_of

WORDS = "Une remarque écrite avec soin,\net que l’on regretterait d’avoir perdue."
THREAD = "/laureats/vikidia/commentaires"
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _laureate(app: Any) -> None:
    factories.laureate("Vikidia")


def end_sessions() -> None:
    db.session.execute(sa.update(UserSession).values(seen_at=clock.now() - timedelta(hours=3)))
    db.session.commit()


def marks_of(browser: Client) -> dict[str, str]:
    """What the page that this browser was drawn sends along."""
    return {"csrf_token": browser._csrf_token(), "form_account": browser.account_mark()}


def sent_too_late(browser: Client, path: str = THREAD, data: Any = None, **kwargs: Any) -> TestResponse:
    """What is answered to somebody whose session ended by itself while they were typing."""
    marks = marks_of(browser)
    end_sessions()
    sent = {"text": WORDS, "form_key": "une-clef"} if data is None else data
    return browser.post(path, data={**sent, **marks}, **kwargs)


def led_to(answer: TestResponse) -> str:
    """The page asked for, behind the sign-in that one is led to."""
    assert answer.status_code == 303
    assert answer.location.startswith("/connexion?next="), answer.location
    return unquote(answer.location.removeprefix("/connexion?next="))


def key_of(page: TestResponse) -> str:
    return str(re.findall('name="form_key" value="([^"]+)"', page.text)[-1])


def kept() -> list[Draft]:
    found = list(db.session.scalars(sa.select(Draft).order_by(Draft.id)))
    db.session.rollback()
    return found


def plain(page: TestResponse) -> str:
    return text_of(page).replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_signing_in_by_mail_leads_back_to_it_filled(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach(email="camille@example.org"))
    answer = sent_too_late(browser)
    assert "votre saisie est gardée" in text_of(browser.get(answer.location))
    ask(browser, "camille@example.org", answer.location)
    page = browser.get(browser.submit(link_in_the_mail()).location)
    assert page.status_code == 200
    assert "Votre saisie a été gardée : relisez et envoyez de nouveau." in plain(page)
    assert f"{WORDS}</textarea>" in page.text
    assert "<title>Erreur" not in page.text
    assert "fr-alert--error" not in page.text


def test_the_second_factor_leads_back_to_it_too(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach(email="camille@example.org"))
    _secret, codes = set_up(browser)
    answer = sent_too_late(browser)
    ask(browser, "camille@example.org", answer.location)
    assert browser.submit(link_in_the_mail()).location == "/connexion/code"
    assert "regretterait" in browser.get(browser.submit("/connexion/code", {"code": codes[0]}).location).text


def test_sent_again_it_is_saved_once_and_kept_no_longer(signed_in: SignIn) -> None:
    user = factories.coach()
    path = led_to(sent_too_late(signed_in(user)))
    browser = signed_in(user)
    assert browser.submit(path, {"text": WORDS, "form_key": key_of(browser.get(path))}).status_code == 303
    assert kept() == []
    assert "regretterait" in text_of(browser.get(THREAD))


def test_refused_when_sent_again_it_stays_kept_until_it_is_saved(signed_in: SignIn) -> None:
    user = factories.coach()
    path = led_to(sent_too_late(signed_in(user)))
    browser = signed_in(user)
    key = key_of(browser.get(path))
    refused = browser.submit(path, {"text": " ", "form_key": key})
    assert (refused.status_code, len(kept())) == (422, 1)
    browser.submit(path, {"text": WORDS, "form_key": key_of(refused)})
    assert kept() == []


def test_another_text_saved_from_the_ordinary_page_leaves_it(signed_in: SignIn) -> None:
    user = factories.coach()
    sent_too_late(signed_in(user))
    assert signed_in(user).submit(THREAD, {"text": "Autre chose", "form_key": "autre"}).status_code == 303
    assert len(kept()) == 1


def test_saved_from_the_page_still_open_it_is_kept_no_longer(signed_in: SignIn) -> None:
    user = factories.coach()
    sent_too_late(signed_in(user))
    assert signed_in(user).submit(THREAD, {"text": WORDS, "form_key": "une-clef"}).status_code == 303
    assert kept() == []


def test_drawing_it_again_saves_nothing(signed_in: SignIn) -> None:
    user = factories.coach()
    signed_in(user).get(led_to(sent_too_late(signed_in(user))))
    assert db.session.scalar(sa.select(sa.func.count(Comment.id))) == 0


def test_another_person_in_that_browser_reads_nothing_of_it(signed_in: SignIn) -> None:
    browser, other = signed_in(factories.coach()), factories.coach()
    path = led_to(sent_too_late(browser))
    browser.sign_in(other)
    page = browser.get(path, follow_redirects=True)
    assert page.request.path == THREAD
    assert "regretterait" not in page.text
    assert "regretterait" not in browser.get("/mon-compte/brouillons").text
    assert browser.submit(f"/mon-compte/brouillons/{kept()[0].id}/effacer").status_code == 404
    assert len(kept()) == 1


def test_nothing_is_kept_of_somebody_unknown(client: Client) -> None:
    answer = client.submit(THREAD, {"text": WORDS})
    assert (answer.status_code, answer.location) == (303, "/connexion")
    assert kept() == []


def test_nothing_is_kept_for_a_closed_account(signed_in: SignIn) -> None:
    user = factories.coach()
    browser = signed_in(user)
    user.is_active = False
    db.session.commit()
    sent_too_late(browser)
    assert kept() == []


def test_nothing_is_kept_of_what_another_site_sends(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach())
    sent = {"text": WORDS, "csrf_token": "inventé", "form_account": browser.account_mark()}
    end_sessions()
    browser.post(THREAD, data=sent, headers={"Sec-Fetch-Site": "cross-site"})
    assert kept() == []


def test_neither_token_nor_key_is_kept(signed_in: SignIn) -> None:
    sent_too_late(signed_in(factories.coach()))
    assert [draft.fields for draft in kept()] == [[["text", WORDS]]]


def test_nothing_of_the_pages_of_accounts_is_kept(signed_in: SignIn) -> None:
    codes = "/mon-compte/double-authentification/codes"
    assert sent_too_late(signed_in(factories.coach()), codes, {"code": "123456"}).location == "/connexion"
    assert kept() == []


def test_a_form_left_open_for_days_is_kept_too(signed_in: SignIn, at: Callable[[str], None]) -> None:
    browser = signed_in(factories.coach())
    marks = marks_of(browser)
    end_sessions()
    at("2026-03-04T09:00")
    led_to(browser.post(THREAD, data={"text": WORDS, **marks}))
    assert len(kept()) == 1


def test_two_forms_sent_to_one_address_are_both_kept(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach())
    marks = marks_of(browser)
    end_sessions()
    for key, text in (("a", "Le premier texte"), ("b", "Le second texte"), ("b", "Le second texte, corrigé")):
        browser.post(THREAD, data={"text": text, "form_key": key, **marks})
    assert [draft.fields[0][1] for draft in kept()] == ["Le premier texte", "Le second texte, corrigé"]


def test_a_preview_asked_for_too_late_keeps_the_text_for_its_own_form(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach())
    page = "/laureats/vikidia/points/nouveau"
    asked = unquote(re.findall(r'formaction="([^"]+apercu[^"]*)"', browser.get(page).text)[0])
    assert asked == f"/apercu?de={page}"
    answer = sent_too_late(browser, asked, {"apercu": "agenda", "agenda": WORDS, "form_key": "une-clef"})
    assert led_to(answer) == f"{page}?saisie={kept()[0].id}"
    assert [draft.path for draft in kept()] == [page]


def test_a_button_is_pressed_again_and_nothing_is_kept_of_it(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach())
    assert sent_too_late(browser, THREAD, {"version": "3", "form_key": "une-clef"}).location == "/connexion"
    assert kept() == []


def test_a_script_is_told_to_lead_the_whole_page_to_sign_in(signed_in: SignIn) -> None:
    answer = sent_too_late(signed_in(factories.coach()), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["HX-Redirect"].startswith("/connexion?next=")
    assert len(kept()) == 1


def test_a_text_of_a_point_comes_back_over_what_it_started_from(signed_in: SignIn) -> None:
    laureate = db.session.scalars(sa.select(Laureate)).one()
    factories.checkpoint(laureate, on=date(2026, 3, 2), number=1, minutes="Le texte d’avant")
    user = factories.coach(laureate)
    path, base = "/laureats/vikidia/points/1/conduire/textes/minutes", meeting.mark("Le texte d’avant")
    address = led_to(sent_too_late(signed_in(user), path, {"minutes-text": WORDS, "minutes-base": base}))
    browser = signed_in(user)
    other = {"minutes-text": "Un autre texte", "minutes-base": base}
    assert signed_in(factories.coach(laureate)).submit(path, other).status_code == 303
    page = browser.get(address).text
    assert f"{WORDS}</textarea>" in page
    assert f'name="minutes-base" value="{base}"' in page
    again = dict(re.findall('<input type="hidden" name="(saisie)" value="([^"]*)"', page))
    assert browser.submit(path, {"minutes-text": WORDS, "minutes-base": base, **again}).status_code == 409
    over = {"minutes-text": WORDS, "minutes-base": base, "over": meeting.mark("Un autre texte")}
    assert browser.submit(path, {**over, **again}).status_code == 303
    assert kept() == []


def test_a_chosen_file_is_said_to_be_lost(signed_in: SignIn) -> None:
    user = factories.coach()
    sent = {"file": (BytesIO(b"%PDF-1.4"), "note.pdf")}
    path = led_to(sent_too_late(signed_in(user), "/laureats/vikidia/documents", sent))
    page = signed_in(user).get(path)
    assert "Le fichier joint n’a pas été gardé : choisissez-le de nouveau." in plain(page)
    assert kept()[0].fields == []


def test_when_its_form_is_not_there_any_more_its_words_still_are(signed_in: SignIn) -> None:
    user = factories.referent()
    path = led_to(sent_too_late(signed_in(user)))
    page = signed_in(user).get(path)
    assert page.status_code == 404
    assert "Votre saisie n’est pas perdue" in text_of(page)
    assert "regretterait" in page.text


def test_an_address_whose_text_is_gone_is_only_the_page(signed_in: SignIn) -> None:
    browser = signed_in(factories.coach())
    assert browser.get(f"{THREAD}?saisie=1").location == THREAD
    assert browser.get("/laureats/vikidia/bilan/decision?saisie=1").location == "/"
    assert browser.get(f"{THREAD}?saisie=99999999999999999999").status_code == 200


def test_what_is_kept_is_listed_taken_up_again_and_erased(signed_in: SignIn) -> None:
    user = factories.coach()
    path = led_to(sent_too_late(signed_in(user)))
    browser = signed_in(user)
    page = browser.get("/mon-compte/brouillons").text
    assert f'href="{path}"' in page
    assert "Une remarque écrite avec soin, et que" in page
    assert browser.submit(f"/mon-compte/brouillons/{kept()[0].id}/effacer").location == THREAD
    assert kept() == []


def test_it_is_dropped_after_thirty_days(signed_in: SignIn) -> None:
    sent_too_late(signed_in(factories.coach()))
    jobs.forget_counters(clock.now() + timedelta(days=29))
    assert len(kept()) == 1
    jobs.forget_counters(clock.now() + timedelta(days=31))
    assert kept() == []


def test_of_one_person_no_more_than_thirty_are_kept() -> None:
    user = factories.coach()
    db.session.rollback()
    for number in range(35):
        operations.keep(user.id, THREAD, [("text", str(number))], now=clock.now(), kept_key=str(number))
    assert [draft.fields[0][1] for draft in kept()] == [str(number) for number in range(5, 35)]
