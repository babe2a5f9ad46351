"""Introductions of a laureate, the directory of contacts, and who courts whom."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from aic_tracker.accounts.models import User
from aic_tracker.accounts.queries import is_nobody
from aic_tracker.calendar_fr import add_months
from aic_tracker.db import by_code_point, db
from aic_tracker.folding import searchable
from aic_tracker.formats import plural
from aic_tracker.introductions import rules
from aic_tracker.introductions.models import Contact, Introduction, IntroductionStatus
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, LaureateStatus, SupportPeriod
from aic_tracker.prepared import prepared
from aic_tracker.roadmap.holdings import tells_what_it_hangs

OPEN = [status for status in IntroductionStatus if status.is_open]


def board(
    laureate: Laureate, period: SupportPeriod, *, with_open: bool
) -> dict[IntroductionStatus, list[Introduction]]:
    """The introductions of a period by status, the nearest next step first; every status is there.

    `with_open` adds those of the other periods that are still followed. Contact, owner and objective are loaded.
    """
    shown = Introduction.period_id == period.id
    if with_open:
        shown = sa.or_(shown, Introduction.status.in_(OPEN))
    statement = (
        sa.select(Introduction)
        .where(Introduction.laureate_id == laureate.id, shown)
        .options(joinedload(Introduction.contact), joinedload(Introduction.owner), joinedload(Introduction.objective))
        .order_by(Introduction.next_step_on.is_(None), Introduction.next_step_on, Introduction.id)
    )
    by_status: dict[IntroductionStatus, list[Introduction]] = {status: [] for status in IntroductionStatus}
    for introduction in db.session.scalars(statement):
        by_status[introduction.status].append(introduction)
    return by_status


def introductions_of_period(period_id: int) -> list[Introduction]:
    """What a report tells: every introduction of the period, the oldest first, with its contact."""
    return list(db.session.scalars(*_of_period(period_id)))


@prepared
def _of_period(period_id: int) -> sa.Select[Introduction]:
    return (
        sa.select(Introduction)
        .where(Introduction.period_id == period_id)
        .options(joinedload(Introduction.contact))
        .order_by(Introduction.created_at, Introduction.id)
    )


def introduction_of(laureate: Laureate, introduction_id: int, *, lock: bool = False) -> Introduction | None:
    """One introduction of the laureate with its contact, owner and objective; `lock` keeps it until the end."""
    statement = (
        sa.select(Introduction)
        .where(Introduction.id == introduction_id, Introduction.laureate_id == laureate.id)
        .options(joinedload(Introduction.contact), joinedload(Introduction.owner), joinedload(Introduction.objective))
    )
    if lock:
        statement = statement.with_for_update(of=Introduction)
    return db.session.scalar(statement)


def is_followed(laureate_id: int, contact_id: int) -> bool:
    """Whether an introduction of the laureate to this contact is open; nobody else opens one meanwhile."""
    laureates.hold_laureate(laureate_id)
    one = sa.select(Introduction.id).where(
        Introduction.laureate_id == laureate_id,
        Introduction.contact_id == contact_id,
        Introduction.status.in_(OPEN),
    )
    return bool(db.session.scalar(sa.select(one.exists())))


@dataclass(frozen=True)
class Courting:
    """One laureate's way to a contact; `coaches` are those who lead the laureate today."""

    introduction: Introduction
    laureate: Laureate
    coaches: list[User]


def courting(contact_ids: Collection[int], today: date) -> dict[int, list[Courting]]:
    """By contact, every introduction to it with its laureate and lead coaches, the open ones first; two statements."""
    statement = (
        sa.select(Introduction)
        .where(Introduction.contact_id.in_(contact_ids))
        .options(joinedload(Introduction.laureate))
        .order_by(Introduction.status.in_(OPEN).desc(), Introduction.status_since.desc(), Introduction.id)
    )
    introductions = list(db.session.scalars(statement))
    coaches = laureates.lead_coaches({introduction.laureate_id for introduction in introductions}, today)
    found: dict[int, list[Courting]] = defaultdict(list)
    for introduction in introductions:
        line = Courting(introduction, introduction.laureate, coaches.get(introduction.laureate_id, []))
        found[introduction.contact_id].append(line)
    return found


def courted_elsewhere(laureate: Laureate, contact_ids: Collection[int], today: date) -> dict[int, list[Courting]]:
    """By contact, the other laureates that are in touch with it or mean to be: for coaches only."""
    kept = {
        contact_id: [
            line
            for line in lines
            if line.laureate.id != laureate.id and line.introduction.status is not IntroductionStatus.NO_FOLLOW_UP
        ]
        for contact_id, lines in courting(contact_ids, today).items()
    }
    return {contact_id: lines for contact_id, lines in kept.items() if lines}


def contacts(*, search: str = "", inactive: bool = False, to_verify_on: date | None = None) -> sa.Select[Contact]:
    """A select of the directory by organisation, the search blind to accents and capitals.

    `to_verify_on`: those whose details are old on that day.
    """
    statement = sa.select(Contact).where(Contact.is_active.is_not(inactive))
    for word in searchable(search).split():
        statement = statement.where(Contact.search_text.contains(word, autoescape=True))
    if to_verify_on is not None:
        oldest = add_months(to_verify_on, -rules.VERIFIED_MONTHS)
        statement = statement.where(sa.or_(Contact.verified_on.is_(None), Contact.verified_on <= oldest))
    return statement.order_by(by_code_point(Contact.search_text), Contact.id)


def every_contact() -> Sequence[Contact]:
    return db.session.scalars(sa.select(Contact)).all()


def contact(contact_id: int, *, lock: bool = False) -> Contact | None:
    statement = sa.select(Contact).where(Contact.id == contact_id)
    return db.session.scalar(statement.with_for_update() if lock else statement)


def contact_options(*, current: Contact | None = None) -> list[tuple[Contact, str]]:
    """Active contacts to choose from; the one already chosen stays."""
    kept = sa.or_(Contact.is_active, Contact.id == (current.id if current else None))
    statement = sa.select(Contact).where(kept).order_by(by_code_point(Contact.search_text), Contact.id)
    return [(one, f"{one.organisation} — {one.person}") for one in db.session.scalars(statement)]


def namesake(organisation: str, person: str, *, but: Contact | None = None) -> Contact | None:
    """The contact already kept under these names, accents and capitals aside."""
    wanted = searchable(organisation), searchable(person)
    statement = sa.select(Contact).where(Contact.search_text.startswith(" ".join(wanted), autoescape=True))
    for one in db.session.scalars(statement):
        if one is not but and (searchable(one.organisation), searchable(one.person)) == wanted:
            return one
    return None


def due_between(first: date, last: date) -> list[Introduction]:
    """Introductions without an outcome, whose next step is due between these days, both included."""
    statement = (
        sa.select(Introduction)
        .join(Introduction.laureate)
        .where(Introduction.status.in_([status for status in IntroductionStatus if status.is_open]))
        .where(Introduction.next_step_on.between(first, last), Laureate.status != LaureateStatus.ENDED)
        .options(joinedload(Introduction.laureate), joinedload(Introduction.owner), joinedload(Introduction.contact))
        .order_by(Introduction.id)
    )
    return list(db.session.scalars(statement))


def partnerships_of(laureate: Laureate) -> list[Introduction]:
    """Those of all periods, the oldest first, with their contact."""
    statement = (
        sa.select(Introduction)
        .where(Introduction.laureate_id == laureate.id, Introduction.status == IntroductionStatus.PARTNERSHIP)
        .options(joinedload(Introduction.contact))
        .order_by(Introduction.status_since, Introduction.id)
    )
    return list(db.session.scalars(statement))


def contacts_at(user: User) -> Sequence[Contact]:
    """The contacts of the directory at the person's address."""
    return db.session.scalars(sa.select(Contact).where(Contact.email == user.email)).all()


def introductions_to(laureate_ids: Collection[int]) -> list[Introduction]:
    """What `totals_of` counts, each with its contact, owner and objective, the oldest first."""
    statement = (
        sa.select(Introduction)
        .where(Introduction.laureate_id.in_(laureate_ids))
        .options(joinedload(Introduction.contact), joinedload(Introduction.owner), joinedload(Introduction.objective))
        .order_by(Introduction.created_at, Introduction.id)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Totals:
    introductions: int
    partnerships: int
    months_gained: int


def totals_of(laureate_ids: Collection[int]) -> Totals:
    partnership = sa.case((Introduction.status == IntroductionStatus.PARTNERSHIP, 1), else_=0)
    statement = sa.select(sa.func.count(), sa.func.sum(partnership), sa.func.sum(Introduction.months_gained)).where(
        Introduction.laureate_id.in_(laureate_ids)
    )
    count, partnerships, months = db.session.execute(statement).one()
    return Totals(count, int(partnerships or 0), int(months or 0))


def open_introductions_owned_by(user: User) -> Sequence[Introduction]:
    """Those without an outcome that the person follows, in every project."""
    statement = sa.select(Introduction).where(Introduction.owner_id == user.id, Introduction.status.in_(OPEN))
    return db.session.scalars(statement.order_by(Introduction.id)).all()


def introductions_left() -> sa.Select[int]:
    """The laureates that have an introduction without an outcome that nobody follows."""
    left = sa.select(Introduction.laureate_id).outerjoin(Introduction.owner)
    return left.where(Introduction.status.in_(OPEN), is_nobody(Introduction.owner_id))


@tells_what_it_hangs
def introductions_serving(objective_ids: Collection[int]) -> list[str]:
    """How many are meant for these objectives, in words."""
    statement = sa.select(sa.func.count(Introduction.id)).where(Introduction.objective_id.in_(objective_ids))
    count = db.session.scalar(statement) or 0
    return [plural(count, "mise en relation", "mises en relation")] if count else []
