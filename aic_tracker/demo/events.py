"""Events: one that took place, with those who came; a workshop that is full; a demonstration open to the public."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import next_working_day, paris_instant, previous_working_day
from aic_tracker.db import db
from aic_tracker.demo.people import Company
from aic_tracker.demo.stage import Lines, read
from aic_tracker.events import guests
from aic_tracker.events.models import Answer, Attendance, Audience, Event, EventKind, EventStatus
from aic_tracker.formats import plural
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Season
from aic_tracker.mail.outsiders import Outsider

ORGANISER = "coach"


def add(seasons: dict[str, Season], company: Company, today: date) -> None:
    """Once all the laureates and their people are there."""
    organiser = company.team[ORGANISER]
    for line in read("events.toml")["events"]:
        _add(line, seasons, organiser, company.team, today)


def _add(line: Lines, seasons: dict[str, Season], organiser: User, team: dict[str, User], today: date) -> None:
    near = today + timedelta(days=line["in"])
    day = previous_working_day(near) if near < today else next_working_day(near)
    announced_at = paris_instant(previous_working_day(min(day, today) - timedelta(days=line["announced"])), 11)
    season = seasons[line["season"]] if "season" in line else None
    event = Event(
        kind=EventKind(line["kind"]),
        status=EventStatus.ANNOUNCED,
        title=line["title"],
        description=line["description"],
        starts_at=paris_instant(day, line["hour"]),
        duration_minutes=line["minutes"],
        place=line["place"],
        access_notes=line.get("access", ""),
        link=line.get("link"),
        capacity=line.get("capacity"),
        audience=Audience.SEASON if season else Audience.ALL,
        season=season,
        season_id=season.id if season else None,
        is_public=line.get("public", False),
        thanks=line.get("thanks", ""),
        organiser=organiser,
        organiser_id=organiser.id,
        uid=f"evenement-{line['slug']}@demo.example.org",
        changed_at=announced_at,
        attendances=[],
        laureates=[],
    )
    db.session.add(event)
    db.session.flush()
    outside = [Outsider(email, name) for email, name in line.get("guests", ())]
    guests.invite(event, people=[team[key] for key in line.get("team", ())], guests=outside, today=today)
    _answer(event.attendances, line, announced_at, was_held=day < today)
    db.session.flush()
    _tell(event, organiser, announced_at)


def _answer(people: Sequence[Attendance], line: Lines, announced_at: datetime, *, was_held: bool) -> None:
    """In the order in which they are invited: those who come take the places, the others wait for one."""
    answers, needs = line["answers"], line.get("needs", {})
    came = frozenset(line.get("came", ()))
    for rank, one in enumerate(people):
        one.told_at = announced_at
        said = Answer(answers[rank % len(answers)])
        if said is not Answer.INVITED:
            one.answer, one.answered_at = said, announced_at + timedelta(hours=2 + rank)
        if said is Answer.YES and _taken(people) > line.get("capacity", len(people)):
            one.answer = Answer.WAITING
            one.queue_rank = 1 + max((other.queue_rank or 0 for other in people), default=0)
        if was_held:
            one.came_at = one.event.starts_at - timedelta(minutes=9 - rank % 9) if rank in came else None
        else:
            one.needs = needs.get(str(rank), "")


def _taken(people: Sequence[Attendance]) -> int:
    return sum(one.answer is Answer.YES for one in people)


def _tell(event: Event, organiser: User, announced_at: datetime) -> None:
    told = plural(len(event.attendances), "personne")
    for verb, at, summary in (
        ("event.prepared", announced_at - timedelta(hours=1), f"a préparé l’événement {event.title_and_day}"),
        ("event.announced", announced_at, f"a invité {told} à l’événement {event.title_and_day}"),
    ):
        entry = JournalEntry(
            at=at, actor_id=organiser.id, verb=verb, object_type="event", object_id=event.id, summary=summary
        )
        db.session.add(entry)
