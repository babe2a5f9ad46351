"""What can be found, and whose right to read it is: one function for each kind of thing.

Each gives items from the rows of these ids, or of all; `moved_by` says which rows of another table change them. A row
may have just been written, its choices still as they were given: they are read as choices here.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints.models import Checkpoint, CheckpointKind, CheckpointStatus
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.documents.models import Document, Holder
from aic_tracker.events.models import Event, EventKind
from aic_tracker.expertise.models import Assignment, Expert, Skill
from aic_tracker.formats import date_plain
from aic_tracker.funding.models import CommitteeDecision, CommitteeOutcome, Grant, PledgeForm, SponsorPledge
from aic_tracker.introductions.models import Contact, Introduction
from aic_tracker.laureates.models import Axis, Laureate, MemberRole, Membership, Organisation, SupportPeriod
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap.models import Action, Means, Objective, Priority, Roadmap

P = Permission
Rows = Collection[int] | None


@dataclass(frozen=True)
class Item:
    """`section` follows the laureate's address; without a laureate it is the whole path."""

    row_id: int
    laureate_id: int | None
    audience: Permission
    title: str
    text: str
    section: str
    happened_on: date | None = None
    is_for_its_expert: bool = False
    expert_user_id: int | None = None


def _asked(statement: Any, key: InstrumentedAttribute[int], ids: Rows) -> Iterator[Any]:
    yield from db.session.execute(statement if ids is None else statement.where(key.in_(ids)))


def _joined(*texts: str | None) -> str:
    return "\n".join(text for text in texts if text)


def laureates(ids: Rows) -> Iterator[Item]:
    statement = sa.select(Laureate, Organisation).join(Organisation, Organisation.id == Laureate.organisation_id)
    for laureate, carrier in _asked(statement, Laureate.id, ids):
        places = (carrier.name, carrier.siren, carrier.rna, carrier.town, laureate.town)
        links = (laureate.licence, laureate.website, laureate.repository)
        axes = (Axis(axis).label for axis in laureate.axes)
        facts = dict.fromkeys(filter(None, (laureate.tagline, *places, *links, *laureate.themes, *axes)))
        day = laureate.created_at.date()
        yield Item(laureate.id, laureate.id, P.READ_LAUREATE, laureate.name, " · ".join(facts), "", day)


def members(ids: Rows) -> Iterator[Item]:
    statement = sa.select(Membership, User.name).join(User, User.id == Membership.user_id)
    for place, name in _asked(statement, Membership.id, ids):
        role = MemberRole(place.role).label
        yield Item(place.id, place.laureate_id, P.READ_LAUREATE, name, role, "membres", place.from_on)


def _of_roadmap(what: Any) -> sa.Select[Any]:
    return what.join(Roadmap, Roadmap.id == Priority.roadmap_id).join(
        SupportPeriod, SupportPeriod.id == Roadmap.period_id
    )


def _roadmap(period: SupportPeriod, anchor: str) -> str:
    return f"feuille-de-route?accompagnement={period.number}#{anchor}"


def priorities(ids: Rows) -> Iterator[Item]:
    statement = _of_roadmap(sa.select(Priority, SupportPeriod))
    for one, period in _asked(statement, Priority.id, ids):
        section = _roadmap(period, f"priorite-{one.id}")
        text = _joined(one.expected_change, Axis(one.axis).label)
        yield Item(one.id, period.laureate_id, P.READ_LAUREATE, one.title, text, section, period.starts_on)


def objectives(ids: Rows) -> Iterator[Item]:
    statement = _of_roadmap(sa.select(Objective, SupportPeriod).join(Priority, Priority.id == Objective.priority_id))
    found = list(_asked(statement, Objective.id, ids))
    means = _means([one.id for one, _ in found] if ids is not None else None)
    for one, period in found:
        section = _roadmap(period, f"objectif-{one.id}")
        wording = (getattr(one, name) for name in Objective.WORDING if name != "title")
        text = _joined(*wording, one.reason, *means.get(one.id, ()))
        yield Item(one.id, period.laureate_id, P.READ_LAUREATE, one.title, text, section, one.due_on)


def _means(objective_ids: Rows) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    statement = sa.select(Means.objective_id, Means.label).order_by(Means.id)
    for objective_id, label in _asked(statement, Means.objective_id, objective_ids):
        found.setdefault(objective_id, []).append(label)
    return found


def actions(ids: Rows) -> Iterator[Item]:
    statement = sa.select(Action, Checkpoint.number).outerjoin(Checkpoint, Checkpoint.id == Action.decided_at_id)
    for action, number in _asked(statement, Action.id, ids):
        section = f"points/{number}" if number else ""
        day = action.due_on or paris_day(action.created_at)
        yield Item(action.id, action.laureate_id, P.READ_LAUREATE, action.title, "", section, day)


def points(ids: Rows) -> Iterator[Item]:
    for (point,) in _asked(sa.select(Checkpoint), Checkpoint.id, ids):
        day = paris_day(point.starts_at)
        # Notes of a meeting are the team's until it is closed.
        notes = (point.minutes, point.decisions) if point.status == CheckpointStatus.CLOSED else ()
        text = _joined(point.agenda, *notes, point.cancel_reason)
        title = f"{CheckpointKind(point.kind).label} du {date_plain(day)}"
        yield Item(point.id, point.laureate_id, P.READ_LAUREATE, title, text, f"points/{point.number}", day)


def assignments(ids: Rows) -> Iterator[Item]:
    statement = sa.select(Assignment, Expert).outerjoin(Expert, Expert.id == Assignment.expert_id)
    for one, expert in _asked(statement, Assignment.id, ids):
        name, user_id = (expert.name, expert.user_id) if expert else ("", None)
        text = _joined(one.need, one.scope, one.deliverables, one.decline_reason, Skill(one.skill).label, name)
        day, section = one.starts_on or paris_day(one.requested_at), f"appuis/{one.id}"
        yield Item(one.id, one.laureate_id, P.READ_ASSIGNMENTS, one.title, text, section, day, True, user_id)


def _of_assignment(row_id: Any, is_about_one: Any) -> sa.Select[Any]:
    """The account of the expert of the assignment that a row is about."""
    expert = sa.select(Expert.user_id).join(Assignment, Assignment.expert_id == Expert.id)
    return expert.where(Assignment.id == row_id, is_about_one)


def comments(ids: Rows) -> Iterator[Item]:
    expert = _of_assignment(Comment.subject_id, Comment.subject == Subject.ASSIGNMENT).scalar_subquery()
    statement = sa.select(Comment, User.name, expert).join(User, User.id == Comment.author_id)
    for comment, author, expert_user_id in _asked(statement.where(Comment.removed_at.is_(None)), Comment.id, ids):
        is_of_assignment = comment.subject == Subject.ASSIGNMENT
        # An expert reads what is said of own assignments only.
        audience = P.READ_ASSIGNMENTS if is_of_assignment else P.READ_JOURNAL
        yield Item(
            comment.id, comment.laureate_id, P.READ_INTERNAL_NOTES if comment.is_internal else audience,
            f"Commentaire de {author}", comment.text, f"conversation#commentaire-{comment.id}",
            paris_day(comment.created_at), is_of_assignment, expert_user_id,
        )  # fmt: skip


def documents(ids: Rows) -> Iterator[Item]:
    expert = _of_assignment(Document.holder_id, Document.holder == Holder.ASSIGNMENT).scalar_subquery()
    statement = sa.select(Document, expert).where(Document.removed_at.is_(None))
    for one, expert_user_id in _asked(statement, Document.id, ids):
        is_of_assignment = one.holder == Holder.ASSIGNMENT
        audience = P.READ_ASSIGNMENTS if is_of_assignment else P.READ_LAUREATE
        yield Item(
            one.id, one.laureate_id, audience, one.filename, "", "documents", paris_day(one.added_at),
            is_of_assignment, expert_user_id,
        )  # fmt: skip


def introductions(ids: Rows) -> Iterator[Item]:
    statement = sa.select(Introduction, Contact).join(Contact, Contact.id == Introduction.contact_id)
    for one, contact in _asked(statement, Introduction.id, ids):
        text = _joined(one.purpose, contact.position, one.next_step, one.notes, one.outcome)
        yield Item(
            one.id, one.laureate_id, P.READ_INTRODUCTIONS, f"{contact.person}, {contact.organisation}", text,
            f"mises-en-relation/{one.id}", one.status_since,
        )  # fmt: skip


def contacts(ids: Rows) -> Iterator[Item]:
    for (one,) in _asked(sa.select(Contact), Contact.id, ids):
        text = _joined(one.organisation, one.position, one.email)
        yield Item(one.id, None, P.READ_CONTACTS, one.person, text, f"/contacts/{one.id}", one.verified_on)


def events(ids: Rows) -> Iterator[Item]:
    """For the team: whoever is invited has their own list of them."""
    for (one,) in _asked(sa.select(Event), Event.id, ids):
        day = paris_day(one.starts_at)
        text = _joined(EventKind(one.kind).label, date_plain(day), one.place, one.description)
        yield Item(one.id, None, P.READ_GUESTS, one.title, text, f"/evenements/{one.id}", day)


def experts(ids: Rows) -> Iterator[Item]:
    for (one,) in _asked(sa.select(Expert), Expert.id, ids):
        text = _joined(*(Skill(skill).label for skill in one.skills), one.availability)
        yield Item(one.id, None, P.READ_EXPERTS, one.name, text, f"/experts/{one.id}")


def committees(ids: Rows) -> Iterator[Item]:
    for (one,) in _asked(sa.select(CommitteeDecision), CommitteeDecision.id, ids):
        title = f"Comité : {CommitteeOutcome(one.outcome).label.lower()}"
        yield Item(one.id, one.laureate_id, P.READ_AID, title, one.reason, "comites", one.decided_on)


def grants(ids: Rows) -> Iterator[Item]:
    for (one,) in _asked(sa.select(Grant), Grant.id, ids):
        day = paris_day(one.created_at)
        section = f"comites#subvention-{one.id}"
        yield Item(one.id, one.laureate_id, P.READ_AID, one.purpose, one.authority, section, day)


def pledges(ids: Rows) -> Iterator[Item]:
    for (one,) in _asked(sa.select(SponsorPledge), SponsorPledge.id, ids):
        text = _joined(one.description, one.note, PledgeForm(one.form).label)
        yield Item(one.id, one.laureate_id, P.READ_AID, one.sponsor, text, "soutiens", one.due_on)


def decisions(ids: Rows) -> Iterator[Item]:
    statement = sa.select(RenewalDecision, SupportPeriod).join(
        SupportPeriod, SupportPeriod.id == RenewalDecision.period_id
    )
    for one, period in _asked(statement, RenewalDecision.id, ids):
        title = f"Décision : {Outcome(one.outcome).label.lower()}"
        section = f"bilan?accompagnement={period.number}"
        yield Item(one.id, period.laureate_id, P.READ_RENEWAL, title, one.reason, section, one.decided_on)
