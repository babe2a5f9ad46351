"""Organisations, laureates, their periods, their people, and the decisions at the end of the periods."""

from collections.abc import Iterator
from datetime import date, timedelta
from zlib import crc32

from aic_tracker import formats
from aic_tracker.accounts.models import Role, User
from aic_tracker.calendar_fr import add_months, paris_instant, previous_working_day
from aic_tracker.db import db
from aic_tracker.demo.people import Company, account
from aic_tracker.demo.stage import Lines, Stage, read
from aic_tracker.folding import searchable
from aic_tracker.laureates.models import (
    Laureate,
    LaureateStatus,
    LegalForm,
    MemberRole,
    Membership,
    Operator,
    Organisation,
    Season,
    SupportPeriod,
)
from aic_tracker.laureates.rules import is_siren, is_siret, last_day
from aic_tracker.renewals.models import Outcome, RenewalDecision
from aic_tracker.territories import Territory

HANDOVER_MONTHS = 4
ENDED = "Les objectifs de la saison sont tenus pour l’essentiel ; la suite relève des partenaires rencontrés."
RENEWED = (
    "Les premiers usages publics sont là, mais la convention et le financement demandent une seconde année. "
    "Les objectifs ouverts sont reconduits."
)


def anchor(line: Lines, season: Lines, today: date) -> date:
    """First day of the first period: the season's own, or the one that brings the last term where it is wished."""
    if "starts_on" in season:
        start: date = season["starts_on"]
        return start
    wished = line["term"]
    term = add_months(today, wished.get("months", 0)) + timedelta(days=wished.get("days", 0))
    return add_months(term, -season["months"] * line.get("periods", 1))


def invented_siret(slug: str) -> str:
    """One whose keys hold, always the same for a project: its first digits are of no real organisation of today."""
    siren = next(filter(is_siren, _ending_with_each_digit(f"000{crc32(slug.encode()) % 100_000:05d}")))
    return next(filter(is_siret, _ending_with_each_digit(f"{siren}0001")))


def _ending_with_each_digit(digits: str) -> Iterator[str]:
    return (f"{digits}{key}" for key in range(10))


def set_up(line: Lines, season_line: Lines, season: Season, company: Company, today: date) -> Stage:
    starts_on = anchor(line, season_line, today)
    created_at = paris_instant(previous_working_day(starts_on - timedelta(days=10)), 10)
    siret = invented_siret(line["slug"])
    organisation = Organisation(
        name=line["organisation"],
        legal_form=LegalForm.ASSOCIATION,
        town=line["town"],
        siren=siret[:9],
        siret=siret,
    )
    laureate = Laureate(
        name=line["name"],
        slug=line["slug"],
        tagline=line["tagline"],
        organisation=organisation,
        season=season,
        operator=Operator(line["operator"]),
        themes=line["themes"],
        axes=line["axes"],
        town=line["town"],
        territory=Territory(line.get("territory", Territory.MAINLAND)),
        website=line.get("website"),
        search_text=searchable(
            line["name"], line["tagline"], *line["themes"], line["town"], line["organisation"], line["town"]
        ),
        created_at=created_at,
    )
    db.session.add(laureate)
    periods = _periods(laureate, starts_on, line.get("periods", 1), season_line["months"])
    if season.ends_on:
        laureate.status = LaureateStatus.ENDED
    stage = Stage(
        today=today,
        script=read(f"projects/{line['slug']}.toml"),
        laureate=laureate,
        periods=periods,
        leads=_leads(line, company, starts_on),
        coaches=[company.team[line["second_coach"]]] if "second_coach" in line else [],
        referents=[account(email, name, Role.REFERENT, created_at) for email, name in line["referents"]],
        observers=[account(email, name, Role.REFERENT, created_at) for email, name in line.get("observers", ())],
        direction=company.team["direction"],
        experts=company.experts,
        accounts=company.accounts,
        busy=company.busy,
    )
    db.session.flush()
    _tell_opening(stage)
    _add_members(stage)
    _decide(stage)
    db.session.flush()
    return stage


def _periods(laureate: Laureate, starts_on: date, count: int, months: int) -> list[SupportPeriod]:
    """Each starts on the previous term, and its own term is counted from there."""
    periods = []
    for number in range(1, count + 1):
        term_on = add_months(starts_on, months)
        periods.append(SupportPeriod(laureate=laureate, number=number, starts_on=starts_on, term_on=term_on))
        starts_on = term_on
    db.session.add_all(periods)
    return periods


def _leads(line: Lines, company: Company, starts_on: date) -> list[tuple[date, User]]:
    lead = company.team[line["coach"]]
    if "former_coach" not in line:
        return [(starts_on, lead)]
    return [(starts_on, company.team[line["former_coach"]]), (add_months(starts_on, HANDOVER_MONTHS), lead)]


def _tell_opening(stage: Stage) -> None:
    laureate, first = stage.laureate, stage.periods[0]
    day = previous_working_day(first.starts_on - timedelta(days=10))
    lead = stage.leads[0][1]
    stage.tell(day, 10, lead, "laureate.created", laureate, f"a créé le lauréat {_quoted(laureate.name)}")
    _tell_period(stage, first, lead, day, hour=10, minute=5)


def _tell_period(stage: Stage, period: SupportPeriod, actor: User, day: date, *, hour: int, minute: int) -> None:
    dates = {"starts_on": period.starts_on.isoformat(), "last_day": last_day(period.term_on).isoformat()}
    summary = f"a ouvert l’accompagnement {period.number}"
    stage.tell(day, hour, actor, "period.opened", period, summary, after=dates, minute=minute)


def _add_members(stage: Stage) -> None:
    start = stage.periods[0].starts_on
    opening = previous_working_day(start - timedelta(days=10))
    leads = stage.leads
    for (since, user), until in zip(leads, [*(day for day, _ in leads[1:]), None], strict=True):
        membership = _member(stage, user, MemberRole.LEAD_COACH, since, until)
        summary = f"a confié le projet à {user.name}"
        after = {"role": MemberRole.LEAD_COACH.value, "from_on": since.isoformat(), "lead_coach": user.name}
        before = None if since == start else {"lead_coach": leads[0][1].name}
        day = opening if since == start else previous_working_day(since - timedelta(days=1))
        stage.tell(day, 10, leads[0][1], "member.added", membership, summary, before=before, after=after, minute=10)
    others = (
        (stage.coaches, MemberRole.COACH),
        (stage.referents, MemberRole.REFERENT),
        (stage.observers, MemberRole.OBSERVER),
    )
    for users, role in others:
        for user in users:
            membership = _member(stage, user, role, start, None)
            summary = f"a ajouté {user.name} comme membre du projet"
            after = {"role": role.value, "from_on": start.isoformat()}
            stage.tell(opening, 10, leads[0][1], "member.added", membership, summary, after=after, minute=15)


def _member(stage: Stage, user: User, role: MemberRole, from_on: date, until_on: date | None) -> Membership:
    membership = Membership(user=user, laureate=stage.laureate, role=role, from_on=from_on, until_on=until_on)
    db.session.add(membership)
    return membership


def _decide(stage: Stage) -> None:
    """Each period that another follows was renewed; those of an ended laureate came to their end."""
    for period in stage.periods:
        last = period is stage.last_period
        if last and stage.laureate.status is not LaureateStatus.ENDED:
            continue
        outcome = Outcome.END if last else Outcome.RENEW
        day = previous_working_day(period.term_on - timedelta(days=15))
        decision = RenewalDecision(
            period=period,
            outcome=outcome,
            reason=ENDED if last else RENEWED,
            decided_on=day,
            decided_at=paris_instant(day, 16),
            effective_on=period.term_on,
            decider=stage.direction,
            carried_at=paris_instant(period.term_on, 0) if not last and period.term_on <= stage.today else None,
        )
        db.session.add(decision)
        stage.renewals.append(decision)
        effective = formats.date_plain(period.term_on)
        summary = (
            f"a mis fin à l’accompagnement {period.number} à son terme, le {effective}"
            if last
            else f"a renouvelé l’accompagnement {period.number}, à compter du {effective}"
        )
        before = {"ended_on": None, "decision": None}
        after = {"decision": outcome.value, "reason": decision.reason, "ended_on": None}
        verb = f"renewal.{outcome.value}"
        stage.tell(day, 16, stage.direction, verb, decision, summary, before=before, after=after)
        if not last:
            _tell_period(stage, stage.period(period.number + 1), stage.direction, day, hour=16, minute=1)


def _quoted(name: str) -> str:
    return f"«{formats.NBSP}{name}{formats.NBSP}»"
