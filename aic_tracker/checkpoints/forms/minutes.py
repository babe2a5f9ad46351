"""What is asked before minutes leave: who receives them."""

from typing import Any

from wtforms import ValidationError

from aic_tracker import inputs
from aic_tracker.web.forms import BaseForm, Choices, LongText, Tick, Version

MOST_ADDRESSES = 20


class SendMinutesForm(BaseForm):
    people = Choices("Qui le reçoit", required=False)
    addresses = LongText(
        "Autres adresses",
        required=False,
        rows=3,
        hint="Une par ligne, ou séparées par des virgules. Sans compte, on reçoit le texte et le document.",
    )
    outside_meant = Tick("J’envoie ce compte rendu à ces personnes sans compte, hors du suivi")
    version = Version("Version")
    minutes_version = Version("Version du compte rendu")

    def validate_addresses(self, field: Any) -> None:
        try:
            self.typed_addresses = inputs.read_emails(field.data, most=MOST_ADDRESSES)
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from None

    def values(self) -> dict[str, Any]:
        return super().values() | {"addresses": self.typed_addresses}
