"""Where a project lives: which clock it reads, and which days are closed there. Pure."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo


class Territory(StrEnum):
    """The mainland, and each part of France whose public holidays or whose hours are others."""

    MAINLAND = "mainland"
    ALSACE_MOSELLE = "alsace_moselle"
    GUADELOUPE = "guadeloupe"
    GUYANE = "guyane"
    MARTINIQUE = "martinique"
    MAYOTTE = "mayotte"
    REUNION = "reunion"

    @property
    def label(self) -> str:
        return _FACTS[self].label

    @property
    def there(self) -> str:
        """« à La Réunion »."""
        return _FACTS[self].there

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(_FACTS[self].zone)

    @property
    def has_other_hours(self) -> bool:
        return _FACTS[self].zone != PARIS

    @property
    def abolition_day(self) -> tuple[int, int] | None:
        """Month and day of the commemoration of the abolition of slavery (Code du travail, art. L3422-2)."""
        return _FACTS[self].abolition


class _Facts(NamedTuple):
    label: str
    there: str
    zone: str
    abolition: tuple[int, int] | None = None


PARIS = "Europe/Paris"
_FACTS = {
    Territory.MAINLAND: _Facts("France hexagonale et Corse", "dans l’Hexagone", PARIS),
    Territory.ALSACE_MOSELLE: _Facts("Alsace ou Moselle", "en Alsace-Moselle", PARIS),
    Territory.GUADELOUPE: _Facts("Guadeloupe", "en Guadeloupe", "America/Guadeloupe", (5, 27)),
    Territory.GUYANE: _Facts("Guyane", "en Guyane", "America/Cayenne", (6, 10)),
    Territory.MARTINIQUE: _Facts("Martinique", "en Martinique", "America/Martinique", (5, 22)),
    Territory.MAYOTTE: _Facts("Mayotte", "à Mayotte", "Indian/Mayotte", (4, 27)),
    Territory.REUNION: _Facts("La Réunion", "à La Réunion", "Indian/Reunion", (12, 20)),
}


def abolition_days(territory: Territory, year: int) -> frozenset[date]:
    found = territory.abolition_day
    return frozenset() if found is None else frozenset({date(year, *found)})
