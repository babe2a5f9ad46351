"""Committees, grants, aids and pledges. Every approved assignment stands in the ledger, as it would in life."""

from datetime import date, timedelta

from aic_tracker import config
from aic_tracker.accounts.models import User
from aic_tracker.aid import register as register_rules
from aic_tracker.aid import rules
from aic_tracker.aid.models import Aid, AidDeclaration, AidProfile, AidSource, Regime
from aic_tracker.calendar_fr import add_months, add_working_days, paris_day, paris_instant, previous_working_day
from aic_tracker.db import db
from aic_tracker.demo.queries import approved_assignments
from aic_tracker.demo.stage import Lines, Stage, months_in, read
from aic_tracker.expertise.aid import INSTRUMENT as IN_KIND
from aic_tracker.expertise.models import Assignment
from aic_tracker.formats import date_short, money
from aic_tracker.funding.models import (
    CommitteeDecision,
    CommitteeOutcome,
    Grant,
    PledgeForm,
    PledgeState,
    SponsorPledge,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from aic_tracker.funding.operations import INSTRUMENT

SECTOR = "94.99Z"
ENTERED_AFTER = 8  # working days


def build(stage: Stage) -> None:
    lines = read("money.toml").get(stage.laureate.slug, {})
    db.session.flush()
    aids = [aid for found in approved_assignments(stage.laureate) if (aid := _in_kind(stage, found))]
    decisions = [_decide(stage, line) for line in lines.get("decisions", ())]
    for line in lines.get("grants", ()):
        aids += _grant(stage, line, decisions[0])
    for line in lines.get("declared", ()):
        aids.append(_declare(stage, line, _missing(lines, aids, stage.today)))
    if not lines.get("declared"):
        _declare_nothing(stage)
    for line in lines.get("pledges", ()):
        _pledge(stage, line)
    if aids:
        db.session.add(AidProfile(organisation_id=stage.laureate.organisation_id, nace=SECTOR))


def _past(stage: Stage, months: float) -> date:
    """A working day that is over, that many months after the start of the last period."""
    return previous_working_day(stage.before_today(months_in(stage.last_period, months)))


def _in_kind(stage: Stage, assignment: Assignment) -> Aid | None:
    cents = assignment.value_of(assignment.planned_quarters)
    if not cents or assignment.approver is None or assignment.approved_at is None:
        return None
    aid = _aid(
        stage,
        paris_day(assignment.approved_at),
        cents,
        assignment.approver,
        source=AidSource.ASSIGNMENT,
        authority=config.current().funding.authority,
        instrument=IN_KIND,
        purpose=assignment.title,
        assignment_id=assignment.id,
    )
    _enter(stage, aid)
    return aid


def _decide(stage: Stage, line: Lines) -> CommitteeDecision:
    day = _past(stage, line["month"])
    decision = CommitteeDecision(
        laureate_id=stage.laureate.id,
        period_id=stage.last_period.id,
        outcome=CommitteeOutcome(line["outcome"]),
        reason=line["reason"],
        decided_on=day,
        decider_id=stage.direction.id,
        created_at=paris_instant(day, 17),
    )
    db.session.add(decision)
    summary = f"a noté la décision du comité du {date_short(day)} : {decision.outcome.label.lower()}"
    stage.tell(day, 17, stage.direction, "committee.decided", decision, summary, after={"outcome": line["outcome"]})
    return decision


def _grant(stage: Stage, line: Lines, decision: CommitteeDecision) -> list[Aid]:
    usual = config.current().funding
    lead = stage.lead_on(decision.decided_on)
    grant = Grant(
        laureate_id=stage.laureate.id,
        decision=decision,
        purpose=line["purpose"],
        authority=usual.authority,
        regime=Regime.GENERAL,
        proposer_id=lead.id,
        created_at=paris_instant(decision.decided_on, 18),
        tranches=[],
    )
    db.session.add(grant)
    amounts = (usual.seed_euros, usual.second_tranche_euros)
    total = sum(amounts[: len(line["tranches"])]) * 100
    summary = f"a proposé une subvention de {money(total)} : {grant.purpose}"
    stage.tell(decision.decided_on, 18, lead, "grant.proposed", grant, summary, after={"amount_cents": total})
    aids = []
    for rank, (one, euros) in enumerate(zip(line["tranches"], amounts, strict=False), start=1):
        tranche = _tranche(stage, grant, rank, euros * 100, one)
        if tranche.decided_on is not None:
            aids.append(_granted(stage, grant, tranche, tranche.decided_on))
    return aids


def _tranche(stage: Stage, grant: Grant, rank: int, cents: int, line: Lines) -> Tranche:
    is_granted = "month" in line
    tranche = Tranche(
        rank=rank,
        amount_cents=cents,
        status=TrancheStatus.GRANTED if is_granted else TrancheStatus.PENDING,
        expected_on=stage.today + timedelta(days=line["expected"]) if "expected" in line else None,
        decided_on=_past(stage, line["month"]) if is_granted else None,
        decider_id=stage.direction.id if is_granted else None,
    )
    for one in line.get("conditions", ()):
        met_on = _past(stage, one["month"]) if "month" in one else None
        checker = stage.lead_on(met_on) if met_on else None
        condition = TrancheCondition(
            text=one["text"],
            evidence=one.get("evidence", ""),
            met_on=met_on,
            checker_id=checker.id if checker else None,
        )
        tranche.conditions.append(condition)
        if met_on and checker:
            summary = f"a constaté que la condition est remplie : {condition.text}"
            stage.tell(met_on, 11, checker, "tranche.condition_checked", condition, summary)
    grant.tranches.append(tranche)
    return tranche


def _granted(stage: Stage, grant: Grant, tranche: Tranche, day: date) -> Aid:
    db.session.flush()
    summary = f"a accordé la tranche {tranche.rank} de {money(tranche.amount_cents)} : {grant.purpose}"
    before = {"status": TrancheStatus.PENDING.value}
    after = {"status": TrancheStatus.GRANTED.value}
    stage.tell(day, 12, stage.direction, "tranche.granted", tranche, summary, before=before, after=after)
    aid = _aid(
        stage,
        day,
        tranche.amount_cents,
        stage.direction,
        source=AidSource.GRANT,
        authority=grant.authority,
        instrument=INSTRUMENT,
        purpose=f"{grant.purpose}, tranche {tranche.rank}",
        tranche_id=tranche.id,
    )
    _enter(stage, aid)
    return aid


def _missing(lines: Lines, aids: list[Aid], today: date) -> int:
    """Cents that the window still needs to hold what is wished."""
    years = config.current().aid.window_years
    first = rules.window_start(today, years)
    return int(lines["window"]) * 100 - sum(aid.amount_cents for aid in aids if aid.granted_on >= first)


def _declare_nothing(stage: Stage) -> None:
    """What the law wants before a grant, from who received nothing elsewhere."""
    signed_on = previous_working_day(stage.before_today(stage.today - timedelta(days=60)))
    if not stage.referents or signed_on < stage.last_period.starts_on:
        return
    referent = stage.referents[0]
    declaration = AidDeclaration(
        organisation_id=stage.laureate.organisation_id,
        signed_on=signed_on,
        signatory=f"{referent.name}, pour le bureau",
        is_nil=True,
        author_id=referent.id,
        created_at=paris_instant(signed_on, 9),
    )
    db.session.add(declaration)
    db.session.flush()
    summary = f"a transmis la déclaration signée le {date_short(signed_on)} : n’avoir reçu aucune autre aide"
    stage.tell(signed_on, 9, referent, "aid.declaration_signed", declaration, summary, after={"is_nil": True})


def _declare(stage: Stage, line: Lines, missing: int) -> Aid:
    referent = stage.referents[0]
    signed_on = _past(stage, 0.8)
    granted_on = previous_working_day(add_months(stage.today, -line["ago"]))
    cents = line["euros"] * 100 if "euros" in line else missing
    signed_on = max(signed_on, granted_on)
    declaration = AidDeclaration(
        organisation_id=stage.laureate.organisation_id,
        signed_on=signed_on,
        signatory=f"{referent.name}, pour le bureau",
        author_id=referent.id,
        created_at=paris_instant(signed_on, 9),
    )
    db.session.add(declaration)
    db.session.flush()
    aid = _aid(
        stage,
        granted_on,
        cents,
        referent,
        source=AidSource.DECLARED,
        authority=line["authority"],
        purpose=line["purpose"],
        declaration_id=declaration.id,
    )
    summary = f"a déclaré une aide de {money(cents)} accordée par {line['authority']}"
    stage.tell(signed_on, 9, referent, "aid.declared", aid, summary, after={"amount_cents": cents})
    return aid


def _aid(stage: Stage, granted_on: date, cents: int, author: User, **values: object) -> Aid:
    aid = Aid(
        organisation_id=stage.laureate.organisation_id,
        laureate_id=stage.laureate.id,
        granted_on=granted_on,
        amount_cents=cents,
        regime=Regime.GENERAL,
        author_id=author.id,
        created_at=paris_instant(stage.before_today(granted_on), 12),
        **values,
    )
    db.session.add(aid)
    return aid


def _enter(stage: Stage, aid: Aid) -> None:
    """In the central register since 2026, once the time to do it has passed."""
    day = add_working_days(aid.granted_on, ENTERED_AFTER)
    must_be = register_rules.must_be_registered(aid.regime, aid.source, aid.granted_on, is_cancelled=False)
    if day >= stage.today or not must_be:
        return
    db.session.flush()
    aid.registered_on, aid.register_reference = day, f"DEMO-{aid.granted_on:%Y%m%d}-{aid.amount_cents // 100}"
    lead = stage.lead_on(day)
    summary = f"a inscrit l’aide de {money(aid.amount_cents)} au registre central, référence {aid.register_reference}"
    stage.tell(day, 15, lead, "aid.registered", aid, summary, after={"registered_on": day.isoformat()})


def _pledge(stage: Stage, line: Lines) -> None:
    state = PledgeState(line.get("state", "open"))
    due_on = stage.today + timedelta(days=line["due"])
    pledge = SponsorPledge(
        laureate_id=stage.laureate.id,
        sponsor=line["sponsor"],
        form=PledgeForm(line["form"]),
        description=line["description"],
        amount_cents=line["euros"] * 100 if "euros" in line else None,
        due_on=due_on,
        state=state,
        checked_on=previous_working_day(stage.before_today(due_on)) if state is not PledgeState.OPEN else None,
        note=line.get("note", ""),
    )
    db.session.add(pledge)
