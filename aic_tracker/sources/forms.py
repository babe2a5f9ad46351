"""Which questions fill which fields; which dossiers to show."""

from collections.abc import Mapping, Sequence
from typing import Any

from aic_tracker.sources import rules
from aic_tracker.sources.models import DossierState
from aic_tracker.web.forms import BaseForm, Choice, FilterForm

MOST_QUESTIONS = 300


class DossierFilters(FilterForm):
    state = Choice(
        "État", required=False, placeholder="Tous les états", options=[(state, state.label) for state in DossierState]
    )


def matching_form(questions: Sequence[Mapping[str, str]], chosen: Mapping[str, str]) -> BaseForm:
    """A choice for each question of the form, in its order."""
    fields: dict[str, Any] = {}
    for number, question in enumerate(questions[:MOST_QUESTIONS]):
        options = [(key, label) for key, (_step, _name, label) in rules.TARGETS.items()]
        fields[f"q{number}"] = Choice(question["label"], required=False, placeholder="Aucun champ", options=options)
    form: BaseForm = type("MatchingForm", (BaseForm,), fields)(
        data={f"q{number}": chosen.get(question["id"]) for number, question in enumerate(questions)}
    )
    return form


def chosen(form: BaseForm, questions: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """By id of a question, what it fills."""
    numbered = enumerate(questions[:MOST_QUESTIONS])
    return {question["id"]: form[f"q{number}"].data for number, question in numbered if form[f"q{number}"].data}
