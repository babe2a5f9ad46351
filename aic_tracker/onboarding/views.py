from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from aic_tracker import clock, config
from aic_tracker.access.guards import requires
from aic_tracker.access.permissions import Permission
from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import Role
from aic_tracker.checkpoints.rules import proposed_points
from aic_tracker.db import db
from aic_tracker.laureates import directory
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.fields import filled, wants_directory
from aic_tracker.laureates.models import Laureate, MemberRole, Organisation
from aic_tracker.laureates.operations import check_new_laureate, check_new_organisation, check_start
from aic_tracker.laureates.rules import last_day, may_hold, term_of
from aic_tracker.onboarding import operations, queries
from aic_tracker.onboarding.forms import PREFIXES, OrganisationForm, PeopleForm, ProjectForm
from aic_tracker.onboarding.models import LaureateDraft
from aic_tracker.onboarding.rules import Step, kept
from aic_tracker.web.forms import EXPIRED, BaseForm, render_form

bp = Blueprint("onboarding", __name__)

JUST_NOW = timedelta(hours=1)
PAGES = {
    Step.ORGANISATION: "onboarding.organisation",
    Step.PROJECT: "onboarding.project",
    Step.PEOPLE: "onboarding.people",
}


@bp.route("/laureats/nouveau", methods=["GET", "POST"])
@requires(Permission.CREATE_LAUREATE)
def organisation() -> Any:
    draft = _draft()
    form, filling = _organisation_form(draft, again=request.method == "GET"), None
    if wants_directory():
        if _token_holds(form):
            form, filling = filled(OrganisationForm)
            form.organisation.options = _known()
    elif _holds(form):
        with form.reporting_domain_errors():
            _check(form)
            if request.method == "POST":
                return _saved(draft, Step.ORGANISATION, Step.PROJECT)
    return render_form(
        "onboarding/organisation.html",
        form,
        filling=filling,
        can_fill=directory.is_open(),
        **_common(draft, Step.ORGANISATION),
    )


@bp.route("/laureats/nouveau/projet", methods=["GET", "POST"])
@requires(Permission.CREATE_LAUREATE)
def project() -> Any:
    draft = _draft()
    if request.method == "GET" and _typed(draft, Step.ORGANISATION) is None:
        return redirect(url_for(PAGES[Step.ORGANISATION]), 303)
    form = _project_form(draft, again=request.method == "GET")
    if _wish() == "back":
        if _token_holds(form):
            with form.reporting_domain_errors():
                return _saved(draft, Step.PROJECT, Step.ORGANISATION)
    elif _holds(form):
        with form.reporting_domain_errors():
            _check(form)
            if request.method == "POST":
                return _saved(draft, Step.PROJECT, Step.PEOPLE)
    starts_on, months = form.start_or(clock.today()), config.current().programme.duration_months
    ends_on = last_day(term_of(starts_on, months))
    context = _common(draft, Step.PROJECT)
    return render_form("onboarding/project.html", form, months=months, starts_on=starts_on, ends_on=ends_on, **context)


@bp.route("/laureats/nouveau/personnes", methods=["GET", "POST"])
@requires(Permission.CREATE_LAUREATE)
def people() -> Any:
    draft, wish = _draft(), _wish()
    if request.method == "POST" and draft is None and not wish and (created := _just_created()):
        flash(f"{created.name} est créé.", "info")
        return redirect(url_for("dashboard.laureate", slug=created.slug), 303)
    carrier, described = _organisation_form(draft, again=True), _project_form(draft, again=True)
    form = _people_form(draft, again=request.method == "GET")
    wrong = next((step for step, earlier in _earlier(carrier, described) if not _is_right(draft, step, earlier)), None)
    if wrong:
        return _to_review(draft, wrong, form)
    if wish:
        if _token_holds(form):
            with form.reporting_domain_errors():
                return _saved(draft, Step.PEOPLE, Step.PROJECT if wish == "back" else Step.PEOPLE, wish=wish)
    elif draft and form.validate_on_submit():
        with form.reporting_domain_errors():
            return _created(draft, carrier, described, form)
    starts_on = described.start_or(clock.today())
    term_on = term_of(starts_on, config.current().programme.duration_months)
    return render_form(
        "onboarding/people.html",
        form,
        carrier=carrier,
        described=described,
        starts_on=starts_on,
        ends_on=last_day(term_on),
        points=proposed_points(starts_on, term_on, described.territory.data),
        programme=config.current().programme,
        **_common(draft, Step.PEOPLE),
    )


def _created(draft: LaureateDraft, carrier: OrganisationForm, described: ProjectForm, form: PeopleForm) -> Response:
    operations.check_revision(draft, _revision())
    laureate = operations.create(
        draft,
        organisation=carrier.chosen,
        new_organisation=carrier.new_values(),
        project=described.project_values(),
        starts_on=described.starts_on.data,
        lead=form.lead.data,
        referents=form.people("referent"),
        observers=form.people("observer"),
        actor=current_user,
        now=clock.now(),
        today=clock.today(),
    )
    db.session.commit()
    flash(f"{laureate.name} est créé\N{NO-BREAK SPACE}: les points sont proposés, les invitations partent.")
    return redirect(url_for("dashboard.laureate", slug=laureate.slug), 303)


@bp.route("/laureats/nouveau/abandonner", methods=["GET", "POST"])
@requires(Permission.CREATE_LAUREATE)
def abandon() -> Any:
    draft = _draft()
    if draft is None:
        return redirect(url_for("onboarding.organisation"), 303)
    form = BaseForm()
    if form.validate_on_submit():
        operations.abandon(draft)
        db.session.commit()
        flash("Brouillon abandonné.")
        return redirect(url_for("onboarding.organisation"), 303)
    return render_form("onboarding/abandon.html", form, name=_name(draft))


def _just_created() -> Laureate | None:
    """What the first click on « Créer » made, when a second one follows."""
    return laureates.last_created(current_user, clock.now() - JUST_NOW)


def _draft() -> LaureateDraft | None:
    return queries.draft_of(current_user, locked=request.method == "POST")


def _wish() -> str:
    """The button pressed, beside the main one: back, or one more row of people."""
    return request.form.get("then", "")


def _revision() -> int:
    return request.form.get("revision", 0, type=int)


def _holds(form: BaseForm) -> bool:
    """Whether the step may be left; a page to review says at once what is wrong with the draft."""
    if request.method == "GET" and "revoir" in request.args:
        return bool(form.validate())
    return bool(form.validate_on_submit())


def _token_holds(form: BaseForm) -> bool:
    """What is only put aside is not validated, but never saved for a forged or expired page."""
    if BaseForm().validate_on_submit():
        return True
    form.refuse(EXPIRED)
    return False


def _saved(draft: LaureateDraft | None, step: Step, then: Step, *, wish: str = "") -> Response:
    operations.save_step(
        draft, step, kept(request.form.lists()), revision=_revision(), actor=current_user, now=clock.now()
    )
    db.session.commit()
    if wish in PREFIXES:
        return redirect(url_for(PAGES[then], ligne=wish, _anchor=f"{wish}-fin"), 303)
    return redirect(url_for(PAGES[then]), 303)


def _typed(draft: LaureateDraft | None, step: Step) -> MultiDict[str, str] | None:
    stored = draft.data.get(step.value) if draft else None
    return None if stored is None else MultiDict((name, text) for name, texts in stored.items() for text in texts)


def _source(draft: LaureateDraft | None, step: Step, again: bool) -> dict[str, Any]:
    """A form reads the request or, `again`, the draft; its defaults stand when the draft has nothing."""
    return {"formdata": _typed(draft, step), "meta": {"csrf": False}} if again else {}


def _organisation_form(draft: LaureateDraft | None, *, again: bool) -> OrganisationForm:
    form = OrganisationForm(**_source(draft, Step.ORGANISATION, again))
    form.organisation.options = _known()
    return form


def _known() -> list[tuple[Organisation, str]]:
    return [(known, known.name) for known in laureates.organisations()]


def _project_form(draft: LaureateDraft | None, *, again: bool) -> ProjectForm:
    seasons = laureates.seasons()
    defaults = {"starts_on": clock.today(), "season": seasons[0] if seasons else None}
    form = ProjectForm(data=defaults, **_source(draft, Step.PROJECT, again))
    form.season.options = [(season, season.name) for season in seasons]
    return form


def _people_form(draft: LaureateDraft | None, *, again: bool) -> PeopleForm:
    people = accounts.active_users(Role.COACH, Role.REFERENT, Role.DIRECTION)
    form = PeopleForm(data={"lead": current_user}, **_source(draft, Step.PEOPLE, again))
    form.lead.options = [
        (user, f"{user.name} — {user.email}") for user in people if may_hold(user.role, MemberRole.LEAD_COACH)
    ]
    typed = (_typed(draft, Step.PEOPLE) if again else request.form) or MultiDict()
    referents = [user for user in people if may_hold(user.role, MemberRole.REFERENT)]
    form.add_rows(typed, {"referent": referents, "observer": people}, one_more=request.args.get("ligne", ""))
    return form


def _check(form: OrganisationForm | ProjectForm) -> None:
    if isinstance(form, ProjectForm):
        check_new_laureate(form.name.data)
        check_start(form.starts_on.data, today=clock.today(), is_meant=form.far_date_meant.data)
    elif form.chosen is None:
        values = form.new_values()
        check_new_organisation(**{name: values[name] for name in ("name", "legal_form", "siren", "rna", "siret")})


def _earlier(carrier: OrganisationForm, described: ProjectForm) -> tuple[tuple[Step, Any], ...]:
    return (Step.ORGANISATION, carrier), (Step.PROJECT, described)


def _is_right(draft: LaureateDraft | None, step: Step, form: Any) -> bool:
    """Whether an earlier step was filled, and still holds: its name may have been taken since."""
    if _typed(draft, step) is None or not form.validate():
        return False
    with form.reporting_domain_errors():
        _check(form)
    return not form.errors_list()


def _to_review(draft: LaureateDraft | None, step: Step, form: PeopleForm) -> Any:
    if request.method == "POST" and draft and BaseForm().validate_on_submit():
        with form.reporting_domain_errors():
            _saved(draft, Step.PEOPLE, step)
    if _typed(draft, step) is None:
        return redirect(url_for(PAGES[step]), 303)
    flash(f"À revoir\N{NO-BREAK SPACE}: {step.label.lower()}.", "warning")
    return redirect(url_for(PAGES[step], revoir=1), 303)


def _common(draft: LaureateDraft | None, step: Step) -> dict[str, Any]:
    return {
        "draft": draft,
        "draft_name": _name(draft) if draft else "",
        "revision": operations.revision_of(draft),
        "number": list(Step).index(step) + 1,
        "steps": [each.label for each in Step],
        "next_url": url_for(PAGES[Step.PROJECT if step is Step.ORGANISATION else Step.PEOPLE]),
    }


def _name(draft: LaureateDraft) -> str:
    """What the draft is about, as far as it was typed."""
    for step in (Step.PROJECT, Step.ORGANISATION):
        typed = _typed(draft, step)
        if typed and (name := typed.get("name", "").strip()):
            return name
    return ""
