"""What is known of the accessibility of the service: the 106 criteria of the RGAA, and the rate that they make."""

import tomllib
from dataclasses import dataclass, field
from datetime import date
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
    """One criterion. Read on the day `lu_le`: `vu` says what was looked at, `pages` where (none named: on all of the
    sample), `ecarts` what was found wrong, by page (or « toutes »). A test may hold a part of what was read."""

    number: str
    sujet: str
    etat: str
    test: str = ""
    pourquoi: str = ""
    lu_le: str = ""
    vu: str = ""
    pages: tuple[str, ...] = ()
    ecarts: dict[str, str] = field(default_factory=dict)

    @property
    def conforme(self) -> bool:
        return self.etat == "lu" and not self.ecarts

    @property
    def theme(self) -> str:
        return THEMES[int(self.number.partition(".")[0]) - 1]

    @property
    def applies(self) -> bool:
        return self.etat != "sans objet"

    @property
    def is_met(self) -> bool:
        """Held by a test on each screen, or found so by a person: what nobody looked at is not."""
        return self.etat == "tenu" or self.conforme

    def result_on(self, page: "Page") -> bool | None:
        """Whether it is met on this page of the sample; None where it has no object."""
        if not self.applies or self.theme.lower() in page.sans or (self.pages and page.key not in self.pages):
            return None
        return self.etat == "tenu" or (self.etat == "lu" and not self.ecarts.keys() & {page.key, "toutes"})

    @property
    def said(self) -> str:
        if self.etat == "lu":
            on = formats.date_short(date.fromisoformat(self.lu_le))
            found = "Conforme" if self.conforme else f"Non conforme{formats.NBSP}: {', '.join(self.ecarts.values())}"
            return f"{found}. Lu le {on}{formats.NBSP}: {self.vu}."
        said = {
            "tenu": "Conforme, vérifié par un test à chaque version.",
            "sans objet": f"Sans objet{formats.NBSP}: {self.pourquoi}.",
            "à essayer": "À essayer avec une technologie d’assistance.",
        }
        return said.get(self.etat, "Pas encore lu.")


@dataclass(frozen=True)
class Page:
    """One page or document of the sample; `sans`: the themes of which it has nothing, in lower case."""

    key: str
    adresse: str
    qui: str
    sans: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    criteria: tuple[Criterion, ...]
    tests: dict[str, str]
    sample: tuple[Page, ...] = ()

    @property
    def applicable(self) -> int:
        return sum(one.applies for one in self.criteria)

    @property
    def met(self) -> int:
        return sum(one.is_met for one in self.criteria)

    @property
    def not_met(self) -> list[Criterion]:
        return [one for one in self.criteria if one.ecarts]

    @property
    def untried(self) -> list[Criterion]:
        """What nobody looked at yet, or only an assistive technology can tell."""
        return [one for one in self.criteria if one.etat in ("à lire", "à essayer")]

    def results(self) -> list[tuple[Page, int, int]]:
        """Page by page of the sample: how many criteria are met, of how many that apply there."""
        told = [(page, [one.result_on(page) for one in self.criteria]) for page in self.sample]
        return [(page, results.count(True), len(results) - results.count(None)) for page, results in told]

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
    sample = (Page(key, **{**values, "sans": tuple(values["sans"])}) for key, values in told["echantillon"].items())
    return Grid(criteria, told["tests"], tuple(sample))
