from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.periods import shown_period
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import Role
from aic_tracker.db import db
from aic_tracker.errors import DomainError
from aic_tracker.folding import by_name
from aic_tracker.introductions import directory, operations, queries, rules
from aic_tracker.introductions.forms import (
    ConcludeForm,
    EditForm,
    MoveForm,
    ProposeForm,
    ViewFilter,
)
from aic_tracker.introductions.models import Contact, Introduction, IntroductionStatus
from aic_tracker.introductions.tables import INTRODUCTIONS
from aic_tracker.introductions.views.common import bp
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.rules import current_period
from aic_tracker.laureates.support import refusal_of
from aic_tracker.roadmap import queries as roadmap
from aic_tracker.web.conflicts import answer_conflict, as_stored
from aic_tracker.web.exports import exported
from aic_tracker.web.forms import BaseForm, render_form

NEW_CONTACT = ("organisation", "person", "position", "email", "source", "consent_on")


@bp.get("/laureats/<slug>/mises-en-relation")
@requires(Permission.READ_INTRODUCTIONS)
def index(laureate: Laureate) -> Any:
    today = clock.today()
    period = shown_period(laureate, today)
    is_current = period is not None and period is current_period(laureate.periods, today)
    by_status = queries.board(laureate, period, with_open=is_current) if period else {}
    shown = [one for status in IntroductionStatus for one in by_status.get(status, ())]
    if file := exported(INTRODUCTIONS, lambda: shown, about=laureate.slug):
        return file
    return render_template(
        "introductions/index.html",
        laureate=laureate,
        period=period,
        is_current=period is not None and is_current and period.covers(today),
        area=ViewFilter().chosen()["vue"] or "tableau",
        board=[(status, by_status.get(status, [])) for status in IntroductionStatus],
        shown=shown,
        open_count=sum(one.status.is_open for one in shown),
        partnerships=sum(one.status is IntroductionStatus.PARTNERSHIP for one in shown),
        months_gained=sum(one.months_gained or 0 for one in shown),
        elsewhere=_elsewhere(laureate, shown),
        rules=rules,
        today=today,
    )


@bp.route("/laureats/<slug>/mises-en-relation/nouvelle", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTRODUCTIONS)
def propose(laureate: Laureate) -> Any:
    today = clock.today()
    period = shown_period(laureate, today)
    form = ProposeForm(owner=current_user)
    form.contact.options = queries.contact_options()
    _fill_choices(form, laureate, period.id if period else None)
    form.closed = refusal_of(operations.propose, laureate, clock.today())
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            values = form.values()
            contact = _chosen_contact(values.pop("contact"), {name: values.pop(name) for name in NEW_CONTACT})
            introduction = operations.propose(
                laureate, period, contact=contact, actor=current_user, now=clock.now(), today=today, **values
            )
            db.session.commit()
            flash("Mise en relation proposée.")
            return redirect(_url(laureate, introduction), 303)
    return render_form("introductions/propose.html", form, laureate=laureate)


@bp.get("/laureats/<slug>/mises-en-relation/<int:introduction_id>")
@requires(Permission.READ_INTRODUCTIONS)
def show(laureate: Laureate, introduction_id: int) -> Any:
    return _page(laureate, _find(laureate, introduction_id), MoveForm(formdata=None))


@bp.route("/laureats/<slug>/mises-en-relation/<int:introduction_id>/modifier", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTRODUCTIONS)
def edit(laureate: Laureate, introduction_id: int) -> Any:
    introduction = _find(laureate, introduction_id)
    form = EditForm(obj=introduction)
    _fill_choices(form, laureate, introduction.period_id, introduction)
    return _transition(
        laureate, introduction, form, operations.edit, "Mise en relation enregistrée.", "introductions/edit.html"
    )


@bp.post("/laureats/<slug>/mises-en-relation/<int:introduction_id>/etape")
@requires(Permission.MANAGE_INTRODUCTIONS)
def move(laureate: Laureate, introduction_id: int) -> Any:
    introduction = _find(laureate, introduction_id)
    form = MoveForm()
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.move(
                introduction,
                status=form.status.data,
                version=form.version.data,
                actor=current_user,
                today=clock.today(),
            )
            db.session.commit()
            flash(f"{introduction.contact.person} : « {introduction.status.label} ».")
            return redirect(_back(laureate, introduction, form.area.data), 303)
    return _page(laureate, introduction, form)


@bp.route("/laureats/<slug>/mises-en-relation/<int:introduction_id>/conclure", methods=["GET", "POST"])
@requires(Permission.MANAGE_INTRODUCTIONS)
def conclude(laureate: Laureate, introduction_id: int) -> Any:
    introduction = _find(laureate, introduction_id)
    form = ConcludeForm(version=introduction.version)
    return _transition(
        laureate,
        introduction,
        form,
        operations.conclude,
        "Mise en relation conclue.",
        "introductions/conclude.html",
        period=current_period(laureate.periods, clock.today()),
    )


def _find(laureate: Laureate, introduction_id: int) -> Introduction:
    lock = request.method == "POST"
    return queries.introduction_of(laureate, introduction_id, lock=lock) or abort(404)


def _url(laureate: Laureate, introduction: Introduction) -> str:
    return url_for("introductions.show", slug=laureate.slug, introduction_id=introduction.id)


def _back(laureate: Laureate, introduction: Introduction, area: str | None) -> str:
    if area not in ("tableau", "liste"):
        return _url(laureate, introduction)
    anchor = f"mise-en-relation-{introduction.id}"
    return url_for("introductions.index", slug=laureate.slug, vue="liste" if area == "liste" else None, _anchor=anchor)


def _fill_choices(
    form: ProposeForm | EditForm, laureate: Laureate, period_id: int | None, introduction: Introduction | None = None
) -> None:
    """Owners: the project's people and the whole team; the one already chosen stays, as does the objective served."""
    owners = {user.id: user for user in accounts.active_users(Role.COACH)}
    owners |= {user.id: user for user in laureates.active_members(laureate.id, clock.today())}
    objectives = roadmap.objectives_of_period(period_id) if period_id else []
    if introduction is not None:
        if introduction.owner:
            owners[introduction.owner.id] = introduction.owner
        if introduction.objective and introduction.objective not in objectives:
            objectives.append(introduction.objective)
    form.owner.options = [(user, user.name) for user in by_name(owners.values())]
    form.objective.options = [(objective, objective.title) for objective in objectives]


def _chosen_contact(contact: Contact | None, new: dict[str, Any]) -> Contact:
    """The contact of the directory, or the one described; refused when neither or both are given."""
    described = any(new.values())
    if contact is not None:
        if described:
            raise DomainError(
                "Choisissez un contact de l’annuaire ou décrivez-en un nouveau, pas les deux.", field="contact"
            )
        return contact
    if not described:
        raise DomainError("Choisissez un contact de l’annuaire, ou décrivez-en un nouveau.", field="contact")
    for name, missing in (
        ("organisation", "Indiquez l’organisation."),
        ("person", "Indiquez la personne."),
        ("source", "Indiquez d’où viennent ces coordonnées."),
    ):
        if not new[name]:
            raise DomainError(missing, field=name)
    return directory.add_contact(actor=current_user, today=clock.today(), **new)


def _elsewhere(laureate: Laureate, shown: list[Introduction]) -> dict[int, list[queries.Courting]]:
    """Other laureates that court the same contacts: told to the team alone."""
    if not can("READ_CONTACTS"):
        return {}
    return queries.courted_elsewhere(laureate, {one.contact_id for one in shown}, clock.today())


def _transition(
    laureate: Laureate,
    introduction: Any,
    form: Any,
    operation: Callable[..., Any],
    done: str,
    template: str,
    **given: Any,
) -> Any:
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operation(introduction, actor=current_user, today=clock.today(), **given, **form.values())
            db.session.commit()
            flash(done)
            return redirect(_url(laureate, introduction), 303)
    if form.is_stale:
        return answer_conflict(
            form,
            as_stored(form, introduction),
            version=introduction.version,
            cancel=_url(laureate, introduction),
            laureate=laureate,
            page_title="mise en relation",
        )
    return render_form(template, form, laureate=laureate, introduction=introduction)


def _page(laureate: Laureate, introduction: Introduction, form: BaseForm) -> Any:
    return render_form(
        "introductions/show.html",
        form,
        laureate=laureate,
        introduction=introduction,
        shows_email=can("READ_CONTACTS") or introduction.status in rules.IN_TOUCH,
        next_step=rules.next_of(introduction.status),
        previous_step=rules.previous_of(introduction.status),
        is_late=rules.is_late(introduction, clock.today()),
        elsewhere=_elsewhere(laureate, [introduction]).get(introduction.contact_id, []),
        today=clock.today(),
    )
