"""One attempt to tell an address. The caller commits before: nothing is held while an address is waited for."""

from aic_tracker import clock
from aic_tracker.outgoing.addresses import NotReached
from aic_tracker.outgoing.asking import Bounds, ask
from aic_tracker.webhooks import rules, secrets
from aic_tracker.webhooks.queue import Claim
from aic_tracker.webhooks.rules import Outcome, Said

SECONDS = 10.0
# The head of the answer alone is read, and no redirection is followed.
BOUNDS = Bounds(redirects=0, seconds=SECONDS, step_seconds=SECONDS, ports=frozenset({443}))
UNREADABLE = "Le secret de cette adresse ne se lit plus, la clé de l’application a changé : changez-le."


def told(claimed: Claim) -> Said:
    """Ask the address once."""
    sealed = [claimed.secret, *([claimed.previous_secret] if claimed.previous_secret else [])]
    readable = [secret for secret in map(secrets.unsealed, sealed) if secret is not None]
    if not readable:
        return Said(Outcome.RETRY, UNREADABLE)
    now = clock.now()
    headers = rules.headers(readable, claimed.message_id, now, claimed.body)
    try:
        answer = ask(claimed.url, methods=("POST",), headers=headers, body=claimed.body.encode(), bounds=BOUNDS)
    except NotReached as refusal:
        words = str(refusal).replace("Ce site", "L’adresse").replace("ce site", "cette adresse")
        words = words.replace("Seuls les ports 80 et 443 sont visités.", "Seul le port 443 est demandé.")
        return Said(Outcome.RETRY, words)
    return rules.judged(answer.status, answer.location, rules.asked_instant(answer.headers, clock.now()))
