from aic_tracker.conversation.models import Subject
from aic_tracker.web.forms import BaseForm, Choice, Choices, FilterForm, LongText, Tick, Version

SUBJECT_LABELS = {
    Subject.LAUREATE: "Le projet",
    Subject.OBJECTIVE: "Objectifs",
    Subject.CHECKPOINT: "Points",
    Subject.ASSIGNMENT: "Appuis métier",
}


class CommentForm(BaseForm):
    text = LongText(
        "Votre commentaire",
        rows=4,
        missing="Écrivez votre commentaire.",
        hint="Mise en forme Markdown. « @Prénom Nom » prévient une personne.",
    )
    notify = Choices("Prévenir par courriel", required=False)
    is_internal = Tick("Note interne", hint="Lue par l’équipe d’accompagnement et la direction seulement.")


class EditForm(BaseForm):
    text = LongText("Votre commentaire", rows=8, missing="Écrivez votre commentaire.")
    notify = Choices("Prévenir par courriel", required=False)
    version = Version("Version")


class ConversationFilters(FilterForm):
    sujet = Choice(
        "Sujet",
        required=False,
        placeholder="Tous les sujets",
        options=list(SUBJECT_LABELS.items()),
    )
