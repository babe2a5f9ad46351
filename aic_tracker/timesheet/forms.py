"""What is asked about referent time."""

from aic_tracker import formats
from aic_tracker.timesheet import rules
from aic_tracker.web.forms import BaseForm, Choice, Day, LongText, QuarterDays, Radio, ShortText

QUARTERS = [(count, formats.quarters(count)) for count in range(1, rules.QUARTERS_A_DAY + 1)]


class EntryForm(BaseForm):
    on = Day("Date", missing="Indiquez la date.")
    quarters = Radio("Temps passé", options=QUARTERS, missing="Indiquez le temps passé.")
    activity = ShortText(
        "Activité", max_length=120, missing="Indiquez l’activité.", hint="Quelques mots : « Atelier avec la mairie »."
    )
    note = LongText("Note", required=False, rows=3, max_length=2000)


class EntryForAnyoneForm(EntryForm):
    user = Choice("Référente ou référent", missing="Choisissez la personne dont vous notez le temps.")


class DeclarationForm(BaseForm):
    """Hidden values of a button."""

    month = Day("Mois", missing="Indiquez le mois.")
    user = Choice("Référente ou référent", missing="Choisissez la personne.")


class MonthForm(BaseForm):
    """A whole month at once, from a mail."""

    quarters = QuarterDays(
        "Jours donnés", missing="Indiquez le temps donné, ou « rien ce mois-ci ».", hint="Par quart de jour : 2,25."
    )
