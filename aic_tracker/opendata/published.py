"""The sets of data that are public once somebody opened them."""

from aic_tracker.opendata.rows import FIGURES, LAUREATES, SEASONS
from aic_tracker.opendata.subventions import SUBVENTIONS

DATASETS = (LAUREATES, SEASONS, FIGURES, SUBVENTIONS)
