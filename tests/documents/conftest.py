"""A project with its people, a closed point, a roadmap and a diagnostic; and small files of each kind."""

import zipfile
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.models import Attendee, Checkpoint, CheckpointStatus
from aic_tracker.db import db
from aic_tracker.diagnostic.models import Diagnostic
from aic_tracker.expertise.models import Assignment, AssignmentStatus, Expert
from aic_tracker.laureates.models import Axis, Laureate
from aic_tracker.roadmap.models import Means, MeansKind, ObjectiveStatus, Roadmap
from tests import factories as make

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR" + bytes(30)
JPEG = b"\xff\xd8\xff\xe0" + bytes(30) + b"\xff\xd9"
WEBP = b"RIFF\x10\x00\x00\x00WEBPVP8 "


def archive(*parts: tuple[str, str]) -> bytes:
    output = BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts:
            how = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            made.writestr(name, text, how)
    return output.getvalue()


ODT = archive(("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "<x/>"))
DOCX = archive(
    (
        "[Content_Types].xml",
        '<Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>',
    ),
    ("word/document.xml", "<x/>"),
)


@dataclass
class Project:
    laureate: Laureate
    coach: User
    referent: User
    direction: User
    expert: Expert
    expert_user: User
    assignment: Assignment
    foreign_assignment: Assignment
    point: Checkpoint
    roadmap: Roadmap
    diagnostic: Diagnostic

    @property
    def url(self) -> str:
        return "/laureats/vikidia"


@pytest.fixture
def project(app) -> Project:
    return build_project()


def build_project() -> Project:
    laureate = make.laureate("Vikidia", organisation=make.organisation("Wikimini"))
    coach = make.coach(laureate, name="Camille Coach", email="camille@example.org")
    referent = make.referent(laureate, name="Rosa Référente", email="rosa@example.org")
    for n, (label, axis) in enumerate(
        [("Gouvernance", Axis.CONSOLIDATION), ("Partenaires publics", Axis.INTEGRATION), ("Produit", Axis.DEPLOYMENT)]
    ):
        make.dimension(laureate.season, f"d{n}", axis, label=label)
    diagnostic = make.diagnostic(laureate, signed=True, summary="Une **équipe** soudée.")
    roadmap = make.roadmap(laureate)
    priority = make.priority(roadmap, "Consolider l’équipe")
    objective = make.objective(
        priority,
        "Recruter une personne",
        detail='=HYPERLINK("http://mal")\n\n- fiche de poste\n- entretiens',
        indicator="Personnes recrutées",
        unit="personnes",
        baseline=Decimal(0),
        target=Decimal(4),
        current=Decimal(1),
        due_on=date(2026, 2, 10),
        owner_id=referent.id,
        status=ObjectiveStatus.IN_PROGRESS,
    )
    make.save(Means(objective_id=objective.id, kind=MeansKind.EXPERTISE, label="Trois jours d’appui"))
    make.objective(priority, "=2+2", status=ObjectiveStatus.DROPPED, reason="@Plus utile")
    make.action(laureate, "+33 appeler", owner_id=coach.id, due_on=date(2026, 3, 9), objective_id=objective.id)
    point = make.checkpoint(
        laureate,
        date(2026, 2, 26),
        number=6,
        status=CheckpointStatus.CLOSED,
        held_at=clock.now(),
        closed_at=clock.now(),
        agenda="Tour de table",
        minutes="Tour des **objectifs** : `code`.\n\n1. Un\n2. Deux\n\n| A | B |\n|---|---|\n| c | d |",
        decisions="> Écrire une charte",
        place="Visio",
    )
    for user in (coach, referent):
        make.save(Attendee(checkpoint_id=point.id, user_id=user.id, was_present=user is coach))
    make.checkpoint(laureate, date(2026, 3, 26), number=7)
    expert = make.expert(name="Éva Experte")
    assignment = make.scoped_assignment(laureate, expert, status=AssignmentStatus.IN_PROGRESS)
    foreign = make.scoped_assignment(laureate, make.expert(), status=AssignmentStatus.IN_PROGRESS, title="Autre appui")
    return Project(
        laureate,
        coach,
        referent,
        make.direction(),
        expert,
        db.session.get(User, expert.user_id),
        assignment,
        foreign,
        point,
        roadmap,
        diagnostic,
    )
