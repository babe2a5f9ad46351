"""Visit the address of an evidence, on demand: only the head of its answer is read."""

from aic_tracker.commitments.rules import LinkCheck
from aic_tracker.outgoing.addresses import NotReached
from aic_tracker.outgoing.asking import USUAL, Bounds, ask

HEADERS = {"User-Agent": "aic-tracker (verification de lien)"}


def visit(url: str, bounds: Bounds = USUAL) -> LinkCheck:
    """Follow the address to its end. Never raises: what fails is told in `problem`."""
    try:
        return LinkCheck(ask(url, methods=("HEAD", "GET"), headers=HEADERS, bounds=bounds).status)
    except NotReached as refusal:
        return LinkCheck(None, str(refusal))
