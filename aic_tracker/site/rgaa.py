"""What is known of the accessibility of the service: the 106 criteria of the RGAA, and the rate that they make."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aic_tracker import formats

GRID = Path(__file__).with_name("rgaa.toml")
THEMES = (
    "Images",
    "Cadres",
    "Couleurs",
    "Multimédia",
    "Tableaux",
    "Liens",
    "Scripts",
    "Éléments obligatoires",
    "Structuration de l’information",
    "Présentation de l’information",
    "Formulaires",
    "Navigation",
    "Consultation",
)


@dataclass(frozen=True)
class Criterion:
    """One criterion. `conforme` is what a person found on the day `lu_le`, looking at `pages`."""

    number: str
    sujet: str
    etat: str
    test: str = ""
    pourquoi: str = ""
    lu_le: str = ""
    pages: tuple[str, ...] = ()
    conforme: bool = False

    @property
    def theme(self) -> str:
        return THEMES[int(self.number.partition(".")[0]) - 1]

    @property
    def applies(self) -> bool:
        return self.etat != "sans objet"

    @property
    def is_met(self) -> bool:
        """Held by a test on each screen, or found so by a person: what nobody looked at is not."""
        return self.etat == "tenu" or (self.etat == "lu" and self.conforme)

    @property
    def said(self) -> str:
        if self.etat == "lu":
            return f"{'Conforme' if self.conforme else 'Non conforme'}, lu le {self.lu_le}"
        if self.etat == "tenu":
            return "Conforme, vérifié par un test à chaque version"
        return f"Sans objet{formats.NBSP}: {self.pourquoi}" if not self.applies else "Pas encore lu par une personne"


@dataclass(frozen=True)
class Grid:
    criteria: tuple[Criterion, ...]
    tests: dict[str, str]

    @property
    def applicable(self) -> int:
        return sum(one.applies for one in self.criteria)

    @property
    def met(self) -> int:
        return sum(one.is_met for one in self.criteria)

    @property
    def unread(self) -> int:
        return sum(one.etat == "à lire" for one in self.criteria)

    @property
    def rate(self) -> float:
        """0..1, of the criteria that apply: what was not looked at counts as not met."""
        return self.met / self.applicable

    @property
    def state(self) -> str:
        """As the law words it: half of the criteria make a service partly conforming, all of them wholly."""
        if self.rate == 1:
            return "totalement conforme"
        return "partiellement conforme" if self.rate >= 0.5 else "non conforme"


@lru_cache(maxsize=1)
def grid() -> Grid:
    told = tomllib.loads(GRID.read_text(encoding="utf-8"))
    criteria = tuple(
        Criterion(number, **{**values, "pages": tuple(values.get("pages", ()))})
        for number, values in told["criteres"].items()
    )
    return Grid(criteria, told["tests"])
