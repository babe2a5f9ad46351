"""What a checked link means, and which states a check may give. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from aic_tracker.commitments.models import Commitment, CommitmentKind, CommitmentState

# What a coach may say of a commitment; « expected » sends the evidence back.
VERDICTS = (CommitmentState.PROVEN, CommitmentState.NOT_APPLICABLE, CommitmentState.EXPECTED)

MEANINGS = {
    CommitmentKind.GENERAL_INTEREST: "L’objet du projet reste l’intérêt général : statuts, gouvernance, usages.",
    CommitmentKind.TRANSPARENCY: "Les décisions et les comptes du projet se lisent en ligne.",
    CommitmentKind.OPEN_DATA: "Les données produites sont publiées sous licence ouverte.",
    CommitmentKind.OPEN_SOURCE: "Le code est publié sous une licence libre.",
    CommitmentKind.MENTION: "Le soutien de l’Accélérateur d’initiatives citoyennes est mentionné.",
    CommitmentKind.PUBLICATION: "Les résultats de l’accompagnement sont publiés.",
}


@dataclass(frozen=True)
class LinkCheck:
    """What came of visiting an address: the HTTP status of its last hop, or the reason why there is none."""

    status: int | None
    problem: str = ""


def answers(status: int | None) -> bool:
    """Whether the page is there: what needs a sign-in, or is gone, proves nothing to a reader."""
    return status is not None and 200 <= status < 300


def settled(commitments: Collection[Commitment]) -> int:
    """How many need nothing more."""
    done = (CommitmentState.PROVEN, CommitmentState.NOT_APPLICABLE)
    return sum(commitment.state in done for commitment in commitments)
