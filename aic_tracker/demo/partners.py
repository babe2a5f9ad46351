"""Introductions to public partners at each step, and what projects give in return. Every contact is invented."""

from datetime import date, timedelta

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import next_working_day, paris_instant, previous_working_day
from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState
from aic_tracker.db import db
from aic_tracker.demo.stage import Lines, Stage, read
from aic_tracker.folding import searchable
from aic_tracker.introductions.models import Contact, Introduction, IntroductionStatus
from aic_tracker.introductions.queries import namesake
from aic_tracker.laureates.models import SupportPeriod
from aic_tracker.roadmap.models import Objective

PREPARATION_DAYS = 30


def build(stage: Stage) -> None:
    lines = read("partners.toml")
    contacts = {line["key"]: line for line in lines["contacts"]}
    for line in lines["introductions"]:
        if line["project"] == stage.laureate.slug:
            _introduce(stage, line, _contact(stage, contacts[line["contact"]]))
    for line in lines["commitments"]:
        if line["project"] == stage.laureate.slug:
            _promise(stage, line)


def _contact(stage: Stage, line: Lines) -> Contact:
    """The contact of the directory, added by the first project that needs it."""
    db.session.flush()
    kept = namesake(line["organisation"], line["person"])
    if kept is not None:
        return kept
    contact = Contact(
        organisation=line["organisation"],
        person=line["person"],
        position=line["position"],
        email=line.get("email"),
        source=line["source"],
        consent_on=stage.today - timedelta(days=line["consent"]) if "consent" in line else None,
        verified_on=stage.today - timedelta(days=line["verified"]) if "verified" in line else None,
        search_text=searchable(line["organisation"], line["person"], line["position"]),
    )
    db.session.add(contact)
    return contact


def _introduce(stage: Stage, line: Lines, contact: Contact) -> None:
    period = stage.period(line.get("period"))
    status = IntroductionStatus(line["status"])
    since = _day(stage, line, "since", period)
    proposed_on = max(period.starts_on, previous_working_day(since - timedelta(days=PREPARATION_DAYS)))
    if status is IntroductionStatus.PROPOSED:
        proposed_on = since
    owner = stage.owner(line.get("owner", "coach"), since)
    introduction = Introduction(
        laureate=stage.laureate,
        period_id=period.id,
        contact=contact,
        objective=_objective(stage, period, line.get("objective")),
        owner=owner,
        purpose=line["purpose"],
        notes=line.get("notes", ""),
        status=status,
        status_since=since,
        next_step=line.get("next_step", ""),
        next_step_on=_step_day(stage, line),
        months_gained=line.get("months_gained"),
        outcome=line.get("outcome", ""),
        created_at=paris_instant(proposed_on, 11),
    )
    db.session.add(introduction)
    lead = stage.lead_on(proposed_on)
    summary = f"a proposé une mise en relation avec {contact.person} ({contact.organisation})"
    first = IntroductionStatus.PROPOSED.value
    stage.tell(proposed_on, 11, lead, "introduction.proposed", introduction, summary, after={"status": first})
    if status is not IntroductionStatus.PROPOSED:
        _tell_arrival(stage, introduction, since, stage.lead_on(since))


def _tell_arrival(stage: Stage, introduction: Introduction, since: date, lead: User) -> None:
    status, person = introduction.status, introduction.contact.person
    after = {"status": status.value}
    if status.is_open:
        summary = f"a passé la mise en relation avec {person} à « {status.label} »"
        stage.tell(since, 16, lead, "introduction.moved", introduction, summary, after=after)
        return
    words = "au partenariat" if status is IntroductionStatus.PARTNERSHIP else "sans suite"
    summary = f"a conclu {words} la mise en relation avec {person}"
    stage.tell(since, 16, lead, "introduction.concluded", introduction, summary, after=after)


def _day(stage: Stage, line: Lines, name: str, period: SupportPeriod) -> date:
    """A working day that is over, inside the period."""
    wished = stage.day(line, name, period) or period.starts_on
    return max(period.starts_on, previous_working_day(stage.before_today(wished)))


def _step_day(stage: Stage, line: Lines) -> date | None:
    return next_working_day(stage.today + timedelta(days=line["next_in"])) if "next_in" in line else None


def _objective(stage: Stage, period: SupportPeriod, title: str | None) -> Objective | None:
    return stage.objectives[period.number, title] if title else None


def _promise(stage: Stage, line: Lines) -> None:
    period = stage.period(line.get("period"))
    submitted_on = _day(stage, line, "submitted", period)
    state = CommitmentState(line["state"])
    commitment = Commitment(
        laureate=stage.laureate,
        kind=CommitmentKind(line["kind"]),
        state=state,
        evidence_url=line.get("url"),
        note=line.get("note", ""),
    )
    db.session.add(commitment)
    label = commitment.kind.label
    summary = f"a donné la preuve de l’engagement « {label} »"
    after = {"state": CommitmentState.SUBMITTED.value}
    stage.tell(submitted_on, 10, stage.referents[0], "commitment.submitted", commitment, summary, after=after)
    if state is CommitmentState.SUBMITTED:
        return
    checked_on = stage.before_today(next_working_day(submitted_on + timedelta(days=7)))
    lead = stage.lead_on(checked_on)
    commitment.checked_on, commitment.checker = checked_on, lead
    if "link" in line:
        commitment.link_status = line["link"]
        commitment.link_checked_at = paris_instant(checked_on, 15)
    words = "a constaté" if state is CommitmentState.PROVEN else "a déclaré sans objet"
    summary = f"{words} l’engagement « {label} »"
    stage.tell(checked_on, 15, lead, "commitment.checked", commitment, summary, after={"state": state.value})
