"""Erasing somebody asks for their address, so that nobody is erased for somebody else."""

from aic_tracker.leaving.fields import HeirFields
from aic_tracker.web.forms import BaseForm, ShortText


class EraseForm(HeirFields, BaseForm):
    typed = ShortText(
        "Adresse électronique du compte",
        max_length=254,
        autocomplete="off",
        missing="Recopiez l’adresse du compte pour confirmer.",
        hint="Recopiez-la pour confirmer. L’effacement ne peut pas être annulé.",
    )
