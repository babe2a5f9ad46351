"""What the demonstration shows of Démarche numérique: a few dossiers of candidates, as a pass would have left them."""

import base64
from datetime import datetime, timedelta
from hashlib import md5, sha256

from aic_tracker.db import db
from aic_tracker.documents import storage
from aic_tracker.sources.models import Dossier, DossierFile, DossierState, Source, SourceKind

PROCEDURE = 98765
QUESTIONS = (
    ("nom", "Nom du projet", "TextChampDescriptor"),
    ("phrase", "Présentez votre commun en une phrase", "TextareaChampDescriptor"),
    ("libre", "Est-il publié sous une licence libre ?", "YesNoChampDescriptor"),
    ("commune", "Commune du projet", "CommuneChampDescriptor"),
)
ASKED = (
    (101, "Herbier ouvert", "Les plantes de nos rues, décrites par celles et ceux qui y passent", "Nantes", "SANS"),
    (102, "Carnet de liaison", "Un carnet libre entre familles et écoles rurales", "Aurillac", "EN_INSTRUCTION"),
    (103, "Partitions communes", "Des partitions du domaine public, relues et jouables", "Arras", "EN_CONSTRUCTION"),
)


def add(now: datetime) -> None:
    """Three dossiers of which one went, and the source as its last pass left it."""
    db.session.add(
        Source(
            kind=SourceKind.DEMARCHE,
            began_at=now - timedelta(minutes=9),
            ended_at=now - timedelta(minutes=9),
            succeeded_at=now - timedelta(minutes=9),
            problem="",
            counts={"added": len(ASKED)},
            state={},
            questions=[{"id": key, "label": label, "type": kind} for key, label, kind in QUESTIONS],
            matching={"nom": "project.name", "phrase": "project.tagline", "commune": "project.town"},
        )
    )
    for rank, (number, name, phrase, town, state) in enumerate(ASKED):
        submitted = now - timedelta(days=20 - rank)
        values = (name, phrase, True, {"name": town})
        dossier = Dossier(
            number=98_765_000 + number,
            remote_id=f"demo-{number}",
            procedure=PROCEDURE,
            state=DossierState.SANS_SUITE if state == "SANS" else DossierState[state],
            email=f"candidature{number}@example.org",
            applicant={"kind": "PersonneMorale", "name": f"Association {name}", "town": town},
            answers=[
                {"id": key, "label": label, "type": kind.removesuffix("Descriptor"), "value": value, "text": ""}
                for (key, label, kind), value in zip(QUESTIONS, values, strict=True)
            ],
            annotations=[],
            labels=["À relire"] if rank == 1 else [],
            motivation="Le projet est déjà accompagné ailleurs." if state == "SANS" else "",
            submitted_at=submitted,
            changed_at=submitted + timedelta(days=1),
            seen_at=now - timedelta(minutes=9),
            taken_at=now - timedelta(days=2) if rank == 1 else None,
            files=[_letter(name)],
        )
        db.session.add(dossier)


def _letter(name: str) -> DossierFile:
    """What each of them joined."""
    content = f"{name}\n\nLettre d’intention, inventée pour la démonstration.\n".encode()
    return DossierFile(
        question_id="lettre",
        filename="lettre-d-intention.txt",
        media_type="text/plain",
        size=len(content),
        checksum=base64.b64encode(md5(content, usedforsecurity=False).digest()).decode(),
        stored_name=storage.keep(content, sha256(content).hexdigest()[:48]),
        problem="",
        tries=0,
    )
