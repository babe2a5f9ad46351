from collections.abc import Sequence
from typing import Any

from aic_tracker import inputs
from aic_tracker.folding import searchable
from aic_tracker.formats import thousands
from aic_tracker.imports import percentages, queries
from aic_tracker.imports.cells import column_letters
from aic_tracker.imports.kinds.base import Kind
from aic_tracker.imports.matching import Column
from aic_tracker.imports.models import Outcome, SheetImport
from aic_tracker.web.forms import BaseForm, Choice, FilterForm, LongText, ShortText, Version, WholeNumber
from aic_tracker.web.uploads import File

COLUMN, SHARED = "column_", "all_"


class FileForm(BaseForm):
    file = File(
        "Tableau à importer",
        accept=".xlsx,.ods,.csv,.tsv,.txt,.grist",
        missing="Choisissez le fichier à importer.",
        hint="XLSX, ODS, CSV, ou document Grist, 10 Mo et 50 000 lignes au plus.",
    )


class PlaceForm(BaseForm):
    sheet = Choice("Feuille", required=False, placeholder="La seule")
    head = WholeNumber("Ligne des titres", least=1, most=100_000, missing="Indiquez le numéro de la ligne des titres.")


class StepForm(BaseForm):
    version = Version("Version")


class Seen(ShortText):
    """What the preview that the page showed was made of."""

    kind = "hidden"


class PastedText(LongText):
    """Lines of cells: each is cleaned as any line is, and the tabulations between them stay."""

    def read(self, text: str) -> str:
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        cleaned = "\n".join("\t".join(map(self._cell, line.split("\t"))) for line in lines)
        if len(cleaned) > self.max_length:
            raise ValueError(f"Écrivez {thousands(self.max_length)} caractères au plus.")
        return cleaned.strip("\n") if cleaned.strip() else ""

    def _cell(self, text: str) -> str:
        return inputs.clean_line(text, max_length=self.max_length)


class PasteForm(BaseForm):
    text = PastedText(
        "Objectifs",
        rows=12,
        max_length=50_000,
        missing="Collez au moins un objectif.",
        hint="Un par ligne ; ou des colonnes copiées d’un tableur, avec leurs titres, ou dans cet ordre : objectif, "
        "indicateur, cible, échéance, responsable.",
    )
    seen = Seen("Aperçu", required=False)


class LinesForm(FilterForm):
    outcome = Choice(
        "Lignes", options=[(outcome, outcome.label) for outcome in Outcome], placeholder="Toutes les lignes"
    )


def said_once(kind: Kind) -> list[str]:
    """What may hold for every line."""
    return [*kind.shared(), *([percentages.ANSWER] if kind.asks_percentages else [])]


def columns_form(kind: Kind, received: SheetImport, columns: Sequence[Column]) -> Any:
    """One list a field; beside, what may be said once for all lines."""
    shared = kind.shared()
    options = [(column.place, _title(column)) for column in columns]
    declared: dict[str, Any] = {}
    for one in kind.fields:
        # What is needed is said in words by the operation: the column, or once for all.
        declared[COLUMN + one.name] = Choice(
            one.title, required=one.is_required, placeholder="Aucune colonne", options=options, hint=one.hint
        )
    for name, choices in shared.items():
        label = f"{kind.field(name).title} de toutes les lignes"
        declared[SHARED + name] = (
            Choice(label, required=False, placeholder="Selon la colonne", options=[(each, each) for each in choices])
            if choices
            else ShortText(label, required=False)
        )
    if kind.asks_percentages:
        declared[SHARED + percentages.ANSWER] = Choice(
            "Pourcentages",
            required=False,
            placeholder="Aucune valeur en % ne se lit de deux façons",
            options=[(one.value, one.label) for one in percentages.Meaning],
            hint="Un tableur garde 0,73 sous « 73 % » : 80, à côté, veut-il dire 80 % ou 8000 % ?",
        )
    data: dict[str, Any] = {COLUMN + name: place for name, place in received.places.items()}
    data |= {SHARED + name: text for name, text in received.shared.items()}
    if kind.asks_percentages and SHARED + percentages.ANSWER not in data:
        titles = [searchable(column.title)[:200] for column in columns]
        data[SHARED + percentages.ANSWER] = queries.known_percentages(kind.key, titles)
    return type("ColumnsForm", (BaseForm,), declared)(data=data)


def _title(column: Column) -> str:
    title = column.title or "sans titre"
    return f"{column_letters(column.place)} — {title}"
