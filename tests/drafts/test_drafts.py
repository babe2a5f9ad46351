"""Forms that take an hour keep a draft: shown again at return, of its author only, gone with the first thing saved."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.drafts import operations, rules
from aic_tracker.drafts.models import Draft
from aic_tracker.laureates.models import Laureate
from tests import factories
from tests.support.client import Client, text_of

WORDS = "Un texte écrit pendant une heure, sans rien enregistrer."
SignIn = Callable[[User], Client]
Long = tuple[User, str, str]  # who writes, the page of the form, the name of its text


@pytest.fixture
def laureate(app: Any) -> Laureate:
    # The term is near: the file of the renewal is open.
    return factories.laureate("Vikidia", starts_on=date(2025, 4, 1))


def diagnostic(laureate: Laureate) -> Long:
    found = factories.diagnostic(laureate)
    return factories.coach(laureate), f"/laureats/vikidia/diagnostic/{found.id}/remplir", "summary"


def self_assessment(laureate: Laureate) -> Long:
    return factories.referent(laureate), "/laureats/vikidia/bilan/auto-evaluation?accompagnement=1", "text"


def opinion(laureate: Laureate) -> Long:
    return factories.coach(laureate), "/laureats/vikidia/bilan/avis?accompagnement=1", "text"


def decision(laureate: Laureate) -> Long:
    return factories.direction(), "/laureats/vikidia/bilan", "reason"


def minutes(laureate: Laureate) -> Long:
    point = factories.checkpoint(laureate, on=date(2026, 2, 20))
    return factories.coach(laureate), f"/laureats/vikidia/points/{point.number}/clore", "minutes"


FORMS = pytest.mark.parametrize("form", [diagnostic, self_assessment, opinion, decision, minutes])


def kept() -> list[Draft]:
    found = list(db.session.scalars(sa.select(Draft).order_by(Draft.id)))
    db.session.rollback()
    return found


def words() -> list[str]:
    """The text that each draft keeps, in the order they were begun."""
    return [text for draft in kept() for name, text in draft.fields if name != "version"]


def address_of_draft(page: str) -> str:
    found = re.search('data-draft="([^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def mine(browser: Client) -> dict[str, str]:
    return {"form_account": browser.account_mark()}


def typed_in(page: str) -> dict[str, str]:
    """The hidden fields of the form of the draft."""
    form = page[page.index("data-draft=") :]
    return dict(re.findall('<input type="hidden" name="([^"]+)"[^>]* value="([^"]*)"', form[: form.index("</form>")]))


@FORMS
def test_it_is_kept_and_shown_again_at_return(laureate: Laureate, signed_in: SignIn, form: Any) -> None:
    user, page, name = form(laureate)
    browser = signed_in(user)
    shown = browser.get(page).text
    assert "Vous avez un brouillon" not in shown
    answer = browser.submit(address_of_draft(shown), {**typed_in(shown), name: WORDS})
    assert answer.status_code == 303
    again = browser.get(answer.location)
    assert (again.status_code, "Voici votre brouillon du" in text_of(again)) == (200, True)
    assert f"{WORDS}</textarea>" in again.text
    shown = browser.get(page).text
    assert f"{WORDS}</textarea>" not in shown
    offered = text_of(browser.get(page))
    assert "Vous avez un brouillon de ce formulaire. Du lundi 2 mars 2026" in offered
    assert WORDS in offered
    assert f'href="{answer.location.replace("&", "&amp;")}"' in shown


def test_two_windows_each_keep_their_own_words(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    windows = [browser.get(page).text for _ in range(2)]
    for text in ("Le premier", "Le second", "Le premier, plus long", "Le second, plus long"):
        window = windows[text.startswith("Le second")]
        browser.submit(address_of_draft(window), {**typed_in(window), name: text}, headers={"X-Draft": "1"})
    assert words() == ["Le premier, plus long", "Le second, plus long"]
    offered = text_of(browser.get(page))
    assert "Vous avez 2 brouillons" in offered
    assert "Le premier, plus long" in offered
    assert "Le second, plus long" in offered


def test_saving_one_window_leaves_what_the_other_keeps(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = self_assessment(laureate)
    browser = signed_in(user)
    first, second = browser.get(page).text, browser.get(page).text
    for window, text in ((first, "Le premier"), (second, "Le second")):
        browser.submit(address_of_draft(window), {**typed_in(window), name: text})
    assert browser.submit(page, {**typed_in(first), name: "Le premier"}).status_code == 303
    assert words() == ["Le second"]


def test_saving_the_plain_form_leaves_a_draft_that_was_not_taken_up(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    earlier = browser.get(page).text
    browser.submit(address_of_draft(earlier), {**typed_in(earlier), name: WORDS})
    plain = browser.get(page).text
    assert "Vous avez un brouillon" in text_of(browser.get(page))
    assert browser.submit(page, {**typed_in(plain), name: "Écrit de nouveau"}).status_code == 303
    assert words() == [WORDS]


def test_a_draft_taken_up_and_typed_further_is_one(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    shown = browser.get(page).text
    for text in ("Un", "Un avis", "Un avis arrêté"):
        drawn = browser.submit(address_of_draft(shown), {**typed_in(shown), name: text}).location
        shown = browser.get(drawn).text
    assert words() == ["Un avis arrêté"]
    assert browser.submit(page, {**typed_in(shown), name: "Un avis arrêté"}).status_code == 303
    assert kept() == []


def test_a_draft_taken_up_in_two_windows_loses_the_words_of_neither(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    shown = browser.get(page).text
    drawn = browser.submit(address_of_draft(shown), {**typed_in(shown), name: WORDS}).location
    first, second = browser.get(drawn).text, browser.get(drawn).text
    browser.submit(address_of_draft(first), {**typed_in(first), name: "Corrigé dans la première"})
    assert browser.submit(page, {**typed_in(second), name: "Corrigé dans la seconde"}).status_code == 303
    assert words() == ["Corrigé dans la première"]


def test_a_draft_written_on_since_it_was_taken_up_elsewhere_stays(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    first = browser.get(page).text
    drawn = browser.submit(address_of_draft(first), {**typed_in(first), name: WORDS}).location
    second = browser.get(drawn).text
    browser.submit(address_of_draft(first), {**typed_in(first), name: f"{WORDS} Et une suite."})
    assert browser.submit(page, {**typed_in(second), name: WORDS}).status_code == 303
    assert words() == [f"{WORDS} Et une suite."]


def test_a_form_refused_then_corrected_leaves_no_draft(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    shown = browser.get(page).text
    browser.submit(address_of_draft(shown), {**typed_in(shown), name: WORDS})
    refused = browser.submit(page, {**typed_in(shown), name: ""})
    assert refused.status_code == 422
    assert browser.submit(page, {**typed_in(refused.text), name: WORDS}).status_code == 303
    assert kept() == []


@FORMS
def test_nobody_else_is_shown_it(laureate: Laureate, signed_in: SignIn, form: Any) -> None:
    user, page, name = form(laureate)
    other = factories.user(role=user.role)
    browser = signed_in(user)
    drawn = browser.submit(address_of_draft(browser.get(page).text), {**mine(browser), name: WORDS}).location
    browser.sign_in(other)
    assert "Vous avez un brouillon" not in browser.get(page).text
    assert WORDS not in browser.get(drawn, follow_redirects=True).text


@pytest.mark.parametrize("form", [self_assessment, opinion])
def test_saving_the_form_empties_it(laureate: Laureate, signed_in: SignIn, form: Any) -> None:
    user, page, name = form(laureate)
    browser = signed_in(user)
    shown = browser.get(page).text
    browser.submit(address_of_draft(shown), {**typed_in(shown), name: WORDS})
    assert browser.submit(page, {**typed_in(shown), name: WORDS}).status_code == 303
    assert kept() == []


def test_a_refused_form_leaves_it(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    browser.submit(address_of_draft(browser.get(page).text), {**mine(browser), name: WORDS})
    assert browser.submit(page, {name: ""}).status_code == 422
    assert len(kept()) == 1


def test_as_one_types_the_page_is_told_the_hour(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    address = address_of_draft(browser.get(page).text)
    for text in ("Un", "Un texte"):
        answer = browser.submit(address, {**mine(browser), name: text}, headers={"X-Draft": "1"})
        assert (answer.status_code, answer.text) == (200, "Brouillon gardé à 10\N{NO-BREAK SPACE}h")
    assert [draft.fields for draft in kept()] == [[[name, "Un texte"]]]


def test_a_page_drawn_for_another_keeps_no_draft_as_one_types(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    shown = browser.get(page).text
    browser.sign_in(factories.coach(laureate))
    sent, same = {**typed_in(shown), name: WORDS}, {"Sec-Fetch-Site": "same-origin"}
    answer = browser.post(address_of_draft(shown), data=sent, headers={**same, "X-Draft": "1"})
    assert (answer.status_code, answer.mimetype) == (409, "text/plain")
    assert "n’est pas gardé" in answer.text
    assert kept() == []


def test_as_one_types_after_the_session_ended_the_page_is_told_what_became_of_it(
    laureate: Laureate, signed_in: SignIn
) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    shown = browser.get(page).text
    headers = {"Sec-Fetch-Site": "same-origin", "X-Draft": "1"}
    db.session.execute(sa.text("update user_session set expires_at = created_at"))
    db.session.commit()
    lost = browser.post(address_of_draft(shown), data={name: WORDS, "form_account": "1.x"}, headers=headers)
    assert (lost.status_code, "n’est pas gardé" in lost.text, kept()) == (409, True, [])
    answer = browser.post(address_of_draft(shown), data={**typed_in(shown), name: WORDS}, headers=headers)
    assert (answer.status_code, "votre saisie est gardée" in answer.text, len(kept())) == (200, True, 1)


def test_an_empty_list_promises_nothing(signed_in: SignIn, laureate: Laureate) -> None:
    page = text_of(signed_in(factories.coach()).get("/mon-compte/brouillons"))
    assert "Aucun brouillon n’est gardé." in page
    assert "est enregistré" not in page


def test_after_the_session_ended_it_is_kept_all_the_same(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    address = address_of_draft(browser.get(page).text)
    marks = {"csrf_token": browser._csrf_token(), "form_account": browser.account_mark()}
    db.session.execute(sa.text("update user_session set expires_at = created_at"))
    db.session.commit()
    answer = browser.post(address, data={name: WORDS, **marks})
    assert answer.location.startswith("/connexion?next=/laureats/vikidia/bilan/avis")
    assert [(draft.path, draft.fields) for draft in kept()] == [(page, [[name, WORDS]])]


def test_a_draft_over_what_somebody_saved_meanwhile_is_compared(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    browser = signed_in(user)
    shown = browser.get(page).text
    drawn = browser.submit(address_of_draft(shown), {**typed_in(shown), name: WORDS}).location
    other = signed_in(factories.coach())
    other.submit(page, {**typed_in(other.get(page).text), name: "Un autre avis"})
    again = browser.get(drawn).text
    answer = browser.submit(drawn, {**typed_in(again), name: WORDS})
    assert answer.status_code == 409
    assert "Un autre avis" in answer.text
    assert WORDS in answer.text


@pytest.mark.parametrize(
    "path", ["", "https://example.org/", "//example.org", "/connexion", "/n/existe/pas", "/mon-compte"]
)
def test_only_a_form_of_ours_has_a_draft(laureate: Laureate, signed_in: SignIn, path: str) -> None:
    browser = signed_in(factories.coach())
    assert browser.submit("/mon-compte/brouillons", {"text": WORDS}, query_string={"de": path}).status_code == 404
    assert kept() == []


def test_another_site_keeps_none(laureate: Laureate, signed_in: SignIn) -> None:
    user, page, name = opinion(laureate)
    answer = signed_in(user).post("/mon-compte/brouillons", data={name: WORDS}, query_string={"de": page})
    assert (answer.status_code, kept()) == (400, [])


def test_what_is_sent_after_a_session_takes_no_room_from_drafts(laureate: Laureate) -> None:
    user = factories.user()
    own = operations.keep(user.id, "/un-brouillon", [("text", WORDS)], now=clock.now())
    for number in range(rules.MOST + 5):
        operations.keep(user.id, "/envoye", [("text", WORDS)], now=clock.now(), kept_key=f"cle-{number}")
    found = kept()
    assert own in [draft.id for draft in found]
    assert len(found) == rules.MOST + 1
