from datetime import UTC, date, datetime

import pytest

from aic_tracker.journal import rules
from aic_tracker.journal.models import JournalEntry


@pytest.mark.parametrize(
    ("table", "field", "value", "expected"),
    [
        ("objective", "due_on", "2026-03-02", "2\N{NO-BREAK SPACE}mars 2026"),
        ("checkpoint", "starts_at", "2026-03-12T13:00:00+00:00", "12/03/2026 à 14\N{NO-BREAK SPACE}h"),
        ("objective", "title", "2026-02-31", "2026-02-31"),
        ("objective", "status", "in_progress", "En cours"),
        ("objective", "status", "unheard_of", "unheard_of"),
        ("means", "kind", "team", "Temps de l’équipe"),
        ("diagnostic", "governance.level", 2, "2 – en construction"),
        ("objective", "target", 1200, "1\N{NO-BREAK SPACE}200"),
        ("objective", "target", "1200.5000", "1\N{NO-BREAK SPACE}200,5"),
        ("objective", "target", "beaucoup", "beaucoup"),
        ("objective", "kept_progress", "0.4500", "45\N{NO-BREAK SPACE}%"),
        ("objective", "title", "12.5", "12.5"),
        ("diagnostic", "team.target", 4, "4 – exemplaire"),
        ("renewal_decision", "decision", "renew", "Renouveler"),
        ("time_entry", "quarters", 9, "2,25\N{NO-BREAK SPACE}j"),
        ("aid", "amount_cents", 123456, "1\N{NO-BREAK SPACE}234,56\N{NO-BREAK SPACE}€"),
        ("laureate", "themes", ["Éducation", "Santé"], "Éducation, Santé"),
        ("laureate", "axes", ["integration"], "Intégration"),
        ("laureate", "themes", [], "—"),
        ("laureate", "town", "", "—"),
        ("expert", "is_active", False, "non"),
        ("objective", "x", {"status": "todo"}, "État\N{NO-BREAK SPACE}: À faire"),
        ("checkpoint", "minutes", "a" * 500, "a" * 400 + "…"),
    ],
)
def test_values_are_said_in_french(table, field, value, expected):
    assert rules.in_words(table, field, value) == expected


def test_changes_keep_both_sides_and_no_identifier():
    changes = rules.changes_of(
        "objective", {"status": "todo", "owner_id": 3}, {"status": "blocked", "reason": "Vacances"}
    )
    assert changes == [("État", "À faire", "Bloqué"), ("Raison", None, "Vacances")]
    assert rules.changes_of("objective", None, None) == []


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("due_on", "Échéance"),
        ("governance.level", "Gouvernance\N{NO-BREAK SPACE}: niveau"),
        ("never_heard_of", "Never heard of"),
    ],
)
def test_fields_have_french_labels(field, expected):
    assert rules.label_of("diagnostic", field) == expected


def test_two_tables_may_be_one_kind():
    assert rules.tables_of("Appui métier", ["assignment", "assignment_day", "objective"]) == [
        "assignment",
        "assignment_day",
    ]
    assert rules.kind_of("something_new") == "Autre"


def test_entries_stand_under_their_day_in_paris():
    late = JournalEntry(at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC), object_type="objective")
    early = JournalEntry(at=datetime(2026, 3, 1, 9, 0, tzinfo=UTC), object_type="objective")
    days = [(day, len(lines)) for day, lines in rules.by_day([late, early])]
    assert days == [(date(2026, 3, 2), 1), (date(2026, 3, 1), 1)]
