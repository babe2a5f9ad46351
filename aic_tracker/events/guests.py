"""Who is invited to an event: the referents of its laureates, and the people and addresses that were named."""

from collections.abc import Sequence
from datetime import date

from aic_tracker.accounts import queries as accounts
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.events.models import Attendance, Audience, Event
from aic_tracker.laureates import queries as laureates
from aic_tracker.laureates.models import Laureate, MemberRole
from aic_tracker.mail.outsiders import Outsider


def invite(event: Event, *, people: Sequence[User], guests: Sequence[Outsider], today: date) -> list[Attendance]:
    """These people and the referents of the event's laureates, and nobody else. Returns who is taken off.

    An address that has an account is that person. Who came without being invited stays.
    """
    named = {user.id: user for user in people}
    outside: dict[str, Outsider] = {}
    for guest in guests:
        owner = accounts.user_by_email(guest.email)
        if owner is not None:
            named[owner.id] = owner
        else:
            outside[guest.email] = guest
    users = {user.id: user for user in concerned(event, today)} | named
    off = [one for one in event.attendances if not _stays(one, users, outside)]
    for one in off:
        event.attendances.remove(one)
        db.session.delete(one)
    for one in event.attendances:
        one.is_named = one.user_id in named if one.user_id is not None else True
        if one.email in outside:
            one.name = outside[one.email].name
    _add(event, users, set(named), outside)
    return off


def invite_newcomers(event: Event, today: date) -> None:
    """Those who have joined the laureates of the event since it was last saved."""
    _add(event, {user.id: user for user in concerned(event, today)}, set(), {})


def newcomers(event: Event, today: date) -> list[User]:
    known = {one.user_id for one in event.attendances}
    return [user for user in concerned(event, today) if user.id not in known]


def concerned(event: Event, today: date) -> list[User]:
    """The referents, on that day, of the supported laureates that the event is for; each once."""
    if event.audience is Audience.NAMED:
        return []
    asked = {laureate.id for laureate in event.laureates}
    ids = {laureate.id for laureate, _starts, _until in supported(today) if _is_for(event, laureate, asked)}
    teams = laureates.teams(ids, today)
    return list({user.id: user for id in sorted(ids) for user in teams[id].referents}.values())


def referent_of(person: User, day: date) -> Sequence[Laureate]:
    """The laureates whose referent this person was on that day: to each of them the time of an event may be noted."""
    places = laureates.places_from(person, day)
    ids = [one.laureate_id for one in places if one.role is MemberRole.REFERENT and one.active_on(day)]
    return laureates.loaded_those(ids) if ids else []


def supported(today: date) -> list[tuple[Laureate, date, date]]:
    return laureates.supported_laureates(today, today)


def _is_for(event: Event, laureate: Laureate, asked: set[int]) -> bool:
    if event.audience is Audience.SEASON:
        return laureate.season_id == event.season_id
    return event.audience is Audience.ALL or laureate.id in asked


def _stays(one: Attendance, users: dict[int, User], outside: dict[str, Outsider]) -> bool:
    if one.user_id is not None:
        return one.user_id in users
    return one.email is None or one.email in outside


def _add(event: Event, users: dict[int, User], named: set[int], outside: dict[str, Outsider]) -> None:
    known = {one.user_id for one in event.attendances}
    addresses = {one.email for one in event.attendances}
    event.attendances.extend(
        Attendance(user=user, user_id=user.id, is_named=user.id in named)
        for user in users.values()
        if user.id not in known
    )
    event.attendances.extend(
        Attendance(email=guest.email, name=guest.name, is_named=True, user=None)
        for guest in outside.values()
        if guest.email not in addresses
    )
