"""Files attached to projects and to appuis: real documents, a page each."""

from datetime import date
from hashlib import sha256

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import next_working_day, paris_instant
from aic_tracker.db import db
from aic_tracker.demo.stage import Stage
from aic_tracker.documents import rules, storage
from aic_tracker.documents.models import Document, Holder
from aic_tracker.formats import quoted
from aic_tracker.laureates.rules import last_day
from aic_tracker.paper import prose, typesetting
from aic_tracker.paper.heading import heading

AGREEMENT = """L’Accélérateur d’initiatives citoyennes et la structure porteuse s’accordent sur l’accompagnement.

- **L’équipe d’accompagnement** apporte des points réguliers, des appuis métier et des mises en relation.
- **La structure porteuse** donne deux à quatre jours par mois, et publie ses résultats sous licence libre.

> Document d’exemple, propre à la démonstration."""


def build(stage: Stage) -> None:
    for period in stage.periods:
        day = next_working_day(period.starts_on)
        span = f"du {formats.date_plain(period.starts_on)} au {formats.date_plain(last_day(period.term_on))}"
        _attach(stage, day, stage.lead_on(day), f"Convention d’accompagnement {period.number}", f"Période {span}.")


def _attach(stage: Stage, day: date, author: User, title: str, fact: str) -> None:
    at = paris_instant(stage.before_today(day), 16)
    content = typesetting.pdf(
        "minutes",
        {
            **heading(title, stage.laureate.name, stage.laureate.organisation.name, at=at),
            "facts": [("Projet", stage.laureate.name), ("Durée", fact)],
            "parts": [{"title": "Engagements", "blocks": prose.blocks(AGREEMENT)}],
            "actions": [],
            "next": "Les deux parties se retrouvent à chaque point.",
        },
        at=at,
    )
    digest = sha256(content).hexdigest()
    document = Document(
        laureate_id=stage.laureate.id,
        holder=Holder.LAUREATE,
        holder_id=stage.laureate.id,
        filename=rules.clean_filename(f"{title}.pdf", rules.PDF),
        media_type=rules.PDF.media_type,
        size=len(content),
        sha256=digest,
        # The same day makes the same rows.
        stored_name=storage.keep(content, digest[:48]),
        author_id=author.id,
        added_at=at,
    )
    db.session.add(document)
    summary = f"a joint le document {quoted(document.filename)}"
    stage.tell(day, 16, author, "document.added", document, summary)
