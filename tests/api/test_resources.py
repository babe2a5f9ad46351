"""What programs read and write: the same as on the screens."""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.journal.models import JournalEntry
from aic_tracker.laureates.models import Laureate
from aic_tracker.roadmap.models import Action, Objective
from aic_tracker.timesheet.models import TimeEntry
from tests import factories
from tests.api.conftest import Program

Programs = Callable[..., Program]
ROADMAP = "/laureats/vikidia/feuille-de-route"


def with_objective(**values: Any) -> tuple[Laureate, Objective]:
    laureate = factories.laureate("Vikidia")
    return laureate, factories.objective(factories.priority(factories.roadmap(laureate)), **values)


def test_pages_follow_one_another_until_the_last(program: Programs) -> None:
    for number in range(7):
        factories.laureate(f"Commun {number}")
    held, path, seen = program(factories.coach()), "/laureats?limit=3&fields=name", []
    while path:
        answer = held.get(path)
        seen += [row["name"] for row in answer.json["items"]]
        path = (answer.json["next"] or "").removeprefix("/api/v1")
    assert seen == [f"Commun {number}" for number in range(7)]


def test_a_cursor_keeps_its_filters(program: Programs) -> None:
    for number in range(3):
        factories.laureate(f"Commun {number}")
    answer = program(factories.coach()).get("/laureats?limit=2&status=active")
    assert "status=active" in answer.json["next"]
    assert answer.headers["Link"] == f'<{answer.json["next"]}>; rel="next"'


def test_laureates_are_found_by_season_and_status(program: Programs) -> None:
    first, second = factories.season("Saison 1"), factories.season("Saison 2")
    factories.laureate("Vikidia", season_id=first.id)
    factories.laureate("Infoclimat", season_id=second.id)
    held = program(factories.coach())
    assert [row["name"] for row in held.get(f"/laureats?season={first.slug}").json["items"]] == ["Vikidia"]
    assert held.get("/laureats?status=ended").json["items"] == []


def test_the_roadmap_is_read_whole(program: Programs) -> None:
    _laureate, objective = with_objective(title="Recruter", due_on=date(2026, 6, 1))
    said = program(factories.coach()).get(ROADMAP).json
    (row,) = said["priorities"][0]["objectives"]
    assert (row["id"], row["title"], row["due_on"]) == (objective.id, "Recruter", "2026-06-01")


def test_what_did_not_change_is_not_sent_again(program: Programs) -> None:
    with_objective()
    held = program(factories.coach())
    version = held.get(ROADMAP).headers["ETag"]
    assert held.get(ROADMAP, If_None_Match=version).status_code == 304


def test_progress_is_written_once_it_was_read(program: Programs) -> None:
    laureate, objective = with_objective()
    held, path = program(factories.referent(laureate)), f"/laureats/vikidia/objectifs/{objective.id}"
    assert held.post(f"{path}/avancement", {"status": "in_progress"}).status_code == 428
    version = held.get(path).headers["ETag"]
    answer = held.post(f"{path}/avancement", {"status": "in_progress"}, If_Match=version)
    assert (answer.status_code, answer.json["status"]) == (200, "in_progress")
    assert held.get(path).headers["ETag"] == answer.headers["ETag"]
    assert held.post(f"{path}/avancement", {"status": "achieved"}, If_Match=version).status_code == 412
    assert db.session.get_one(Objective, objective.id).status == "in_progress"


def test_an_objective_is_added_and_rewritten(program: Programs) -> None:
    laureate, first = with_objective()
    held = program(factories.coach(laureate))
    said = {"title": "Publier les données", "indicator": "Jeux publiés", "baseline": "0", "target": "12.5"}
    added = held.post(f"/laureats/vikidia/priorites/{first.priority_id}/objectifs", said)
    assert added.status_code == 201
    assert added.json["target"] == "12.5"
    path = added.headers["Location"].removeprefix("/api/v1")
    changed = held.put(path, {**said, "title": "Ouvrir les données"}, If_Match=held.get(path).headers["ETag"])
    assert (changed.status_code, changed.json["title"]) == (200, "Ouvrir les données")


def test_an_action_goes_from_added_to_done_and_back(program: Programs) -> None:
    laureate = factories.laureate("Vikidia")
    held = program(factories.referent(laureate))
    added = held.post("/laureats/vikidia/actions", {"title": "Écrire", "due_on": "2026-04-01"})
    path = added.headers["Location"].removeprefix("/api/v1")
    assert held.post(f"{path}/terminer").json["done_on"] == "2026-03-02"
    assert held.post(f"{path}/terminer").status_code == 409
    assert held.post(f"{path}/rouvrir").json["done_on"] is None
    summaries = list(db.session.scalars(sa.select(JournalEntry.summary).order_by(JournalEntry.id)))
    assert [words.split("«")[0].strip() for words in summaries[-3:]] == [
        "a ajouté l’action",
        "a terminé l’action",
        "a rouvert l’action",
    ]


def test_a_referent_notes_and_takes_back_their_own_time(program: Programs) -> None:
    laureate = factories.laureate("Vikidia")
    held = program(factories.referent(laureate))
    said = {"on": "2026-03-02", "quarters": 2, "activity": "Atelier"}
    added = held.post("/laureats/vikidia/temps", said)
    assert (added.status_code, added.json["quarters"]) == (201, 2)
    assert held.post("/laureats/vikidia/temps", {**said, "quarters": 4}).status_code == 409
    assert held.ask("DELETE", added.headers["Location"].removeprefix("/api/v1")).status_code == 204
    assert db.session.scalars(sa.select(TimeEntry)).all() == []


def test_nobody_notes_somebody_else_s_time(program: Programs) -> None:
    laureate = factories.laureate("Vikidia")
    other = factories.referent(laureate)
    said = {"on": "2026-03-02", "quarters": 2, "activity": "Atelier", "person": other.id}
    answer = program(factories.referent(laureate)).post("/laureats/vikidia/temps", said)
    assert answer.status_code == 409
    assert program(factories.coach(laureate)).post("/laureats/vikidia/temps", said).status_code == 201


def test_what_is_received_and_decided_is_read(program: Programs) -> None:
    laureate = factories.laureate("Vikidia")
    factories.scoped_assignment(laureate, factories.expert(), title="Statuts")
    factories.introduction(laureate, factories.contact(), purpose="Rencontrer la DNE")
    held = program(factories.coach(laureate))
    for path, name in (("appuis", "title"), ("mises-en-relation", "purpose"), ("membres", "role")):
        assert held.get(f"/laureats/vikidia/{path}").json["items"][0][name], path
    for path in ("aides", "renouvellements", "points"):
        assert held.get(f"/laureats/vikidia/{path}").json == {"items": [], "next": None}


def test_an_expert_reads_what_they_carry_and_nothing_more(program: Programs) -> None:
    laureate, expert = factories.laureate("Vikidia"), factories.expert()
    factories.scoped_assignment(laureate, expert, title="Statuts", status="in_progress")
    factories.scoped_assignment(laureate, factories.expert(), title="Marque", status="in_progress")
    held = program(db.session.get_one(User, expert.user_id))
    assert [row["title"] for row in held.get("/laureats/vikidia/appuis").json["items"]] == ["Statuts"]
    for path in ("temps", "mises-en-relation", "aides", "renouvellements"):
        assert held.get(f"/laureats/vikidia/{path}").status_code == 404, path


def test_one_key_counts_once_and_is_answered_the_same(program: Programs) -> None:
    factories.laureate("Vikidia")
    held = program(factories.coach())
    said = {"title": "Écrire"}
    first = held.post("/laureats/vikidia/actions", said, Idempotency_Key="une-clef")
    again = held.post("/laureats/vikidia/actions", said, Idempotency_Key="une-clef")
    assert (again.status_code, again.json, again.headers["Location"]) == (201, first.json, first.headers["Location"])
    assert again.headers["Idempotency-Replayed"] == "true"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Action)) == 1


def test_one_key_for_two_requests_is_refused(program: Programs) -> None:
    factories.laureate("Vikidia")
    held = program(factories.coach())
    held.post("/laureats/vikidia/actions", {"title": "Écrire"}, Idempotency_Key="une-clef")
    assert held.post("/laureats/vikidia/actions", {"title": "Lire"}, Idempotency_Key="une-clef").status_code == 422
    assert held.post("/laureats/vikidia/actions", {"title": "Lire"}, Idempotency_Key="x" * 201).status_code == 400


def test_a_refused_request_does_not_spend_its_key(program: Programs) -> None:
    factories.laureate("Vikidia")
    held = program(factories.coach())
    assert held.post("/laureats/vikidia/actions", {"title": ""}, Idempotency_Key="une-clef").status_code == 422
    assert held.post("/laureats/vikidia/actions", {"title": "Lire"}, Idempotency_Key="une-clef").status_code == 201
