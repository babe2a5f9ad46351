"""What is asked about several points at once: what is left blank stays as each has it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from wtforms import ValidationError

from aic_tracker import formats, inputs
from aic_tracker.calendar_fr import paris_day
from aic_tracker.checkpoints import recurrences
from aic_tracker.checkpoints.forms.meeting import Mark
from aic_tracker.checkpoints.models import Checkpoint, CheckpointKind
from aic_tracker.checkpoints.recurrences import RANKS, WEEKDAYS, Pace, Recurrence
from aic_tracker.checkpoints.series import Wish
from aic_tracker.web.forms import BaseForm, Choice, Choices, Day, Entry, ShortText, Tick, WholeNumber

DAYS = [(name, name) for name in WEEKDAYS.values()]


class Hour(Entry):
    input_type = "time"

    def read(self, text: str) -> time:
        return inputs.read_hour(text)

    def show(self, value: time) -> str:
        return f"{value:%H:%M}"

    @property
    def shown_as(self) -> str:
        """A time picker drops what is not an hour: a text box keeps it."""
        try:
            return "time" if not self.value or f"{inputs.read_hour(self.value):%H:%M}" == self.value else "text"
        except ValueError:
            return "text"


class SeriesForm(BaseForm):
    place = ShortText(
        "Lieu ou lien", required=False, max_length=300, hint="Une salle, ou l’adresse de la visioconférence."
    )
    no_place = Tick("Retirer le lieu de ces points")
    hour = Hour("Heure", required=False, hint="Heure de Paris.")
    duration_minutes = WholeNumber("Durée en minutes", required=False, least=15, most=480)
    pace = Choice("Rythme", required=False, placeholder="Dates inchangées", options=[(p, p.label) for p in Pace])
    rank = Choice(
        "Rang dans le mois", required=False, placeholder="Celui de la première date", options=list(RANKS.items())
    )
    weekday = Choice(
        "Jour de la semaine",
        required=False,
        placeholder="Celui de la première date",
        options=DAYS,
    )
    first_on = Day("À partir du", required=False, hint="Sinon, du premier point coché.")
    points = Choices("Points à modifier", missing="Cochez les points à modifier.")
    seen = Mark("Marque", required=False)

    def __init__(self, *, coming: Sequence[Checkpoint], **kwargs: Any) -> None:
        super().__init__(data={"points": list(coming)}, **kwargs)
        self.points.options = [(p, _named(p)) for p in coming]
        for field in (self.place, self.hour, self.duration_minutes, self.pace, self.rank, self.weekday, self.first_on):
            field.may_wait = True  # the page says once that a blank changes nothing

    def validate_no_place(self, field: Any) -> None:
        if field.data and self.place.data:
            raise ValidationError("Indiquez un lieu, ou retirez-le : pas les deux.")

    def validate_rank(self, field: Any) -> None:
        self._only_by_weekday(field)

    def validate_weekday(self, field: Any) -> None:
        self._only_by_weekday(field)

    def _only_by_weekday(self, field: Any) -> None:
        if field.data is not None and self.pace.data is not Pace.SAME_WEEKDAY:
            raise ValidationError(f"Choisissez d’abord le rythme « {Pace.SAME_WEEKDAY.label} ».")

    def validate_first_on(self, field: Any) -> None:
        if field.data and not self.pace.data:
            raise ValidationError("Choisissez aussi le rythme.")

    def wish(self, today: date) -> Wish:
        place = "" if self.no_place.data else self.place.data or None
        wish = Wish(self.hour.data, self.duration_minutes.data, place)
        if not self.pace.data:
            return wish
        first_on = self.first_on.data or self._first_day()
        found = recurrences.of(self.pace.data, first_on)
        if self.rank.data:
            found = replace(found, rank=self.rank.data)
        if self.weekday.data:
            found = replace(found, weekday=next(n for n, name in WEEKDAYS.items() if name == self.weekday.data))
        return replace(wish, recurrence=found, first_on=self._from(found, first_on, today))

    def _from(self, found: Recurrence, first_on: date, today: date) -> date:
        """When nobody says where to begin: in the month of the first point, so that each stays in its own."""
        if self.first_on.data or found.pace is not Pace.SAME_WEEKDAY:
            return first_on
        same_month = recurrences.nth_weekday(first_on, found.rank, found.weekday)
        return same_month if today < same_month else first_on

    def _first_day(self) -> date:
        return min(paris_day(point.starts_at) for point in self.points.data)


def _named(point: Checkpoint) -> str:
    kind = "" if point.kind is CheckpointKind.REGULAR else f", {point.kind.label.lower()}"
    return f"{formats.sentence(formats.moment(point.starts_at))} (point n° {point.number}{kind})"
