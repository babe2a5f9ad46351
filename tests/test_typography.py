"""No line of a screen starts with a lonely mark."""

from flask import Flask
from markupsafe import Markup

from aic_tracker.typography import spaced

NB = "\N{NO-BREAK SPACE}"


def test_marks_hold_to_their_words() -> None:
    assert spaced("« Oui » : vraiment ? Non ; si !") == f"«{NB}Oui{NB}»{NB}: vraiment{NB}? Non{NB}; si{NB}!"


def test_addresses_and_times_are_left_alone() -> None:
    for text in ("https://a.example/?b=1", "le 3 mars à 10:30", "a  : b", "\n    ? b"):
        assert spaced(text) == text


def test_markup_stays_markup() -> None:
    assert spaced(Markup("<b>Qui ?</b>")) == Markup(f"<b>Qui{NB}?</b>")
    assert isinstance(spaced(Markup("<b>Qui ?</b>")), Markup)


def test_a_template_is_spaced_and_what_people_typed_is_not(app: Flask) -> None:
    page = app.jinja_env.from_string("<p>Nom : {{ name }} {{ 'Qui ?' }}</p>").render(name="a : b")
    assert page == f"<p>Nom{NB}: a : b Qui{NB}?</p>"
