"""The season of season.toml, as rows: what questions are asked of."""

import tomllib
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.conversation.models import Comment, Subject
from aic_tracker.db import db
from aic_tracker.documents.models import Document, Holder
from aic_tracker.expertise.models import AssignmentStatus, Expert, Skill
from aic_tracker.funding.models import CommitteeDecision, CommitteeOutcome, Grant, PledgeForm, SponsorPledge
from aic_tracker.laureates.models import Axis, LegalForm, MemberRole
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.roadmap.models import Means, MeansKind
from tests import factories as make

HERE = Path(__file__).parent
Line = dict[str, Any]


@cache
def read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


class Season:
    """Builds every line; `keys` says which line an entry of the index tells of."""

    def __init__(self) -> None:
        self.rows: dict[str, Any] = {}
        self.users: dict[str, User] = {}
        self.keys: dict[tuple[str, int], str] = {}
        self.slots: defaultdict[str, int] = defaultdict(int)
        builders: dict[str, Callable[..., tuple[str, Any]]] = {
            "people": self._person,
            "laureates": self._laureate,
            "members": self._member,
            "priorities": self._priority,
            "objectives": self._objective,
            "actions": self._action,
            "points": self._point,
            "assignments": self._assignment,
            "contacts": self._contact,
            "introductions": self._introduction,
            "comments": self._comment,
            "documents": self._document,
            "committees": self._committee,
            "grants": self._grant,
            "pledges": self._pledge,
            "decisions": self._decision,
        }
        with db.session.no_autoflush:
            for name, build in builders.items():
                for line in read("season.toml")[name]:
                    self._add(build, dict(line))
        # The team's names are found where they accompany.
        place = make.member(self.rows["off"], self.users["coach"], MemberRole.LEAD_COACH)
        self.keys["member", place.id] = "coach"

    def _add(self, build: Callable[..., tuple[str, Any]], line: Line) -> None:
        key, of = line.pop("key"), line.pop("of", None)
        kind, row = build(key, self.rows[of], **line) if of else build(key, **line)
        self.rows[key] = row
        if kind:
            self.keys[kind, row.id] = key

    def _person(self, key: str, role: str, name: str, skills: list[str] = [], availability: str = "") -> Any:  # noqa: B006
        if role == "coach":
            self.users[key] = make.coach(name=name)
            return "", self.users[key]
        sheet = make.expert(tuple(Skill(skill) for skill in skills), name=name)
        sheet.availability = availability
        self.users[key] = db.session.get_one(User, sheet.user_id)
        return "expert", make.save(sheet)

    def _laureate(self, key: str, name: str, carrier: str, **values: Any) -> Any:
        numbers = {number: values.pop(number, None) for number in ("siren", "rna")}
        organisation = make.organisation(carrier, legal_form=LegalForm.ASSOCIATION, town=values["town"], **numbers)
        row = make.laureate(name, slug=key, organisation=organisation, **values)
        self.rows[f"roadmap of {key}"] = make.roadmap(row)
        return "laureate", row

    def _member(self, key: str, laureate: Any, name: str) -> Any:
        self.users[key] = make.user(Role.REFERENT, name=name)
        return "member", make.member(laureate, self.users[key])

    def _priority(self, key: str, laureate: Any, **values: Any) -> Any:
        row = make.priority(self.rows[f"roadmap of {laureate.slug}"], axis=Axis.INTEGRATION, **values)
        self.rows[f"priority of {laureate.slug}"] = row
        return "priority", row

    def _objective(self, key: str, laureate: Any, means: list[str] = [], **values: Any) -> Any:  # noqa: B006
        row = make.objective(self.rows[f"priority of {laureate.slug}"], **values)
        for label in means:
            make.save(Means(objective_id=row.id, kind=MeansKind.TEAM, label=label))
        return "objective", row

    def _action(self, key: str, laureate: Any, **values: Any) -> Any:
        return "action", make.action(laureate, **values)

    def _point(self, key: str, laureate: Any, on: date, cancelled: str = "", **values: Any) -> Any:
        self.slots[laureate.slug] += 1
        status = CheckpointStatus.CLOSED if "minutes" in values else CheckpointStatus.PLANNED
        if cancelled:
            status = CheckpointStatus.CANCELLED
            values["cancel_reason"] = cancelled
        return "point", make.checkpoint(laureate, on, number=self.slots[laureate.slug], status=status, **values)

    def _assignment(self, key: str, laureate: Any, expert: str, **values: Any) -> Any:
        sheet: Expert = self.rows[expert]
        values["skill"] = Skill(sheet.skills[0])
        return "assignment", make.scoped_assignment(laureate, sheet, status=AssignmentStatus.IN_PROGRESS, **values)

    def _contact(self, key: str, **values: Any) -> Any:
        return "contact", make.contact(**values)

    def _introduction(self, key: str, laureate: Any, **values: Any) -> Any:
        return "introduction", make.introduction(laureate, self.rows[values.pop("with")], **values)

    def _comment(self, key: str, laureate: Any, by: str, text: str, on: str = "", internal: bool = False) -> Any:
        subject = Subject.ASSIGNMENT if on else Subject.LAUREATE
        about = {"subject": subject, "subject_id": self.rows[on or laureate.slug].id}
        who = {"author_id": self.users[by].id, "laureate_id": laureate.id}
        return "comment", make.save(
            Comment(**about, **who, text=text, is_internal=internal, created_at=clock.now()),
        )

    def _document(self, key: str, laureate: Any, on: str, filename: str, added: date) -> Any:
        holder = Holder.LAUREATE if on == laureate.slug else Holder.ASSIGNMENT
        return "document", make.save(
            Document(
                laureate_id=laureate.id,
                holder=holder,
                holder_id=self.rows[on].id,
                filename=filename,
                media_type="application/pdf",
                size=1,
                sha256=key,
                stored_name=key,
                author_id=self.users["coach"].id,
                added_at=paris_instant(added, 12),
            )
        )

    def _committee(self, key: str, laureate: Any, outcome: str, reason: str, on: date) -> Any:
        return "committee", make.save(
            CommitteeDecision(
                laureate_id=laureate.id,
                period_id=make.first_period(laureate).id,
                outcome=CommitteeOutcome(outcome),
                reason=reason,
                decided_on=on,
                decider_id=self.users["coach"].id,
                created_at=clock.now(),
            )
        )

    def _grant(self, key: str, laureate: Any, **values: Any) -> Any:
        by = self.users["coach"].id
        return "grant", make.save(Grant(laureate_id=laureate.id, proposer_id=by, created_at=clock.now(), **values))

    def _pledge(self, key: str, laureate: Any, form: str, **values: Any) -> Any:
        return "pledge", make.save(SponsorPledge(laureate_id=laureate.id, form=PledgeForm(form), **values))

    def _decision(self, key: str, laureate: Any, outcome: str, reason: str, on: date) -> Any:
        period = make.first_period(laureate)
        return "decision", make.save(
            RenewalDecision(
                period_id=period.id,
                outcome=Outcome(outcome),
                reason=reason,
                decided_on=on,
                decided_at=paris_instant(on, 12),
                effective_on=period.term_on,
                decider_id=self.users["coach"].id,
            )
        )
