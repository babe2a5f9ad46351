"""The French of the values that the journal keeps where no column says it: a choice has the label of its own enum."""

_LEVELS = {"1": "1 – émergent", "2": "2 – en construction", "3": "3 – établi", "4": "4 – exemplaire"}

# Of one table, when the same value says something else elsewhere.
WORDS_OF_TABLES = {"diagnostic": {"target": _LEVELS}}

WORDS = {
    "decision": {"renew": "Renouveler", "end": "Mettre fin au terme", "stop_early": "Arrêter avant le terme"},
    "level": _LEVELS,
    "need": {"none": "Aucun", "low": "Faible", "high": "Fort"},
    # Kept before notified and exempted aid were told apart.
    "regime": {"other": "Autre régime"},
    "side": {"coach": "Équipe d’accompagnement", "referent": "Référentes et référents"},
}
