"""What is asked about an event, and about who comes."""

from collections.abc import Sequence
from typing import Any

from wtforms import ValidationError

from aic_tracker import inputs
from aic_tracker.accounts.models import User
from aic_tracker.events import rules
from aic_tracker.events.models import Answer, Audience, EventKind
from aic_tracker.laureates.models import Laureate, Season
from aic_tracker.laureates.namesakes import told_apart
from aic_tracker.mail.outsiders import Outsider
from aic_tracker.territories import Territory
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Choices,
    Link,
    LongText,
    Moment,
    Radio,
    ShortText,
    Tick,
    Version,
    WholeNumber,
)

MOST_GUESTS = 100
WISHES = [
    (Answer.YES, "Oui, je viens"),
    (Answer.PERHAPS, "Peut-être"),
    (Answer.NO, "Non, je ne viens pas"),
]
NEEDS_HINT = "Accessibilité, régime alimentaire. Lu par l’équipe d’accompagnement seule, et effacé après l’événement."


class EventForm(BaseForm):
    kind = Radio("Nature", options=[(kind, kind.label) for kind in EventKind], missing="Choisissez la nature.")
    title = ShortText("Intitulé", missing="Indiquez l’intitulé de l’événement.")
    duration_minutes = WholeNumber(
        "Durée en minutes", least=15, most=1440, missing="Indiquez la durée.", hint="Par exemple 120."
    )
    territory = Choice(
        "Territoire",
        options=[(one, one.label) for one in Territory],
        missing="Choisissez le territoire.",
        hint="L’heure de Paris et celle du territoire sont annoncées ensemble.",
    )
    place = ShortText("Lieu", required=False, max_length=300, hint="Le nom de la salle et son adresse.")
    access_notes = LongText(
        "Accès à la salle",
        required=False,
        rows=3,
        max_length=2000,
        hint="Transports, étage, accueil, accès en fauteuil roulant, boucle magnétique.",
    )
    link = Link("Lien de la visioconférence", required=False)
    description = LongText("Programme", required=False, is_markdown=True)
    capacity = WholeNumber(
        "Nombre de places",
        required=False,
        least=1,
        most=10_000,
        hint="Vide : sans limite. Une fois les places prises, les réponses suivantes vont en liste d’attente.",
    )
    audience = Radio(
        "Référentes et référents invités",
        options=[(one, one.label) for one in Audience],
        missing="Choisissez qui est invité.",
    )
    season = Choice("Saison invitée", required=False)
    laureates = Choices("Lauréats choisis", required=False)
    people = Choices("Personnes invitées en plus", required=False)
    guests = LongText(
        "Autres adresses",
        required=False,
        rows=3,
        hint="Une par ligne, seule ou avec un nom : Léa Martin <lea@exemple.fr>.",
    )
    is_public = Tick(
        "Annoncer l’événement au public",
        hint="Sur la page des communs et dans le fil public, si les données sont ouvertes. Le lien de la "
        "visioconférence et les personnes invitées n’y sont pas.",
    )

    def offer(self, seasons: Sequence[Season], laureates: Sequence[Laureate], people: Sequence[User]) -> None:
        self.season.options = [(one, one.name) for one in seasons]
        self.laureates.options = [(one, one.name) for one in laureates]
        self.people.options = [
            (user, f"{name} ({user.role.label.lower()})" if name == user.name else name)
            for user, name in told_apart(people, {})
        ]

    def validate_guests(self, field: Any) -> None:
        try:
            self.typed_guests = read_guests(field.data)
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from None

    def values(self) -> dict[str, Any]:
        return super().values() | {"guests": self.typed_guests}


class PrepareForm(EventForm):
    starts_at = Moment("Date et heure", missing="Indiquez la date de l’événement.", hint="Heure de Paris.")


class EditForm(EventForm):
    version = Version("Version")


class MoveForm(BaseForm):
    starts_at = Moment("Date et heure", missing="Indiquez la date de l’événement.", hint="Heure de Paris.")
    version = Version("Version")


class CancelForm(BaseForm):
    reason = LongText("Motif de l’annulation", rows=3, missing="Indiquez pourquoi cet événement est annulé.")
    version = Version("Version")


class AnswerForm(BaseForm):
    wish = Radio("Votre réponse", options=WISHES, missing="Choisissez votre réponse.")
    needs = LongText("Vos besoins", required=False, rows=2, max_length=1000, hint=NEEDS_HINT)


class ThanksForm(BaseForm):
    thanks = LongText(
        "Message et documents",
        required=False,
        rows=6,
        hint="Ce que l’on garde de l’événement, et l’adresse de chaque document, une par ligne.",
    )
    version = Version("Version")


class ArrivalForm(BaseForm):
    """Hidden values of a button."""

    person = Choice("Personne", missing="Choisissez la personne.")
    came = Tick("Présente")


class WalkInForm(BaseForm):
    name = ShortText("Prénom et nom", missing="Indiquez le nom de la personne.", max_length=200)


def read_guests(text: str) -> list[Outsider]:
    """One a line, an address alone or after its name; each address once."""
    found: dict[str, Outsider] = {}
    for line in filter(None, (line.strip(" ,;\t") for line in text.splitlines())):
        try:
            name, address = inputs.read_mailbox(line) if "<" in line else ("", line)
            email = inputs.read_email(address)
        except ValueError as refusal:
            raise ValueError(f"«\N{NO-BREAK SPACE}{line}\N{NO-BREAK SPACE}» : {refusal}") from None
        found[email] = Outsider(email, name[:200])
    if len(found) > MOST_GUESTS:
        raise ValueError(f"Indiquez {MOST_GUESTS} adresses au plus : il y en a {len(found)}.")
    return list(found.values())


def written(guests: Sequence[Outsider]) -> str:
    """As one would type them."""
    return "\n".join(f"{one.name} <{one.email}>" if one.name else one.email for one in guests)


USUAL = {"kind": EventKind.MEETING, "duration_minutes": rules.USUAL_MINUTES, "territory": Territory.MAINLAND}
