"""How the portfolio is filtered and sorted."""

from enum import StrEnum

from aic_tracker.laureates.models import Axis, LaureateStatus
from aic_tracker.roadmap.queries.across import State
from aic_tracker.web.forms import Choice, FilterForm, ShortText


class Shown(StrEnum):
    """Which projects; none chosen: those being supported."""

    SUPPORTED = "accompagnes"
    CANDIDATE = LaureateStatus.CANDIDATE.value
    ENDED = LaureateStatus.ENDED.value
    ALL = "all"


class Order(StrEnum):
    """None chosen: those that need attention first."""

    NAME = "name"
    TERM = "term"


class Followed(StrEnum):
    """Instead of a person: nobody follows the project, or something of it is to be given again to somebody."""

    NOBODY = "personne"


class PortfolioForm(FilterForm):
    q = ShortText("Rechercher", required=False, max_length=100)
    season = Choice("Saison", required=False, placeholder="Toutes les saisons")
    axis = Choice("Axe", required=False, placeholder="Tous les axes", options=[(axis, axis.label) for axis in Axis])
    coach = Choice("Suivi par", required=False, placeholder="Toute l’équipe")
    status = Choice(
        "Statut",
        required=False,
        placeholder="En cours",
        options=[
            (Shown.SUPPORTED, "En cours, avant le terme"),
            (Shown.CANDIDATE, "Candidatures"),
            (Shown.ENDED, "Terminés"),
            (Shown.ALL, "Tous"),
        ],
    )
    sort = Choice(
        "Trier par",
        required=False,
        placeholder="À suivre d’abord",
        options=[(Order.NAME, "Nom"), (Order.TERM, "Terme")],
    )


class Whole(StrEnum):
    """Instead of every period: the one that the portfolio shows of each laureate."""

    PRESENT = "present"


class ObjectivesForm(FilterForm):
    q = ShortText("Rechercher un lauréat", required=False, max_length=100)
    etat = Choice("Objectifs", required=False, placeholder="Tous", options=[(state, state.label) for state in State])
    axis = Choice("Axe", required=False, placeholder="Tous les axes", options=[(axis, axis.label) for axis in Axis])
    season = Choice("Saison", required=False, placeholder="Toutes les saisons")
    coach = Choice("Suivi par", required=False, placeholder="Toute l’équipe")
    status = Choice(
        "Lauréats",
        required=False,
        placeholder="En cours",
        options=[(Shown.ENDED, "Terminés"), (Shown.ALL, "Tous")],
    )
    portee = Choice(
        "Accompagnements",
        required=False,
        placeholder="Tous",
        options=[(Whole.PRESENT, "Le plus récent")],
    )
