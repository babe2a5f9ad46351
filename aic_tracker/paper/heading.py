"""What stands at the head and the foot of every document."""

from datetime import datetime

from aic_tracker import formats
from aic_tracker.calendar_fr import paris_day

PROGRAMME = "Accélérateur d’initiatives citoyennes"


def heading(title: str, project: str, *details: str, at: datetime) -> dict[str, str]:
    """The title, the project it is about, and the day: the same words for every document."""
    return {
        "title": f"{title} — {project}",
        "heading": title,
        "subtitle": " — ".join(dict.fromkeys([project, *details])),
        "author": PROGRAMME,
        "programme": PROGRAMME,
        "footer": f"{project} — {title} — édition du {formats.date_plain(paris_day(at))}",
    }
