"""The minutes of a point as a document."""

from collections.abc import Sequence
from datetime import datetime

from aic_tracker import formats
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints.models import Checkpoint
from aic_tracker.folding import french_order
from aic_tracker.laureates.models import Laureate
from aic_tracker.paper import prose, typesetting
from aic_tracker.paper.heading import heading
from aic_tracker.territories import Territory


def minutes_name(point: Checkpoint, laureate: Laureate) -> str:
    return f"{laureate.slug}-point-{point.number}-{paris_day(point.starts_at).isoformat()}.pdf"


def minutes_pdf(
    point: Checkpoint,
    laureate: Laureate,
    following: Checkpoint | None,
    *,
    at: datetime,
    changes: Sequence[str] = (),
) -> bytes:
    """The minutes of a closed point, with its people and the actions decided loaded.

    `following` is the point fixed after this one; `changes` says line by line what the roadmap became since the last.
    """
    parts = [
        {"title": title, "blocks": blocks}
        for title, blocks in (
            ("Ordre du jour", prose.blocks(point.agenda)),
            ("Depuis le dernier point", prose.bullets(changes)),
            ("Compte rendu", prose.blocks(point.minutes)),
            ("Décisions", prose.blocks(point.decisions)),
        )
        if blocks
    ]
    day = formats.date_plain(paris_day(point.starts_at))
    values = {
        **heading(f"Compte rendu du point du {day}", laureate.name, _name(point), at=at),
        "facts": _facts(point, laureate.territory),
        "parts": parts,
        "actions": [
            [action.title, action.owner.name if action.owner else "À désigner", formats.date_plain(action.due_on)]
            for action in point.actions
        ],
        "next": _next(point, following, laureate.territory),
    }
    return typesetting.pdf("minutes", values, at=at)


def _name(point: Checkpoint) -> str:
    return f"{point.kind.label.lower()} n°{formats.NBSP}{point.number}"


def _facts(point: Checkpoint, territory: Territory) -> list[tuple[str, str]]:
    present = sorted((attendee.user.name for attendee in point.attendees if attendee.was_present), key=french_order)
    absent = sorted((attendee.user.name for attendee in point.attendees if not attendee.was_present), key=french_order)
    rows = [
        ("Version", f"{point.minutes_version}, corrigée" if point.minutes_version > 1 else ""),
        ("Date", formats.appointment(point.starts_at, territory)),
        ("Lieu ou lien", point.place),
        ("Présentes et présents", formats.listed(present)),
        ("Absentes et absents", formats.listed(absent)),
    ]
    return [(term, said) for term, said in rows if said]


def _next(point: Checkpoint, following: Checkpoint | None, territory: Territory) -> str:
    if following is not None:
        place = f", {following.place}" if following.place else ""
        return f"Prochain point le {formats.appointment(following.starts_at, territory)}{place}."
    reason = f"{formats.NBSP}: {point.no_next_reason}" if point.no_next_reason else "."
    return f"Aucun autre point n’a été fixé{reason}"
