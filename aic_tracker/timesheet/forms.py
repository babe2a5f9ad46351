"""What is asked about referent time."""

from collections.abc import Sequence
from enum import StrEnum

from aic_tracker import formats
from aic_tracker.expertise.queries.given import By
from aic_tracker.timesheet import rules
from aic_tracker.web.forms import BaseForm, Choice, Day, FilterForm, LongText, QuarterDays, Radio, ShortText

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
    """A whole month at once, from a mail; in the app, one for each laureate."""

    quarters = QuarterDays(
        "Jours donnés", missing="Indiquez le temps donné, ou « rien ce mois-ci ».", hint="Par quart de jour : 2,25."
    )


class AllYears(StrEnum):
    """Instead of a year."""

    ALL = "toutes"


class YearFilter(FilterForm):
    """None chosen: the present one."""

    annee = Choice("Année", required=False)

    def offer(self, years: Sequence[int], present: int) -> None:
        self.annee.options = [
            *((year, str(year)) for year in years if year != present),
            (AllYears.ALL, "Toutes les années"),
        ]
        self.annee.placeholder = str(present)


class TotalsFilter(YearFilter):
    par = Choice(
        "Total par",
        required=False,
        placeholder=By.LAUREATE.label,
        options=[(by, by.label) for by in (By.PERSON, By.MONTH, By.YEAR)],
    )
    saison = Choice("Saison", required=False, placeholder="Toutes les saisons")
