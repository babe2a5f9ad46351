"""A text typed in Markdown is shown laid out before it is saved."""

from flask import Flask

from tests import factories
from tests.support.client import Client, text_of


def test_the_text_of_the_button_s_field_is_laid_out(signed_in) -> None:
    answer = signed_in(factories.coach()).submit("/apercu", {"apercu": "minutes", "minutes": "# Décidé\n\n- **un**"})
    assert answer.status_code == 200
    assert "<h3>Décidé</h3>" in answer.text
    assert "<strong>un</strong>" in answer.text


def test_raw_html_and_hostile_links_are_shown_as_text(signed_in) -> None:
    typed = "<script>alert(1)</script> [ici](javascript:alert(1))"
    answer = signed_in(factories.coach()).submit("/apercu", {"apercu": "text", "text": typed})
    assert "<script>alert" not in answer.text
    assert 'href="javascript' not in answer.text


def test_an_empty_text_and_a_refused_one_say_so(signed_in) -> None:
    browser = signed_in(factories.coach())
    assert "Rien n’est encore écrit" in text_of(browser.submit("/apercu", {"apercu": "text", "text": " "}))
    assert "fr-alert--error" in browser.submit("/apercu", {"apercu": "text", "text": "a\0b"}).text


def test_a_field_that_is_not_there_is_not_found(signed_in) -> None:
    assert signed_in(factories.coach()).submit("/apercu", {"apercu": "autre"}).status_code == 404


def test_nobody_previews_without_signing_in(app: Flask, client: Client) -> None:
    assert client.submit("/apercu", {"apercu": "text", "text": "x"}).status_code == 303
