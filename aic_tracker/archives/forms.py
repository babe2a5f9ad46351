"""What the archive of a laureate is to hold."""

from enum import StrEnum

from aic_tracker.web.forms import BaseForm, Radio


class Notes(StrEnum):
    OUT = "sans"
    IN = "avec"


class PrepareForm(BaseForm):
    notes = Radio(
        "Notes internes",
        options=[
            (Notes.OUT, "Sans les notes internes : le dossier peut être remis au projet"),
            (Notes.IN, "Avec les notes internes : le dossier reste dans l’équipe de l’État"),
        ],
        missing="Dites si les notes internes font partie du dossier.",
    )
