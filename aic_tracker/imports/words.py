"""What people write for what a sheet offers: one table, for every kind of sheet. Pure.

A word means the first of its choices that the sheet offers; its gender and its number are never looked at.
"""

import re
from collections.abc import Iterable

from aic_tracker.folding import searchable

# Choices as our screens name them, the closest first; then what means the same.
MEANINGS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (
        ("À faire", "Prévu", "En cours"),
        ("à faire", "à venir", "à démarrer", "à lancer", "pas commencé", "non commencé", "prévu", "planifié", "todo"),
    ),
    (
        ("En cours", "Prévu"),
        ("en cours", "ouvert", "commencé", "démarré", "entamé", "engagé", "reporté", "en continu", "doing"),
    ),
    (("Bloqué", "En cours"), ("bloqué", "suspendu", "en pause")),
    (
        ("Terminée", "Atteint", "Tenu"),
        (
            "terminé",
            "fait",
            "fini",
            "achevé",
            "réalisé",
            "atteint",
            "clos",
            "clôturé",
            "soldé",
            "livré",
            "tenu",
            "ok",
            "done",
            "effectué",
            "100 %",
        ),
    ),
    (("Partiellement atteint",), ("partiel", "partiellement", "en partie", "partiellement réalisé")),
    (
        ("Annulée", "Abandonné", "Annulé"),
        ("annulé", "abandonné", "arrêté", "sans suite", "supprimé", "cancelled", "canceled"),
    ),
    (("Association",), ("asso", "association loi 1901", "association de loi 1901", "association loi 1908")),
    (
        ("Administration",),
        (
            "administration publique",
            "collectivité",
            "collectivité territoriale",
            "établissement public",
            "service public",
            "ministère",
        ),
    ),
    (("Personne",), ("personne physique", "individu", "particulier", "indépendant", "freelance")),
    (("Organisation",), ("structure", "personne morale", "entreprise", "société", "cabinet", "agence", "asso")),
    (("DINUM",), ("direction interministérielle du numérique",)),
    (("DITP",), ("direction interministérielle de la transformation publique",)),
    (("Consolidation",), ("consolider",)),
    (("Intégration",), ("intégrer",)),
    (("Déploiement",), ("déployer",)),
    (("Coaching stratégique",), ("stratégie", "stratégique", "coaching")),
    (("Analyse juridique",), ("juridique", "droit")),
    (("Structuration de l’équipe",), ("structuration", "équipe", "rh", "ressources humaines")),
    (("Développement technique",), ("développement", "technique", "dev", "informatique")),
    (("Design et UX",), ("design", "ux", "ergonomie")),
    (("Communication",), ("com",)),
    (("Financement",), ("finances", "recherche de financement")),
    (("Mesure d’impact",), ("impact", "évaluation")),
)
# « Terminé·e », « fait(e)s », « clos.es ».
_BOTH_GENDERS = re.compile(r"(?<=\w)[·.(](?:e|s|es)\)?(?:[·.]?s)?(?=\W|$)", re.IGNORECASE)


def meant(typed: str, offered: Iterable[str]) -> str | None:
    """The choice that is meant, without its gender and number or by another word; None when it is not sure."""
    asked, labels = _bare(typed), list(offered)
    if not asked:
        return None
    alike = [label for label in labels if _bare(label) == asked]
    if alike:
        return alike[0] if len(alike) == 1 else None
    found = [next((one for one in choices if one in labels), None) for choices, words in _BARE if asked in words]
    known = list(dict.fromkeys(label for label in found if label))
    return known[0] if len(known) == 1 else None


def _bare(text: str) -> str:
    folded = searchable(_BOTH_GENDERS.sub("", text))
    return " ".join(re.sub(r"[es]+$", "", word) or word for word in folded.split())


_BARE = [(choices, frozenset(map(_bare, words))) for choices, words in MEANINGS]
