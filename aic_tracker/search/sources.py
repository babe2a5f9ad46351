"""The kinds of things that can be found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from aic_tracker.access.permissions import Permission
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.documents.models import Document, Holder
from aic_tracker.events.models import Event
from aic_tracker.expertise.models import Assignment, Expert
from aic_tracker.funding.models import CommitteeDecision, Grant, SponsorPledge
from aic_tracker.introductions.models import Contact, Introduction
from aic_tracker.laureates.models import Laureate, Membership, Organisation
from aic_tracker.renewals.models import RenewalDecision
from aic_tracker.roadmap.models import Action, Means, Objective, Priority
from aic_tracker.search import items
from aic_tracker.search.items import Item, Rows

P = Permission


@dataclass(frozen=True)
class Source:
    kind: str
    label: str  # one of them
    labels: str  # several
    model: type[Any]
    items: Callable[[Rows], Iterator[Item]]
    # By model, the column of it that the changed rows are known by, and the select of our rows that they change.
    moved_by: dict[type[Any], Any] = field(default_factory=dict)
    said: str = ""  # beside its label, how people name such a thing

    @cached_property
    def moved(self) -> dict[type[Any], sa.Select[int]]:
        """By model, the ids of our rows that the rows of these `keys` change: built once, and asked at each write."""
        keys: sa.BindParameter[Any] = sa.bindparam("keys", expanding=True)
        rows = {model: ours.subquery() for model, ours in self.moved_by.items()}
        return {model: sa.select(of.c[0]).where(of.c.key.in_(keys)) for model, of in rows.items()}


def _on_assignments(
    row: InstrumentedAttribute[int], about: InstrumentedAttribute[int], is_about_one: Any, key: Any
) -> sa.Select[Any]:
    assignment = sa.select(row, key.label("key")).join(Assignment, Assignment.id == about)
    return assignment.where(is_about_one)


_COMMENTED = (Comment.id, Comment.subject_id, Comment.subject == Subject.ASSIGNMENT)
_HELD = (Document.id, Document.holder_id, Document.holder == Holder.ASSIGNMENT)

SOURCES: dict[str, Source] = {
    source.kind: source
    for source in (
        Source(
            "laureate", "Lauréat", "Lauréats", Laureate, items.laureates,
            {Organisation: sa.select(Laureate.id, Laureate.organisation_id.label("key"))},
            said="projet commun initiative porteur",
        ),
        Source(
            "member", "Personne", "Personnes", Membership, items.members,
            {User: sa.select(Membership.id, Membership.user_id.label("key"))},
            said="membre équipe",
        ),
        Source("priority", "Priorité", "Priorités", Priority, items.priorities),
        Source(
            "objective", "Objectif", "Objectifs", Objective, items.objectives,
            {Means: sa.select(Means.objective_id, Means.id.label("key"))},
        ),
        Source("action", "Action", "Actions", Action, items.actions),
        Source("point", "Point", "Points", Checkpoint, items.points, said="rendez-vous réunion compte rendu CR"),
        Source(
            "assignment", "Appui métier", "Appuis métier", Assignment, items.assignments,
            {Expert: sa.select(Assignment.id, Assignment.expert_id.label("key"))},
            said="mission experte expert",
        ),
        Source(
            "introduction", "Mise en relation", "Mises en relation", Introduction, items.introductions,
            {Contact: sa.select(Introduction.id, Introduction.contact_id.label("key"))},
            said="intro rencontre",
        ),
        Source(
            "comment", "Commentaire", "Commentaires", Comment, items.comments,
            {
                User: sa.select(Comment.id, Comment.author_id.label("key")),
                Assignment: _on_assignments(*_COMMENTED, Assignment.id),
                Expert: _on_assignments(*_COMMENTED, Assignment.expert_id),
            },
            said="message conversation",
        ),
        Source(
            "document", "Document", "Documents", Document, items.documents,
            {
                Assignment: _on_assignments(*_HELD, Assignment.id),
                Expert: _on_assignments(*_HELD, Assignment.expert_id),
            },
            said="fichier pièce",
        ),
        Source(
            "committee", "Décision de comité", "Décisions de comité", CommitteeDecision, items.committees,
            said="investissement",
        ),
        Source("grant", "Subvention", "Subventions", Grant, items.grants, said="financement aide"),
        Source("pledge", "Soutien", "Soutiens", SponsorPledge, items.pledges, said="mécène promesse"),
        Source(
            "decision", "Décision de la direction", "Décisions de la direction", RenewalDecision, items.decisions,
            said="renouvellement reconduction fin",
        ),
        Source("contact", "Contact", "Contacts", Contact, items.contacts, said="annuaire mail courriel"),
        Source("event", "Événement", "Événements", Event, items.events, said="rencontre atelier formation agenda"),
        Source("expert", "Experte ou expert", "Expertes et experts", Expert, items.experts, said="annuaire"),
    )
}  # fmt: skip
# What no entry tells of, and often changes: a progress noted in a meeting, a sign-in.
QUIET: dict[type[Any], frozenset[str]] = {
    Objective: frozenset({"current", "kept_progress", "owner", "owner_id", "rank", "status", "updated_at", "version"}),
    User: frozenset(User.__table__.columns.keys()) - {"name"},
}
NAMES = ("laureate", "member", "contact", "expert")  # somebody's, or a project's
AUDIENCES = (
    P.READ_LAUREATE, P.READ_ASSIGNMENTS, P.READ_JOURNAL, P.READ_INTERNAL_NOTES, P.READ_INTRODUCTIONS, P.READ_CONTACTS,
    P.READ_EXPERTS, P.READ_AID, P.READ_RENEWAL, P.READ_GUESTS,
)  # fmt: skip
