"""What other features hang on an objective: each tells it here, in words, and what holds something stays."""

from collections.abc import Callable, Collection

Teller = Callable[[Collection[int]], list[str]]

_tellers: list[Teller] = []


def tells_what_it_hangs(teller: Teller) -> Teller:
    """Ask `teller`, given identifiers of objectives, what it keeps of them: « 2 commentaires »; nothing, when none."""
    _tellers.append(teller)
    return teller


def held(objective_ids: Collection[int]) -> list[str]:
    return [words for teller in _tellers for words in teller(objective_ids)] if objective_ids else []
