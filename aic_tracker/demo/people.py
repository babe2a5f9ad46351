"""The team, the direction, the administration and the experts."""

from dataclasses import dataclass, field
from datetime import date, datetime

from aic_tracker.accounts.models import Role, User
from aic_tracker.accounts.queries import user_by_email
from aic_tracker.calendar_fr import paris_instant
from aic_tracker.db import db
from aic_tracker.demo.stage import read
from aic_tracker.expertise.models import Expert, ExpertKind

OPENING = date(2022, 3, 1)  # a few weeks before the first season


@dataclass
class Company:
    """Those who are there before any laureate."""

    team: dict[str, User] = field(default_factory=dict)
    experts: dict[str, Expert] = field(default_factory=dict)
    accounts: dict[int, User] = field(default_factory=dict)  # of experts, by identifier of the expert
    busy: dict[tuple[int, date], int] = field(default_factory=dict)


def company() -> Company:
    lines = read("people.toml")
    opened_at = paris_instant(OPENING, 9)
    company = Company()
    for line in lines["team"]:
        company.team[line["key"]] = account(line["email"], line["name"], Role(line["role"]), opened_at)
    for line in lines["experts"]:
        user = account(line["email"], line["name"], Role.EXPERT, opened_at) if "email" in line else None
        expert = Expert(
            user=user,
            name=line["name"],
            kind=ExpertKind(line.get("kind", "person")),
            skills=line["skills"],
            availability=line["availability"],
            is_active=line.get("active", True),
        )
        company.experts[line["key"]] = expert
        db.session.add(expert)
    db.session.flush()
    for expert in company.experts.values():
        if expert.user:
            company.accounts[expert.id] = expert.user
    return company


def account(email: str, name: str, role: Role, created_at: datetime) -> User:
    """The account of this address, opened if there is none: an address given by hand before keeps its owner."""
    user = user_by_email(email)
    if user is None:
        user = User(email=email, name=name, role=role, is_active=True, created_at=created_at)
        db.session.add(user)
        db.session.flush()
    return user
