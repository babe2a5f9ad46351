"""The address by which one answers from the mail, without signing in: signed for one person and one event."""

from aic_tracker.accounts import address_links
from aic_tracker.events import queries
from aic_tracker.events.models import Answer, Attendance
from aic_tracker.mail.message import absolute_url

PURPOSE = "event-answer"
PLACE = "/evenements/reponse/"
WORDS = {"oui": Answer.YES, "peut-etre": Answer.PERHAPS, "non": Answer.NO}


def path(attendance: Attendance) -> str:
    return f"{PLACE}{address_links.sign_row(PURPOSE, attendance.id, attendance.address)}"


def addresses(attendance: Attendance) -> dict[Answer, str]:
    """By answer, the page that confirms it: opening it answers nothing."""
    return {answer: absolute_url(f"{path(attendance)}?reponse={word}") for word, answer in WORDS.items()}


def find(token: str) -> Attendance | None:
    """With its event and its account; None when the token was not made here, or for an address that is not theirs."""
    found = address_links.read_row(PURPOSE, token)
    attendance = queries.attendance(found[0]) if found else None
    if attendance is None or found is None or attendance.reader is None:
        return None
    return attendance if address_links.is_of(found[1], attendance.address) else None
