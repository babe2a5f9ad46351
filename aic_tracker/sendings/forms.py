"""Forms of /envois, and the choice of one’s reminders."""

from aic_tracker.web.forms import BaseForm, FilterForm, LongText, Radio, ShortText


class MailFilters(FilterForm):
    laureat = ShortText("Lauréat", required=False, hint="Mots de son nom", max_length=120)
    personne = ShortText("Personne", required=False, hint="Nom ou adresse", max_length=120)


class SendAgainForm(BaseForm):
    reason = LongText("Motif", missing="Indiquez pourquoi ce message doit repartir.", max_length=300)


class ReleaseForm(BaseForm):
    waiting = Radio(
        "Que faire des rappels qui attendent ?",
        options=[("send", "Les envoyer"), ("drop", "Ne pas les envoyer : les garder dans « Non envoyés »")],
        missing="Choisissez si les rappels en attente doivent partir.",
    )
