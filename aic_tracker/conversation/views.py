"""The conversation of a laureate: all of it, one thread at a time, and the thread under what it is about."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_login import current_user

from aic_tracker import clock
from aic_tracker.access.guards import can, requires
from aic_tracker.access.permissions import Permission, reaches_own_assignments_only
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.queries import point_alone
from aic_tracker.conversation import operations, queries, rules
from aic_tracker.conversation.forms import CommentForm, ConversationFilters, EditForm
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.conversation.queries import Topic
from aic_tracker.db import db
from aic_tracker.expertise.queries import assignment_of
from aic_tracker.laureates import namesakes
from aic_tracker.laureates.models import Laureate
from aic_tracker.laureates.queries import members_of
from aic_tracker.roadmap import queries as roadmap
from aic_tracker.web import paging
from aic_tracker.web.conflicts import answer_conflict
from aic_tracker.web.forms import BaseForm, render_form

bp = Blueprint("conversation", __name__)

# By subject: the page of the thread, with the name of its key; the page of what it is about.
THREADS = {
    Subject.LAUREATE: ("conversation.on_laureate", ""),
    Subject.OBJECTIVE: ("conversation.on_objective", "objective_id"),
    Subject.CHECKPOINT: ("conversation.on_point", "number"),
    Subject.ASSIGNMENT: ("conversation.on_assignment", "assignment_id"),
}
PAGES = {
    Subject.LAUREATE: "conversation.index",
    Subject.OBJECTIVE: "roadmap.objective",
    Subject.CHECKPOINT: "checkpoints.show",
    Subject.ASSIGNMENT: "assignments.show",
}


@bp.get("/laureats/<slug>/conversation")
@requires(Permission.READ_LAUREATE)
def index(laureate: Laureate) -> Any:
    """Everything said, the latest first."""
    filters = ConversationFilters()
    asked = filters.chosen()["sujet"]
    select = queries.seen_by(current_user, laureate.id)
    page = paging.paginate(select.where(Comment.subject == asked) if asked else select)
    return render_template(
        "conversation/index.html",
        laureate=laureate,
        filters_form=filters,
        page=page,
        topics=queries.topics_of(laureate, page.items),
        may_talk=can("COMMENT") and not _hears_of_own_assignments_only(),
        page_of=_page_of,
        may_change=rules.may_change,
    )


@bp.route("/laureats/<slug>/commentaires", methods=["GET", "POST"])
@requires(Permission.READ_LAUREATE)
def on_laureate(laureate: Laureate) -> Any:
    return _thread(laureate, queries.topic_of(laureate))


@bp.route("/laureats/<slug>/objectifs/<int:objective_id>/commentaires", methods=["GET", "POST"])
@requires(Permission.READ_LAUREATE)
def on_objective(laureate: Laureate, objective_id: int) -> Any:
    objective = roadmap.objective_alone(laureate.id, objective_id) or abort(404)
    return _thread(laureate, queries.objective_topic(objective))


@bp.route("/laureats/<slug>/points/<int:number>/commentaires", methods=["GET", "POST"])
@requires(Permission.READ_LAUREATE)
def on_point(laureate: Laureate, number: int) -> Any:
    return _thread(laureate, queries.point_topic(point_alone(laureate.id, number) or abort(404)))


@bp.route("/laureats/<slug>/appuis/<int:assignment_id>/commentaires", methods=["GET", "POST"])
@requires(Permission.READ_ASSIGNMENTS)
def on_assignment(laureate: Laureate, assignment_id: int) -> Any:
    assignment = assignment_of(laureate, assignment_id, current_user) or abort(404)
    return _thread(laureate, queries.assignment_topic(assignment))


@bp.route("/laureats/<slug>/conversation/<int:comment_id>/modifier", methods=["GET", "POST"])
@requires(Permission.READ_LAUREATE)
def edit(laureate: Laureate, comment_id: int) -> Any:
    comment, topic = _own(laureate, comment_id)
    form, back = _edit_form(laureate, topic, obj=comment), _page_of(laureate, topic, comment)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.edit_comment(
                comment,
                laureate,
                topic,
                actor=current_user,
                now=clock.now(),
                path=_thread_of(laureate, topic),
                **form.values(),
            )
            db.session.commit()
            flash("Commentaire modifié.")
            return redirect(back, 303)
    if form.is_stale:
        saved, _topic = _own(laureate, comment_id)
        return answer_conflict(
            form,
            _edit_form(laureate, topic, obj=saved, formdata=None),
            version=saved.version,
            cancel=back,
            laureate=laureate,
            page_title="commentaire",
        )
    return render_form("conversation/edit.html", form, laureate=laureate, topic=topic, back=back)


@bp.route("/laureats/<slug>/conversation/<int:comment_id>/retirer", methods=["GET", "POST"])
@requires(Permission.READ_LAUREATE)
def remove(laureate: Laureate, comment_id: int) -> Any:
    comment, topic = _own(laureate, comment_id)
    form, back = BaseForm(), _page_of(laureate, topic, comment)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            operations.remove_comment(comment, topic, actor=current_user, now=clock.now())
            db.session.commit()
            flash("Commentaire retiré.")
            return redirect(back, 303)
    return render_form("conversation/remove.html", form, laureate=laureate, comment=comment, topic=topic, back=back)


@bp.app_template_global()
def conversation(laureate: Laureate, subject: str, subject_id: int) -> dict[str, Any] | None:
    """For the pages of what is talked about: its thread, and a form for whoever may answer; None when not for them."""
    about = Subject(subject)
    if _hears_of_own_assignments_only() and about is not Subject.ASSIGNMENT:
        return None
    # Its page has the others.
    latest = paging.first(queries.said_of(current_user, laureate.id, about, subject_id))
    return {
        "comments": latest.items[::-1],
        "total": latest.total,
        "form": _form(laureate, about, subject_id, formdata=None) if can("COMMENT") else None,
        "may_change": rules.may_change,
    }


def _hears_of_own_assignments_only() -> bool:
    return reaches_own_assignments_only(current_user, Permission.READ_LAUREATE)


def _thread(laureate: Laureate, topic: Topic) -> Any:
    if _hears_of_own_assignments_only() and topic.subject is not Subject.ASSIGNMENT:
        abort(404)
    form = _form(laureate, topic.subject, topic.id)
    if form.is_submitted() and not can("COMMENT"):
        abort(403)
    if form.validate_on_submit():
        with form.reporting_domain_errors():
            comment, told = operations.add_comment(
                laureate,
                topic,
                text=form.text.data,
                notify=form.notify.data,
                is_internal=bool(form.is_internal and form.is_internal.data),
                actor=current_user,
                now=clock.now(),
                path=_thread_of(laureate, topic),
            )
            db.session.commit()
            flash(f"Commentaire ajouté. {rules.who_is_told(told)}")
            return redirect(_page_of(laureate, topic, comment), 303)
    page = paging.paginate(queries.said_of(current_user, laureate.id, topic.subject, topic.id))
    return render_form(
        "conversation/thread.html",
        form,
        laureate=laureate,
        topic=topic,
        page=page,
        comments=page.items[::-1],
        back=_page_of(laureate, topic),
        may_change=rules.may_change,
    )


def _form(laureate: Laureate, subject: Subject, subject_id: int, **kwargs: Any) -> CommentForm:
    form = CommentForm(**kwargs)
    form.notify.options = _readers(laureate, subject, subject_id)
    if not can("WRITE_INTERNAL_NOTES"):
        del form.is_internal
    return form


def _edit_form(laureate: Laureate, topic: Topic, **kwargs: Any) -> EditForm:
    form = EditForm(**kwargs)
    form.notify.options = _readers(laureate, topic.subject, topic.id)
    return form


def _readers(laureate: Laureate, subject: Subject, subject_id: int) -> list[tuple[User, str]]:
    today = clock.today()
    people = [user for user in queries.readers(laureate.id, subject, subject_id, today) if user.id != current_user.id]
    members = members_of(laureate) if namesakes.has_namesakes(people) else ()
    return namesakes.told_apart(people, {one.user_id: one.role.label for one in members if one.active_on(today)})


def _own(laureate: Laureate, comment_id: int) -> tuple[Comment, Topic]:
    comment = queries.comment_of(current_user, laureate.id, comment_id) or abort(404)
    if not rules.may_change(comment, current_user) or not can("COMMENT"):
        abort(403)
    return comment, queries.topics_of(laureate, [comment])[comment.subject, comment.subject_id]


def _thread_of(laureate: Laureate, topic: Topic) -> str:
    endpoint, name = THREADS[topic.subject]
    values: dict[str, Any] = {name: topic.key} if name else {}
    return url_for(endpoint, slug=laureate.slug, **values)


def _page_of(laureate: Laureate, topic: Topic, comment: Comment | None = None) -> str:
    """The page of what is talked about, at one comment if it is given."""
    name = THREADS[topic.subject][1]
    values: dict[str, Any] = {name: topic.key} if name else {}
    anchor = f"commentaire-{comment.id}" if comment else None
    return url_for(PAGES[topic.subject], slug=laureate.slug, _anchor=anchor, **values)
