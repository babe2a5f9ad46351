"""A form keeps what was typed, says what is wrong, and gives clean values to the operation."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import ValidationError

from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.laureates.models import Season
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Choices,
    Confirm,
    Day,
    Decimal,
    Email,
    FilterForm,
    Link,
    LongText,
    Moment,
    Money,
    QuarterDays,
    Radio,
    ShortText,
    Version,
    WholeNumber,
    render_form,
)


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Whole(BaseForm):
    name = ShortText("Nom", missing="Indiquez le nom.", hint="Le nom public.")
    note = LongText("Note", required=False)
    email = Email("Adresse", required=False)
    site = Link("Site", required=False)
    seats = WholeNumber("Places", required=False)
    rate = Decimal("Taux", required=False)
    price = Money("Prix", required=False)
    days = QuarterDays("Jours", required=False)
    starts_on = Day("Début", required=False)
    held_at = Moment("Date et heure", required=False)
    colour = Choice("Couleur", options=[(c, c.value) for c in Colour], required=False)
    shade = Radio("Nuance", options=[(1, "Claire"), (2, "Foncée")], required=False)
    tags = Choices("Étiquettes", options=[("a", "A"), ("b", "B")], required=False)
    version = Version("Version", required=False)

    def validate_seats(self, field: WholeNumber) -> None:
        if field.data == 13:
            raise ValidationError("Indiquez un autre nombre de places.")


PAGE = """{% from "dsfr/form.html" import form_errors, form_tag, field %}
{{ form_errors(form) }}
{% call form_tag(form, "Enregistrer", cancel="/") %}
{% for f in form if f.short_name != "csrf_token" %}{{ field(f) }}{% endfor %}{% endcall %}"""


def read(app: Flask, form_class: type[BaseForm] = Whole, data: dict[str, Any] | None = None, **kwargs: Any) -> BaseForm:
    """The form after a POST of `data`, its token put aside."""
    with app.test_request_context("/", method="POST", data=MultiDict(data or {})):
        form = form_class(meta={"csrf": False}, **kwargs)
        form.validate_on_submit()
    return form


def messages(form: BaseForm, name: str) -> list[str]:
    return list(form[name].errors)


@pytest.mark.parametrize(
    ("box", "told"),
    [(None, "Refusé."), ("tags", "Refusé, ou cochez « Étiquettes »."), ("elsewhere", "Refusé.")],
)
def test_a_refusal_names_only_a_box_that_the_form_has(app: Flask, box: str | None, told: str) -> None:
    with app.test_request_context("/", method="POST"):
        form = Whole(meta={"csrf": False})
        with form.reporting_domain_errors():
            raise DomainError("Refusé.", field="name", box=(box, ", ou cochez « Étiquettes »") if box else None)
        assert messages(form, "name") == [told]


def test_each_box_of_a_list_bears_its_own_name_whatever_its_place(app: Flask) -> None:
    """Going back, a browser ticks again by name: a list that has become shorter must not tick somebody else."""
    with app.test_request_context("/"):
        form = Whole(data={"tags": ["b"]})
        longer = names_of(render_template_string(PAGE, form=form))
        form.tags.options = [("b", "B")]
        shorter = names_of(render_template_string(PAGE, form=form))
    assert longer == {"a": "tags:a", "b": "tags:b"}
    assert shorter == {"b": "tags:b"}
    assert read(app, data={"name": "x", "tags:b": "b", "tags:a": "a"}).tags.data == ["b", "a"]
    again = read(app, data={"tags:b": "b", "tags:c": "c"})
    assert messages(again, "tags") == ["Choisissez une option de la liste."]
    assert [chosen for _key, _label, chosen in again.tags.rows()] == [False, True]


def names_of(page: str) -> dict[str, str]:
    return {value: name for name, value in re.findall(r'type="checkbox"[^>]* name="([^"]+)" value="([^"]+)"', page)}


def test_values_come_out_clean(app: Flask) -> None:
    typed = {
        "name": "  Vikidia ",
        "note": "un\r\ndeux",
        "email": "A@Example.org",
        "site": "https://fr.vikidia.org",
        "seats": "1 000",
        "rate": "12,5",
        "price": "19,90",
        "days": "0,75",
        "starts_on": "02/03/2026",
        "held_at": ["2026-03-02", "14:30"],
        "colour": "blue",
        "shade": "2",
        "tags": ["b", "a"],
        "version": "4",
    }
    form = read(app, data=typed)
    assert form.errors_list() == []
    values = form.values()
    assert values["name"] == "Vikidia"
    assert values["note"] == "un\ndeux"
    assert values["email"] == "a@example.org"
    assert (values["seats"], str(values["rate"]), values["price"], values["days"]) == (1000, "12.5", 1990, 3)
    assert values["starts_on"] == date(2026, 3, 2)
    assert values["held_at"] == datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    assert values["colour"] is Colour.BLUE
    assert (values["shade"], values["tags"], values["version"]) == (2, ["b", "a"], 4)


def test_what_is_left_out_is_empty_text_or_nothing(app: Flask) -> None:
    values = read(app, data={"name": "x"}).values()
    assert values.pop("name") == "x"
    assert values.pop("note") == ""
    assert values.pop("tags") == []
    assert set(values.values()) == {None}


def test_a_missing_value_is_asked_for(app: Flask) -> None:
    assert messages(read(app, data={"name": "\N{NO-BREAK SPACE}"}), "name") == ["Indiquez le nom."]


def test_an_empty_body_does_not_pass_for_the_stored_values(app: Flask) -> None:
    form = read(app, name="Ancien")
    assert messages(form, "name") == ["Indiquez le nom."]


def test_a_wrong_value_stays_as_typed(app: Flask) -> None:
    typed = {"name": "x", "starts_on": "30/02/2026", "rate": "douze", "held_at": ["2026-03-29", "02:30"], "days": "0,3"}
    form = read(app, data=typed)
    assert {p.target for p in form.errors_list()} == {"starts_on", "rate", "held_at", "days"}
    assert form["starts_on"].value == "30/02/2026"
    # A date picker would drop it.
    assert form["starts_on"].shown_as == "text"
    assert (form["held_at"].value, form["held_at"].hour) == ("2026-03-29", "02:30")
    assert form["rate"].value == "douze"


def test_a_repeated_parameter_is_refused(app: Flask) -> None:
    assert messages(read(app, data={"name": ["a", "b"]}), "name") == ["Indiquez une seule valeur."]


@pytest.mark.parametrize("typed", ["green", "RED", "1", "None"])
def test_an_option_that_was_not_offered_is_refused(app: Flask, typed: str) -> None:
    form = read(app, data={"name": "x", "colour": typed, "tags": [typed]})
    assert messages(form, "colour") == ["Choisissez une option de la liste."]
    assert messages(form, "tags") == ["Choisissez une option de la liste."]


def test_a_rule_of_the_form_runs_on_values_that_could_be_read(app: Flask) -> None:
    assert messages(read(app, data={"name": "x", "seats": "13"}), "seats") == ["Indiquez un autre nombre de places."]
    assert len(messages(read(app, data={"name": "x", "seats": "treize"}), "seats")) == 1


def test_bounds_may_be_set_after_the_form_is_made(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "x", "starts_on": "2026-03-03"}):
        form = Whole(meta={"csrf": False})
        form.starts_on.latest = date(2026, 3, 2)
        assert not form.validate_on_submit()
    assert messages(form, "starts_on") == ["Indiquez une date jusqu’au 02/03/2026."]


@pytest.mark.parametrize("typed", [["2026-03-02T14:30"], ["02/03/2026 14h30"], ["02/03/2026", "14:30"]])
def test_a_moment_is_read_from_one_box_or_two(app: Flask, typed: list[str]) -> None:
    form = read(app, data={"name": "x", "held_at": typed})
    assert form["held_at"].data == datetime(2026, 3, 2, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "message"), [(["2026-03-02", ""], "Indiquez l’heure."), (["", "14:30"], "Indiquez la date.")]
)
def test_half_a_moment_is_refused(app: Flask, typed: list[str], message: str) -> None:
    assert messages(read(app, data={"name": "x", "held_at": typed}), "held_at") == [message]


def test_the_repeated_hour_is_explained(app: Flask) -> None:
    form = read(app, data={"name": "x", "held_at": ["2026-10-25", "02:30"]})
    assert "passe deux fois" in form["held_at"].remark


def test_stored_values_are_shown_in_the_words_one_would_type(app: Flask) -> None:
    with app.test_request_context("/"):
        form = Whole(
            price=1990,
            days=3,
            starts_on=date(2026, 3, 2),
            held_at=datetime(2026, 7, 1, 12, tzinfo=UTC),
            colour=Colour.RED,
        )
        shown = [form[name].value for name in ("price", "days", "starts_on", "held_at", "colour")]
        assert shown == ["19,9", "0,75", "2026-03-02", "2026-07-01", "red"]
        assert form.held_at.hour == "14:00"


def test_a_refusal_of_the_operation_lands_on_its_field_and_leaves_nothing(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "x"}):
        form = Whole(meta={"csrf": False})
        form.validate()
        with form.reporting_domain_errors():
            db.session.add(Season(name="x", slug="x", starts_on=date(2026, 1, 1), ends_on=None, note=""))
            raise DomainError("Ce nom est déjà pris.", field="name")
        assert messages(form, "name") == ["Ce nom est déjà pris."]
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Season)) == 0


def test_a_refusal_without_a_field_is_told_on_top(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "x"}):
        form = Whole(meta={"csrf": False})
        with form.reporting_domain_errors():
            raise DomainError("Le diagnostic n’est pas signé.")
        html, status = render_form("errors/400.html", form)
    assert form.errors_list() == [("Le diagnostic n’est pas signé.", None)]
    assert status == 422
    assert "<title>Erreur\N{NO-BREAK SPACE}: " in html


def test_a_stale_version_is_answered_409(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "x"}):
        form = Whole(meta={"csrf": False})
        with form.reporting_domain_errors():
            raise StaleError("Modifié entre-temps.")
        assert render_form("errors/400.html", form)[1] == 409


def test_what_succeeds_is_committed_once(app: Flask) -> None:
    with app.test_request_context("/", method="GET"):
        form = Whole(meta={"csrf": False})
        with form.reporting_domain_errors():
            db.session.add(Season(name="x", slug="x", starts_on=date(2026, 1, 1), ends_on=None, note=""))
            db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Season)) == 1


def test_an_expired_token_says_so_and_keeps_what_was_typed(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "Vikidia", "csrf_token": "old"}):
        form = Whole()
        assert not form.validate_on_submit()
        html = render_template_string(PAGE, form=form)
    assert form.errors_list() == [("Votre session a expiré : vérifiez puis enregistrez de nouveau.", None)]
    assert 'value="Vikidia"' in html


def test_a_prefixed_form_reads_the_one_token_of_the_page(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"o3-name": "x", "csrf_token": "t"}):
        assert Whole(prefix="o3")["csrf_token"].data == "t"


def test_filters_forget_what_they_cannot_read(app: Flask) -> None:
    class Filters(FilterForm):
        q = ShortText("Recherche", required=False)
        colour = Choice("Couleur", options=[(c, c.value) for c in Colour], required=False)
        since = Day("Depuis", required=False)

    with app.test_request_context("/?q=eau&colour=blue&since=30/02/2026&page=2"):
        assert Filters().chosen() == {"q": "eau", "colour": Colour.BLUE, "since": None}


class Sure(BaseForm):
    sure = Confirm("Je confirme")


def test_a_confirmation_must_be_ticked(app: Flask) -> None:
    assert messages(read(app, Sure), "sure") == ["Cochez la case pour confirmer."]
    assert read(app, Sure, {"sure": "1"}).values() == {"sure": True}


def test_every_field_is_drawn_with_its_label_its_error_and_its_value(app: Flask) -> None:
    typed = {"name": "<b>", "rate": "douze", "shade": "3", "tags": ["z"], "held_at": ["x", "y"], "note": "</textarea>"}
    with app.test_request_context("/", method="POST", data=MultiDict(typed)):
        form = Whole(meta={"csrf": False})
        form.validate()
        html = render_template_string(PAGE, form=form)
    for field in form:
        if field.kind != "hidden":
            assert field.label.text in html
    assert 'id="name" name="name" type="text" value="&lt;b&gt;" required' in html
    assert "&lt;/textarea&gt;" in html
    assert html.count("(facultatif)") == 12
    assert 'href="#rate"' in html
    assert 'aria-describedby="rate-messages" aria-invalid="true"' in html
    assert "Indiquez un nombre, par exemple 12,5." in html
    assert "novalidate" in html
    assert 'name="csrf_token"' in html
