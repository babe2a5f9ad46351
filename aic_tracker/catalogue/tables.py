"""The catalogue, as a file."""

from typing import NamedTuple

from aic_tracker.catalogue.models import CatalogueEntry
from aic_tracker.catalogue.rules import NEED_LABELS, dimension_label
from aic_tracker.paper.tables import Column, Kind, Table


class Used(NamedTuple):
    entry: CatalogueEntry
    times: int


ENTRIES = Table(
    "catalogue",
    "Catalogue d’objectifs",
    (
        Column("Axe", "entry.axis"),
        Column("Dimension", lambda row: dimension_label(row.entry.dimension)),
        Column("Proposé", lambda row: NEED_LABELS[row.entry.need]),
        Column("Priorité type", "entry.priority", Kind.LONG),
        Column("Objectif", "entry.title", Kind.LONG),
        Column("Indicateur", "entry.indicator", Kind.LONG),
        Column("Unité", "entry.unit"),
        Column("Délai habituel (mois)", "entry.months", Kind.COUNT),
        Column("Précisions", "entry.detail", Kind.LONG),
        Column("Objectifs qui en sont tirés", "times", Kind.COUNT),
        Column("Retirée le", "entry.retired_on", Kind.DAY),
    ),
)
