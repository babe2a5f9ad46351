"""What is asked about calls, their criteria, and applications."""

from collections.abc import Sequence
from typing import Any

from aic_tracker.laureates.fields import Rna, Siren
from aic_tracker.laureates.models import LegalForm, Operator
from aic_tracker.selection import rules
from aic_tracker.selection.jury import BEST, Panel
from aic_tracker.selection.models import ApplicationState, Criterion, Review
from aic_tracker.web.forms import (
    BaseForm,
    Choice,
    Choices,
    Day,
    Email,
    FilterForm,
    LongText,
    Radio,
    ShortText,
    Version,
    WholeNumber,
)


class CallForm(BaseForm):
    title = ShortText("Titre", max_length=160, hint="Par exemple : Saison 3, appel de la DINUM.")
    season = Choice("Saison", missing="Choisissez la saison dont les lauréats seront choisis.")
    operator = Radio(
        "Direction qui opère", options=[(one, one.value) for one in Operator], missing="Dites qui opère l’appel."
    )
    opens_on = Day("Ouvert à partir du", missing="Indiquez le premier jour de l’appel.")
    closes_on = Day("Jusqu’au", missing="Indiquez le dernier jour de l’appel.", hint="Ce jour est compris.")
    questions = LongText(
        "Ce qui rend une candidature recevable",
        required=False,
        rows=5,
        hint="Une condition par ligne : elles sont relues quand la recevabilité est dite.",
    )

    def values(self) -> dict[str, Any]:
        values = super().values()
        values["season_id"] = values.pop("season").id
        return values


class EditCallForm(CallForm):
    version = Version("Version")


class CriterionForm(BaseForm):
    title = ShortText("Critère", max_length=160, missing="Nommez le critère.")
    help = LongText("Ce qu’il faut regarder", required=False, rows=3, max_length=1000)
    weight = WholeNumber(
        "Poids",
        least=1,
        most=10,
        hint="De 1 à 10. Un critère de poids 2 compte deux fois plus qu’un autre de poids 1.",
    )
    label_0 = ShortText("Que veut dire 0", max_length=120)
    label_1 = ShortText("Que veut dire 1", max_length=120)
    label_2 = ShortText("Que veut dire 2", max_length=120)
    label_3 = ShortText("Que veut dire 3", max_length=120)
    label_4 = ShortText("Que veut dire 4", max_length=120)


class EditCriterionForm(CriterionForm):
    version = Version("Version")


class ApplicationForm(BaseForm):
    name = ShortText("Nom du projet", max_length=120, missing="Indiquez le nom du projet.")
    summary = LongText("Le projet en quelques phrases", required=False, rows=6)
    number = ShortText("Numéro du dossier", required=False, max_length=40, hint="Sur Démarche numérique.")
    received_on = Day("Reçue le", missing="Indiquez le jour où elle a été reçue.")
    organisation = ShortText("Structure porteuse", max_length=160, missing="Indiquez qui porte le projet.")
    legal_form = Choice(
        "Forme juridique", required=False, options=[(one, one.label) for one in LegalForm], placeholder="Non précisée"
    )
    siren = Siren("Numéro SIREN", required=False, hint="Neuf chiffres.")
    rna = Rna("Numéro RNA", required=False, hint="W et neuf chiffres.")
    town = ShortText("Commune", required=False, max_length=120)
    region = ShortText("Région", required=False, max_length=80)
    theme = ShortText("Thème", required=False, max_length=120, hint="Celui qui compte dans les chiffres de la saison.")
    contact_name = ShortText("Personne qui candidate", required=False, max_length=120)
    contact_email = Email("Son adresse électronique", required=False, autocomplete="off")

    def values(self) -> dict[str, Any]:
        values = super().values()
        values["number"] = values["number"] or None
        return values


class EditApplicationForm(ApplicationForm):
    version = Version("Version")


class ApplicationFilter(FilterForm):
    q = ShortText("Rechercher", required=False, hint="Un projet, une structure, un numéro.")
    state = Choice("État", options=[(one, one.label) for one in ApplicationState], required=False, placeholder="Tous")
    region = Choice("Région", required=False, placeholder="Toutes")
    theme = Choice("Thème", required=False, placeholder="Tous")


class DeliberationFilter(FilterForm):
    state = Choice(
        "État",
        options=[(one, one.label) for one in ApplicationState if one in (*rules.IN_THE_RUNNING, *rules.DECISIONS)],
        required=False,
        placeholder="Tous",
    )


class EligibilityForm(BaseForm):
    eligible = Radio(
        "Recevabilité",
        options=[(True, "Recevable"), (False, "Non recevable")],
        missing="Dites si la candidature est recevable.",
    )
    reason = LongText(
        "Raison", required=False, rows=4, hint="Obligatoire quand elle n’est pas recevable : la réponse la reprendra."
    )
    version = Version("Version")


class StateForm(BaseForm):
    state = Radio("Nouvel état", missing="Choisissez le nouvel état.")
    reason = LongText(
        "Raison", required=False, rows=4, hint="Obligatoire pour une décision, un retrait ou un retour en arrière."
    )
    version = Version("Version")


class InviteForm(BaseForm):
    panel = Radio(
        "Collège", options=[(one, one.label) for one in Panel], missing="Dites de quel collège sont ces personnes."
    )
    people = LongText(
        "Personnes à inviter",
        rows=8,
        missing="Indiquez au moins une personne.",
        hint="Une par ligne : Nom ; adresse. Puis, s’il y a lieu, la structure et son SIREN, pour voir les liens.",
    )


class ScoringForm(BaseForm):
    until = Day("Noter jusqu’au", required=False, hint="Ce jour est compris. Vide : la notation est fermée.")


class SaidConflictsForm(BaseForm):
    applications = Choices("Candidatures avec lesquelles vous avez un lien", required=False)


class ConflictForm(BaseForm):
    reason = LongText("Quel est ce lien ?", required=False, rows=3, max_length=1000, hint="L’équipe seule le lira.")


class ConflictDecisionForm(BaseForm):
    holds = Radio(
        "Ce lien empêche-t-il de juger ?",
        options=[(True, "Oui, il est écarté de cette candidature"), (False, "Non, la personne peut juger")],
        missing="Dites si ce lien empêche de juger.",
    )


class HearingForm(BaseForm):
    notes = LongText("Notes d’audition", rows=12, required=False, hint="Questions, réponses, réserves.")
    version = Version("Version")


CANNOT = "cannot"
# In words: what only sends numbers is not kept of a session that ended meanwhile.
SCORES = {f"score-{score}": score for score in range(BEST + 1)}


class ReviewForm(BaseForm):
    comment = LongText(
        "Commentaire", required=False, rows=5, hint="Lu par l’équipe et en délibération, sans votre nom."
    )
    version = Version("Version")

    criteria: Sequence[Criterion] = ()

    def marks(self) -> list[Any]:
        return [self[f"criterion_{criterion.id}"] for criterion in self.criteria]

    def marks_said(self, review: Review) -> list[tuple[str, str]]:
        """What was given, in words, for when it is changed no more."""
        found = {criterion: review.scores.get(str(criterion.id)) for criterion in self.criteria}
        return [
            (one.title, "Je ne peux pas juger" if score is None else f"{score} — {one.labels[score]}")
            for one, score in found.items()
        ]

    def values(self) -> dict[str, Any]:
        given = {criterion.id: self[f"criterion_{criterion.id}"].data for criterion in self.criteria}
        scores = {key: SCORES.get(value) for key, value in given.items()}
        return {"scores": scores, "comment": self.comment.data, "version": self.version.data}


def review_form(criteria: Sequence[Criterion], review: Review | None, **kwargs: Any) -> ReviewForm:
    """A form with a line for each criterion, holding what was given. `formdata=None` leaves out what was posted."""
    fields: dict[str, Any] = {"criteria": criteria}
    said: dict[str, Any] = {"version": 0}
    if review is not None:
        said = {"version": review.version, "comment": review.comment}
    for criterion in criteria:
        name, key = f"criterion_{criterion.id}", str(criterion.id)
        options = [(word, f"{score} — {criterion.labels[score]}") for word, score in SCORES.items()]
        fields[name] = Radio(
            criterion.title,
            options=[*options, (CANNOT, "Je ne peux pas juger")],
            hint=criterion.help,
            missing=f"« {criterion.title} » : choisissez une note, ou « Je ne peux pas juger ».",
        )
        if review is not None and key in review.scores:
            score = review.scores[key]
            said[name] = CANNOT if score is None else f"score-{score}"
    made: ReviewForm = type("GivenReviewForm", (ReviewForm,), fields)(data=said, **kwargs)
    return made
