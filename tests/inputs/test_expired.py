"""A page left open too long: every form says so, keeps what was typed, and does nothing."""

import html

import pytest

from aic_tracker.formats import NBSP
from aic_tracker.web import fields
from aic_tracker.web.forms import EXPIRED
from tests.inputs.doors import Door, House, doors, encoded, made_forms

pytestmark = pytest.mark.looks

FORM = "application/x-www-form-urlencoded"
LEFT_OUT = {
    "/desinscription/<token>": "the secret of the address is the token (RFC 8058)",
    "/deconnexion": "leaving does no harm",
    "/apercu": "writes nothing",
    "/laureats/<slug>/objectifs/<int:objective_id>/placer": "sent by the script, which reloads the page",
    "/laureats/<slug>/priorites/<int:priority_id>/placer": "sent by the script, which reloads the page",
    "/laureats/<slug>/aides/structure/lier": "this world has no other structure: its form is not shown",
    "/administration/comptes/<int:user_id>/effacer": "a name typed to confirm is typed again on a fresh page",
    "/laureats/nouveau/personnes": "this world has no draft: one is led to its first step",
}


def written(door: Door) -> dict[str, str]:
    """Words of their own in each box where one writes."""
    boxes = [box for box in door.boxes.values() if issubclass(box.of, fields.ShortText) and box.of.kind != "hidden"]
    return {box.name: f"mot-{number} « é »" for number, box in enumerate(boxes)}


@pytest.mark.parametrize("token", ["", "perimé"])
def test_an_expired_page_keeps_what_was_typed_and_does_nothing(house: House, token: str) -> None:
    offences, kept = [], 0
    for door in doors(house):
        if door.rule.rule in LEFT_OUT:
            continue
        for actor in door.actors:
            words = written(door)
            body = encoded([*words.items(), ("csrf_token", token)])
            with made_forms() as made:
                answer = house.browser(actor).post(door.path, data=body, content_type=FORM)
            # The page may hold other forms than the one that was sent: those read nothing.
            read = {words[each.name] for form in made for each in form if each.name in words and each.typed}
            if house.has_written or answer.status_code == 200 or (answer.status_code == 303 and read):
                offences.append(f"{actor} {door.path} writes, or answers {answer.status_code}")
            if answer.status_code == 422:
                page = html.unescape(answer.text)
                missing = sorted(word for word in read if word not in page)
                if missing:
                    offences.append(f"{actor} {door.path} loses {missing} of {words}")
                if EXPIRED not in page.replace(NBSP, " "):
                    offences.append(f"{actor} {door.path} does not say that the page expired")
                kept += len(read)
            house.restore()
    assert not offences, "\n".join(offences)
    assert kept > 60
