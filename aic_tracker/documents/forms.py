from aic_tracker.documents.rules import ACCEPTED, ENDINGS
from aic_tracker.web.forms import BaseForm
from aic_tracker.web.uploads import File


class AttachForm(BaseForm):
    file = File(
        "Fichier",
        hint=f"{ACCEPTED}. 10 Mo au plus.",
        missing="Choisissez un fichier.",
        accept=",".join(ENDINGS),
    )
