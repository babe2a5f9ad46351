"""What a column says of itself is read in the journal as on the screens, and written once."""

import pytest
import sqlalchemy as sa

import aic_tracker.models  # noqa: F401 - every table
from aic_tracker.db import Base
from aic_tracker.journal import rules
from aic_tracker.journal.value_words import WORDS
from aic_tracker.journal.words import FIELDS, KINDS

CHOICES = [
    (table.name, column.name, choice)
    for table in Base.metadata.sorted_tables
    if table.name in KINDS
    for column in table.columns
    for choice in column.info.get("choices") or getattr(column.type, "enum_class", None) or ()
    if hasattr(choice, "label")
]
# Kept by the diagnostic too, under the name of a dimension.
OF_A_LINE = {"need"}


@pytest.mark.parametrize(("table", "field", "choice"), CHOICES)
def test_a_choice_has_its_label(table: str, field: str, choice) -> None:
    expected = getattr(choice, "short_label", choice.label)
    assert rules.in_words(table, field, choice.value) == expected
    assert field in OF_A_LINE or choice.value not in WORDS.get(field, {}), "its enum says it"


def test_a_choice_that_is_no_more_reads_as_it_did() -> None:
    assert rules.in_words("aid", "regime", "other") == "Autre régime"


def test_choices_in_a_list_are_read_one_by_one() -> None:
    assert rules.in_words("laureate", "axes", ["integration", "deployment"]) == "Intégration, Déploiement"


def test_a_declared_label_is_not_written_again() -> None:
    labels = {
        (column.name, column.info["label"])
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column, sa.Column) and "label" in column.info
    }
    # Other tables name a title too.
    assert {name for name, _label in labels} & set(FIELDS) <= {"title"}
