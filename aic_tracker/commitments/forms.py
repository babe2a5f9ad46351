"""What is asked about commitments."""

from wtforms import ValidationError

from aic_tracker.commitments.models import CommitmentState
from aic_tracker.web.forms import BaseForm, Link, LongText, Radio, Version

VERDICTS = [
    (CommitmentState.PROVEN, ("Prouvé", "La preuve montre que l’engagement est tenu.")),
    (CommitmentState.NOT_APPLICABLE, ("Sans objet", "L’engagement ne concerne pas ce projet : dites pourquoi.")),
    (CommitmentState.EXPECTED, ("À reprendre", "La preuve ne suffit pas : dites ce qui manque.")),
]


class EvidenceForm(BaseForm):
    evidence_url = Link(
        "Adresse de la preuve",
        required=False,
        hint="Une page que chacun peut lire, par exemple https://example.org/donnees.",
    )
    note = LongText(
        "Précisions",
        required=False,
        max_length=2000,
        rows=3,
        hint="Où regarder dans la page, ou où la preuve se trouve.",
    )
    version = Version("Version")

    def validate_evidence_url(self, field: Link) -> None:
        if field.data and len(field.data) > 500:
            raise ValidationError("Indiquez une adresse de 500 caractères au plus.")


class CheckForm(BaseForm):
    state = Radio("Constat", options=VERDICTS, missing="Choisissez le constat.")
    note = LongText("Précisions", required=False, max_length=2000, rows=3, hint="Le projet les lira.")
    version = Version("Version")
