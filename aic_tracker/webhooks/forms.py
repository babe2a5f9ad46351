"""What is said of an address; which of its messages are shown."""

from urllib.parse import urlsplit

from aic_tracker.web.fields import Link
from aic_tracker.web.forms import BaseForm, Choice, Choices, FilterForm, ShortText
from aic_tracker.webhooks import rules
from aic_tracker.webhooks.models import NoticeStatus


class SecureLink(Link):
    def read(self, text: str) -> str:
        url = super().read(text)
        parts = urlsplit(url)
        if parts.scheme != "https" or parts.port not in (None, 443):
            raise ValueError("Indiquez une adresse qui commence par https://, sans autre port que 443.")
        return url


class WebhookForm(BaseForm):
    name = ShortText(
        "Nom",
        max_length=120,
        autocomplete="off",
        missing="Donnez un nom à cette adresse.",
        hint="Le programme qui reçoit, par exemple : tableau de bord de la DINUM.",
    )
    url = SecureLink(
        "Adresse",
        missing="Indiquez l’adresse qui reçoit les messages.",
        hint="En https, joignable depuis Internet. Une adresse d’un réseau privé est refusée au moment d’envoyer.",
    )
    families = Choices(
        "Ce qui est annoncé",
        required=False,
        options=[(key, label) for key, (label, _tables) in rules.FAMILIES.items()],
        hint="Sans choix, tout ce qui suit.",
    )


class NoticeFilters(FilterForm):
    etat = Choice(
        "État",
        required=False,
        placeholder="Tous les états",
        options=[
            (status, status.label) for status in (NoticeStatus.PENDING, NoticeStatus.RECEIVED, NoticeStatus.FAILED)
        ],
    )
