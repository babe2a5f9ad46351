"""The French of the values that the journal keeps, by field; of a table first, where a field has several meanings."""

from aic_tracker.territories import Territory

_OUTCOMES = {"renew": "Renouveler", "end": "Mettre fin au terme", "stop_early": "Arrêter avant le terme"}
_AXES = {"consolidation": "Consolidation", "integration": "Intégration", "deployment": "Déploiement"}
_LEVELS = {"1": "1 – émergent", "2": "2 – en construction", "3": "3 – établi", "4": "4 – exemplaire"}

# Of one table, when the same value says something else elsewhere.
WORDS_OF_TABLES = {
    "committee_decision": {
        "outcome": {"continue": "Poursuivre", "renew": "Renouveler", "fund": "Financer", "stop": "Arrêter"},
    },
    "commitment": {
        "state": {
            "expected": "Preuve attendue",
            "submitted": "Preuve à vérifier",
            "proven": "Prouvé",
            "not_applicable": "Sans objet",
        },
    },
    "introduction": {
        "status": {
            "proposed": "Proposée",
            "prepared": "Préparée",
            "introduced": "Mise en relation faite",
            "met": "Rencontre tenue",
            "follow_up": "Suites en cours",
            "partnership": "Partenariat",
            "no_follow_up": "Sans suite",
        },
    },
    "diagnostic": {"target": _LEVELS, "kind": {"initial": "Initial", "mid_term": "À mi-parcours", "final": "Final"}},
    "sponsor_pledge": {
        "form": {
            "funding": "Financement",
            "expertise": "Expertise",
            "distribution": "Distribution",
            "community": "Communauté",
            "international": "International",
        },
        "state": {"open": "En cours", "kept": "Tenue", "partly": "Tenue en partie", "broken": "Non tenue"},
    },
    "tranche": {
        "status": {"pending": "En attente", "granted": "Accordée", "refused": "Refusée", "abandoned": "Abandonnée"},
    },
    "means": {
        "kind": {
            "expertise": "Appui métier",
            "introduction": "Mise en relation",
            "funding": "Financement",
            "referent_time": "Temps référent",
            "team": "Équipe d’accompagnement",
            "other": "Autre",
        },
    },
}

WORDS = {
    "territory": {territory.value: territory.label for territory in Territory},
    "axes": _AXES,
    "axis": _AXES,
    "decision": _OUTCOMES,
    "kind": {
        "regular": "Point régulier",
        "acceleration": "Comité d’accélération",
        "commitment": "Comité d’engagement",
        "review": "Bilan",
    },
    "legal_form": {"association": "Association", "administration": "Administration"},
    "level": _LEVELS,
    "need": {"none": "Aucun", "low": "Faible", "high": "Fort"},
    "outcome": _OUTCOMES,
    "role": {
        "lead_coach": "Chargé·e d’accélération",
        "coach": "Équipe d’accompagnement",
        "referent": "Référent·e projet",
        "observer": "Observateur·rice",
        "expert": "Expert·e",
        "direction": "Direction",
        "admin": "Administration",
    },
    "regime": {
        "general": "De minimis général",
        "sieg": "De minimis SIEG",
        "other_de_minimis": "Autre de minimis",
        "not_aid": "Hors aide d’État",
        "exempted": "Notifié ou exempté",
        "unspecified": "Autre régime, à préciser",
        "other": "Autre régime",
    },
    "side": {"coach": "Équipe d’accompagnement", "referent": "Référentes et référents"},
    "skill": {
        "strategy": "Coaching stratégique",
        "legal": "Analyse juridique",
        "team": "Structuration de l’équipe",
        "governance": "Gouvernance",
        "development": "Développement technique",
        "design": "Design et UX",
        "communication": "Communication",
        "funding": "Financement",
        "impact": "Mesure d’impact",
    },
    "status": {
        "todo": "À faire",
        "in_progress": "En cours",
        "achieved": "Atteint",
        "partly": "Partiellement atteint",
        "blocked": "Bloqué",
        "dropped": "Abandonné",
        "planned": "Prévu",
        "held": "Tenu",
        "closed": "Clos",
        "cancelled": "Annulé",
        "scoped": "Cadré",
        "declined": "Décliné",
        "requested": "Demandé",
        "approved": "Approuvé",
        "completed": "Terminé",
        "evaluated": "Évalué",
        "candidate": "Candidat",
        "active": "Accompagné",
        "ended": "Accompagnement terminé",
    },
}
