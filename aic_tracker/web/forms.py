"""The form every form descends from, and its fields; see `fields` for what each of them gives."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from flask import flash, g, render_template, request
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import SessionTransaction
from werkzeug.datastructures import MultiDict
from wtforms.meta import DefaultMeta

from aic_tracker import uniqueness
from aic_tracker.db import db
from aic_tracker.errors import DomainError, StaleError
from aic_tracker.web.choices import Choice, Choices, Confirm, Radio, Tick
from aic_tracker.web.fields import (
    Day,
    Decimal,
    Email,
    Entry,
    Link,
    LongText,
    Moment,
    Money,
    QuarterDays,
    ShortText,
    Version,
    WholeNumber,
)

# In an address, the form that it draws again (see drafts/).
DRAFT = "saisie"

__all__ = [
    "DRAFT",
    "BaseForm",
    "Choice",
    "Choices",
    "Confirm",
    "Day",
    "Decimal",
    "Email",
    "Entry",
    "FilterForm",
    "Link",
    "LongText",
    "Moment",
    "Money",
    "QuarterDays",
    "Radio",
    "ShortText",
    "Tick",
    "Version",
    "WholeNumber",
    "render_form",
]

EXPIRED = "Votre session a expiré : vérifiez puis enregistrez de nouveau."


class Problem(NamedTuple):
    """One line of the summary; `target` is the id of the field, None for the form as a whole."""

    message: str
    target: str | None


class BaseForm(FlaskForm):
    is_stale = False
    # Why what it asks for cannot be done today, whatever is typed: the page says it instead of drawing the form.
    closed = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if g.get("typed_again"):
            g.setdefault("forms_again", []).append(self)

    class Meta(FlaskForm.Meta):
        locales = ("fr_FR", "fr")

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            typed = super().wrap_formdata(form, formdata)
            if formdata is None or not form.is_submitted():
                return typed
            # An empty body is a body: without this, the stored values would pass for typed ones.
            typed = MultiDict(typed or ())
            # One token a page, whatever the prefix of the form.
            if (token := typed.get(self.csrf_field_name)) is not None:
                typed.setdefault(form._prefix + self.csrf_field_name, token)
            return typed

        def get_translations(self, form: Any) -> Any:
            return DefaultMeta.get_translations(self, form)

    def values(self) -> dict[str, Any]:
        """What was read, by field name, ready to be given to an operation."""
        return {f.short_name: f.data for f in self if f.short_name != self.meta.csrf_field_name}

    def rebase(self, version: int | None) -> None:
        """Have the form, sent again as it is typed, replace that version of what it edits."""
        self["version"].typed, self["version"].data = None, version

    @contextmanager
    def reporting_domain_errors(self) -> Iterator[None]:
        """Show a refusal in the form, with nothing of the operation left in the session."""
        # A savepoint, not the whole transaction: the objects the page shows keep what was loaded with them.
        savepoint = db.session.begin_nested()
        try:
            yield
        except IntegrityError as error:
            # Somebody else came first, since the operation looked.
            if (refusal := uniqueness.refusal(error)) is None:
                raise
            self._report(refusal, savepoint)
        except DomainError as refusal:
            self._report(refusal, savepoint)

    def _report(self, refusal: DomainError, savepoint: SessionTransaction) -> None:
        # A flush that failed leaves it inactive, yet there to be rolled back to.
        if savepoint.is_active or db.session().get_nested_transaction() is savepoint:
            savepoint.rollback()
        else:
            db.session.rollback()
        self.is_stale = isinstance(refusal, StaleError)
        box, words = refusal.box or ("", "")
        message = f"{refusal.message.removesuffix('.')}{words}." if box in self else refusal.message
        self.refuse(message, field=refusal.field)

    def flash_refusals(self) -> None:
        """Of a button that has no page of its own: they are told on the page that comes."""
        for message in self.form_errors:
            flash(message, "error")

    def refuse(self, message: str, *, field: str | None = None) -> None:
        """Attach a message to a field, or to the form when it has no such field."""
        if field is not None and field in self:
            self[field].errors = [*self[field].errors, message]
        else:
            self.form_errors.append(message)

    def errors_list(self) -> list[Problem]:
        problems = [Problem(message, None) for message in self.form_errors]
        for field in self:
            if field.short_name == self.meta.csrf_field_name:
                if field.errors:
                    problems.append(Problem(EXPIRED, None))
                continue
            target = None if getattr(field, "kind", "input") == "hidden" else field.id
            problems += [Problem(message, target) for message in field.errors]
        return problems


class FilterForm(BaseForm):
    """A form read from the address: `form.chosen()` keeps what is valid and forgets the rest.

    `compulsory`: without which there is nothing to answer, by name. A filter has none.
    """

    compulsory: tuple[str, ...] = ()

    class Meta(BaseForm.Meta):
        csrf = False

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            return request.args

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            # Its labels need not say what may be left empty.
            field.may_wait, field.required = True, field.short_name in self.compulsory

    def chosen(self) -> dict[str, Any]:
        self.validate()
        return {f.short_name: f.empty if f.errors else f.data for f in self}

    def is_asked(self) -> bool:
        """Whether the address fills one of its fields."""
        return any(request.args.get(field.short_name) for field in self)


def render_form(template: str, form: BaseForm, **context: Any) -> tuple[str, int]:
    """The page; status 422 when the form has something to say, 409 when its object changed meanwhile."""
    status = 409 if form.is_stale else 422 if form.errors_list() else 200
    return render_template(template, form=form, **context), status
