"""What is asked of whoever closes an account, changes a role, ends a place, gives a project to somebody else."""

from aic_tracker.accounts.fields import UserFields
from aic_tracker.laureates.fields import FAR_DATE_MEANT
from aic_tracker.leaving.fields import HeirFields
from aic_tracker.web.forms import BaseForm, Choice, Choices, Day, Email, Tick


class EditUserForm(HeirFields, BaseForm, UserFields):
    email = Email(
        "Adresse électronique",
        autocomplete="off",
        missing="Indiquez l’adresse de la personne.",
        hint="En la corrigeant, vous fermez tout ce que l’ancienne ouvrait : sessions, liens reçus, double "
        "authentification et codes de secours, calendrier. Les courriels en attente vers l’ancienne ne partent pas.",
    )


class DeactivateForm(HeirFields, BaseForm):
    pass


class LeadForm(BaseForm):
    person = Choice("Nouvelle personne chargée d’accélération", missing="Choisissez une personne de l’équipe.")
    from_on = Day(
        "À compter du",
        missing="Indiquez la date du changement.",
        hint="Ce jour-là, la place de la personne actuelle se ferme.",
    )
    heir = Choice(
        "Confier ce qui lui revenait à",
        required=False,
        placeholder="La nouvelle personne chargée d’accélération",
        hint="Ses objectifs, ses actions et ses mises en relation ; les points à venir quittent son agenda.",
    )
    far_date_meant = Tick(FAR_DATE_MEANT)


class ReassignForm(BaseForm):
    projects = Choices("Projets à réattribuer", missing="Cochez au moins un projet.")
    heir = Choice(
        "Confier ces projets à",
        placeholder="Choisir une personne de l’équipe",
        missing="Choisissez qui reprend ces projets.",
    )


class CloseMembershipForm(BaseForm):
    until_on = Day(
        "Ne fait plus partie du projet à compter du",
        missing="Indiquez la date de départ.",
        hint="À partir de ce jour, les pages du projet ne lui sont plus ouvertes à ce titre.",
    )
    heir = Choice(
        "Confier ce qui lui revenait à",
        required=False,
        hint="Ses objectifs, ses actions et ses mises en relation ; les points à venir quittent son agenda.",
    )
