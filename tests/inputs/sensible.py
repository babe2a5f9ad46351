"""Bodies that a door accepts: what somebody who knows the house would type, tried one after the other."""

import random
from datetime import date, timedelta
from itertools import count
from typing import Any

from aic_tracker import clock
from aic_tracker.web import choices, fields
from aic_tracker.web.uploads import File
from tests.inputs.doors import Box, Door, House

TRIES = 25
DAYS = (-3, 0, 20, 200, -30, 3)
Body = list[tuple[str, str]]


def accepted(house: House, door: Door, actor: str) -> Body | None:
    """A body that is answered by a redirection once something is written; what it wrote is taken back."""
    tried: list[Body] = []
    for attempt in range(TRIES):
        body = typed(door, random.Random(f"{door.path} {actor} {attempt}"), attempt)
        if body in tried:  # the house is as it was: so would be the answer
            continue
        tried.append(body)
        answer = house.post(actor, door.path, body)
        is_written = house.has_written
        house.restore()
        if answer.status_code == 303 and is_written:
            return body
        if answer.status_code in (403, 404, 405) or (not door.boxes and attempt):
            return None
    return None


def typed(door: Door, chance: random.Random, attempt: int = 0) -> Body:
    pairs: Body = []
    for number, box in zip(count(), door.boxes.values(), strict=False):
        if issubclass(box.of, File):
            continue
        value = _value(box, chance, attempt, number)
        if value is not None:
            pairs.append((box.name, value))
            if issubclass(box.of, fields.Moment):
                pairs.append((box.name, "14:30"))
    return pairs


def _value(box: Box, chance: random.Random, attempt: int, number: int) -> str | None:
    if issubclass(box.of, choices.Confirm):
        return "1"
    if issubclass(box.of, choices.Tick):
        return chance.choice(["1", None])
    if box.options:
        return chance.choice([option for option in box.options if option] or [""])
    if issubclass(box.of, fields.Version):
        return box.value
    if issubclass(box.of, fields.Day):
        return _day(chance)
    if issubclass(box.of, fields.WholeNumber | fields.Decimal):
        return chance.choice([box.value or "1", "1", "2", "60"])
    if issubclass(box.of, fields.Email):
        return f"personne{number}@example.org"
    if issubclass(box.of, fields.Link):
        return "https://example.org/page"
    return _text(box, chance, number)


def _day(chance: random.Random) -> str:
    day: date = clock.today() + timedelta(days=chance.choice(DAYS))
    return day.isoformat()


def _text(box: Box, chance: random.Random, number: int) -> Any:
    special = {"siren": "732829320", "rna": "W751234567", "nace": "94.99Z", "slug": "commun"}
    for name, value in special.items():
        if box.name.endswith(name):
            return value
    if box.of is fields.Entry:  # a hidden value of the page, as it was shown
        return box.value
    return chance.choice([f"Texte {number}", box.value or f"Texte {number}"])
