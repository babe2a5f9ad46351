"""What is asked about a point: its date, its people, its end."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.checkpoints.closing import DecidedAction, NextDate
from aic_tracker.checkpoints.forms.meeting import Mark
from aic_tracker.checkpoints.models import Checkpoint, CheckpointKind
from aic_tracker.checkpoints.proposals import Proposal
from aic_tracker.laureates.namesakes import told_apart
from aic_tracker.roadmap.models import Action
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Choices,
    Day,
    LongText,
    Moment,
    Problem,
    Radio,
    ShortText,
    Tick,
    Version,
    WholeNumber,
)

KINDS = [(kind, kind.label) for kind in CheckpointKind]
BLANK_ROWS, MORE_ROWS, MOST_ROWS = 3, 3, 30
OTHER_DATE, NO_NEXT = "date", "none"
OWNER_MISSING = "Désignez la personne responsable de cette action."


def people_options(people: Sequence[User]) -> list[tuple[Any, Any]]:
    """Each with their role; of two who bear one name, what tells them apart."""
    return [
        (user, f"{name} ({user.role.label.lower()})" if name == user.name else name)
        for user, name in told_apart(people, {})
    ]


class MoveForm(BaseForm):
    starts_at = Moment("Date du point", missing="Indiquez la date du point.", hint="Heure de Paris.")
    already_held = Tick("Ce point a déjà eu lieu")
    closed_day_meant = Tick("Ce point se tient bien un jour de week-end ou férié")
    version = Version("Version")


class AnnouncementForm(BaseForm):
    kind = Radio("Nature", options=KINDS, missing="Choisissez la nature du point.")
    duration_minutes = WholeNumber(
        "Durée en minutes", least=15, most=480, missing="Indiquez la durée.", hint="Par exemple 60."
    )
    place = ShortText(
        "Lieu ou lien", required=False, max_length=300, hint="Une salle, ou l’adresse de la visioconférence."
    )
    agenda = LongText("Ordre du jour", required=False, is_markdown=True)
    people = Choices("Personnes invitées", required=False)


class AddForm(AnnouncementForm):
    starts_at = Moment("Date du point", missing="Indiquez la date du point.", hint="Heure de Paris.")
    already_held = Tick("Ce point a déjà eu lieu")
    closed_day_meant = Tick("Ce point se tient bien un jour de week-end ou férié")


class EditForm(AnnouncementForm):
    version = Version("Version")


class ProposedForm(BaseForm):
    """The point proposed, accepted as it was read."""

    starts_at = Mark("Date proposée")


class CancelForm(BaseForm):
    reason = LongText("Motif de l’annulation", rows=3, missing="Indiquez pourquoi ce point est annulé.")
    version = Version("Version")


class HoldForm(BaseForm):
    present = Choices("Personnes présentes", missing="Cochez les personnes présentes.")
    version = Version("Version")


class MinutesForm(BaseForm):
    minutes = LongText(
        "Compte rendu", rows=12, max_length=50_000, is_markdown=True, missing="Rédigez le compte rendu du point."
    )
    decisions = LongText("Décisions", required=False, rows=4, is_markdown=True)
    version = Version("Version")


class ActionRow(BaseForm):
    """One line of actions decided; left blank, it says nothing."""

    title = ShortText("Intitulé", required=False, max_length=300)
    owner = Choice("Responsable", required=False, placeholder="À désigner")
    due_on = Day("Échéance", required=False)

    @property
    def is_blank(self) -> bool:
        return not any(field.value.strip() for field in (self.title, self.owner, self.due_on))

    def validate_title(self, field: Any) -> None:
        if not field.data and not self.is_blank:
            raise ValidationError("Indiquez l’action, ou videz la ligne.")

    def validate_owner(self, field: Any) -> None:
        if not field.data and not self.is_blank:
            raise ValidationError(OWNER_MISSING)

    def decided(self) -> DecidedAction:
        return DecidedAction(self.title.data, self.owner.data, self.due_on.data)


class OwnerRow(BaseForm):
    """Somebody in charge of an action decided without anybody."""

    owner = Choice("Responsable", missing=OWNER_MISSING)

    @classmethod
    def of(cls, action: Action, people: Sequence[User], **kwargs: Any) -> "OwnerRow":
        row = cls(prefix=f"owner-{action.id}-", **kwargs)
        row.action = action
        row.owner.options = told_apart(people, {})
        return row


class CloseForm(MinutesForm):
    present = Choices(
        "Personnes présentes",
        missing="Cochez les personnes présentes.",
        hint="Le compte rendu part à toutes les personnes invitées, présentes ou non.",
    )
    follow_up = Radio("Prochain point", missing="Dites quand se tient le prochain point.")
    next_starts_at = Moment("Autre date", required=False, hint="Heure de Paris.")
    next_place = ShortText("Lieu ou lien du prochain point", required=False, max_length=300)
    next_closed_day_meant = Tick("Ce point se tient bien un jour de week-end ou férié")
    no_next_reason = LongText("Pourquoi aucun point ne suit", required=False, rows=2)

    def __init__(
        self,
        *,
        people: Sequence[User],
        planned: Checkpoint | None,
        row_count: int,
        unowned: Sequence[Action] = (),
        proposal: Proposal | None = None,
        **kwargs: Any,
    ) -> None:
        if proposal:
            kwargs["data"] = {
                "next_starts_at": proposal.starts_at,
                "next_place": proposal.place,
                **kwargs.get("data", {}),
            }
        super().__init__(**kwargs)
        source = {name: kwargs[name] for name in ("formdata",) if name in kwargs}
        self.present.options = people_options(people)
        self.planned, self.proposal = planned, proposal
        if planned:
            self.follow_up.options = [
                (planned, f"Le {formats.moment(planned.starts_at)}, comme prévu (point n° {planned.number})"),
                (OTHER_DATE, f"À une autre date : le point n° {planned.number} est déplacé"),
            ]
        else:
            at = "À la date proposée ci-dessous, ou à une autre" if proposal else "À une date à fixer"
            self.follow_up.options = [(OTHER_DATE, at), (NO_NEXT, "Aucun point ne suit")]
            if proposal:
                self.next_starts_at.label.text = "Date du prochain point"
                usual = f" : {proposal.usual}" if proposal.usual else ""
                self.next_starts_at.description = f"Proposée d’après les points précédents{usual}. Heure de Paris."
        if self.follow_up.typed is None and self.follow_up.data is None:
            self.follow_up.data = planned or OTHER_DATE
        self.owners = [OwnerRow.of(action, people, **source) for action in unowned]
        self.rows = [ActionRow(prefix=f"action-{index}-", **source) for index in range(1, row_count + 1)]
        for row in self.rows:
            row.owner.options = told_apart(people, {})

    def validate(self, extra_validators: Any = None) -> bool:
        wrong_rows = [row for row in (*self.owners, *self.rows) if not row.validate()]
        return bool(super().validate(extra_validators)) and not wrong_rows

    def validate_next_starts_at(self, field: Any) -> None:
        if self.follow_up.data == OTHER_DATE and field.data is None:
            raise ValidationError("Indiquez la date du prochain point.")

    def validate_no_next_reason(self, field: Any) -> None:
        if self.follow_up.data == NO_NEXT and not field.data:
            raise ValidationError("Indiquez pourquoi aucun point ne suit.")

    def errors_list(self) -> list[Problem]:
        rows = [problem for row in (*self.owners, *self.rows) for problem in row.errors_list() if problem.target]
        return [*super().errors_list(), *rows]

    def actions(self) -> list[DecidedAction]:
        return [row.decided() for row in self.rows if not row.is_blank]

    def owners_named(self) -> dict[int, User]:
        """By id of the action."""
        return {row.action.id: row.owner.data for row in self.owners}

    def typed_rows(self) -> list[tuple[str, str]]:
        """What the lines of actions hold, to be sent again."""
        fields = [field for row in (*self.owners, *self.rows) for field in row]
        typed = [(f.name, text) for f in fields if not f.name.endswith("csrf_token") for text in f.typed or ()]
        return [("row_count", str(len(self.rows))), *typed]

    def next_date(self) -> NextDate:
        choice = self.follow_up.data
        if choice == OTHER_DATE:
            return NextDate(
                starts_at=self.next_starts_at.data,
                closed_day_meant=self.next_closed_day_meant.data,
                duration_minutes=self.proposal.duration_minutes if self.proposal else None,
                place=self.next_place.data if self.next_place.typed else None,
            )
        if choice == NO_NEXT:
            return NextDate(no_next_reason=self.no_next_reason.data)
        return NextDate(keep=choice)
