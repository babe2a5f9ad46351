"""The versions of a roadmap: taken at publication, read, compared, never changed; an earlier wording taken again."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.roadmap import operations, queries
from aic_tracker.roadmap.models import MeansKind, Objective, ObjectiveStatus, Revision
from aic_tracker.roadmap.operations.objectives import SETTABLE
from aic_tracker.roadmap.revisions import rules
from aic_tracker.roadmap.revisions.operations import take_revision
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

HOME = "/laureats/vikidia/feuille-de-route/versions"


@pytest.fixture
def project(app):
    laureate = make.laureate("Vikidia")
    coach, referent = make.coach(laureate, name="Camille Roux"), make.referent(laureate, name="Rosa Petit")
    roadmap = make.roadmap(laureate, published=False)
    priority = make.priority(roadmap)
    measure = {"indicator": "Personnes", "baseline": Decimal(0), "target": Decimal(10)}
    objective = make.objective(priority, due_on=date(2026, 4, 1), **measure)
    return laureate, coach, referent, roadmap, objective


def published(signed_in, coach) -> None:
    assert signed_in(coach).submit("/laureats/vikidia/feuille-de-route/publier").status_code == 303


def edited(signed_in, coach, objective, **values) -> None:
    row = db.session.get(Objective, objective.id, populate_existing=True)
    data = {
        "title": row.title,
        "due_on": row.due_on.isoformat(),
        "baseline": "0",
        "target": "10",
        "indicator": "Personnes",
        "version": str(row.version),
    }
    answer = signed_in(coach).submit(f"/laureats/vikidia/objectifs/{row.id}/modifier", data | values)
    assert answer.status_code == 303


def test_publishing_keeps_the_first_version(project, signed_in) -> None:
    _, coach, _, _, objective = project
    published(signed_in, coach)
    revision = db.session.query(Revision).one()
    assert (revision.number, revision.reason, revision.author_id) == (1, "Publication", coach.id)
    assert revision.content["objectives"][str(objective.id)]["title"] == "Recruter une personne"
    assert "Version 1 Publication" in text_of(signed_in(coach).get(HOME))


def test_a_version_never_changes(project, signed_in) -> None:
    _, coach, _, _, objective = project
    published(signed_in, coach)
    kept = db.session.query(Revision).one().content
    edited(signed_in, coach, objective, title="Recruter deux personnes")
    revision = db.session.query(Revision).populate_existing().one()
    assert revision.content == kept
    revision.reason = "Autre raison"
    with pytest.raises(RuntimeError, match="is kept as it was taken"):
        db.session.flush()
    db.session.rollback()
    db.session.delete(db.session.query(Revision).one())
    with pytest.raises(RuntimeError, match="is kept as it was taken"):
        db.session.flush()


def test_the_difference_with_now_marks_words_and_says_the_slip(project, signed_in) -> None:
    _, coach, referent, _, objective = project
    published(signed_in, coach)
    edited(signed_in, coach, objective, title="Recruter deux personnes", due_on="2026-04-13")
    page = signed_in(referent).get(f"{HOME}/1/maintenant")
    assert page.status_code == 200
    assert "Glisse de 12 jours (du 1er avril 2026 au 13 avril 2026)" in text_of(page)
    assert "<del>" in page.text
    assert "deux</ins>" in page.text


def test_two_versions_are_compared_in_either_order(project, signed_in) -> None:
    laureate, coach, _, _, objective = project
    published(signed_in, coach)
    edited(signed_in, coach, objective, title="Recruter deux personnes")
    roadmap = queries.roadmap_of(make.first_period(laureate).id)
    take_revision(roadmap, actor=coach, now=clock.now(), reason="Point n° 1")
    db.session.commit()
    client = signed_in(coach)
    for old, new in ((1, 2), (2, 1)):
        answer = client.get(f"{HOME}/comparer?old={old}&new={new}")
        assert answer.status_code == 303
        assert answer.location.endswith(f"{HOME}/1/2")
    assert "De la version 1 à la version 2" in text_of(client.get(f"{HOME}/1/2"))
    assert client.get(f"{HOME}/comparer?old=1&new=maintenant").location.endswith("/1/maintenant")
    assert client.get(f"{HOME}/comparer?old=x").location.endswith("/versions")
    assert client.get(f"{HOME}/2").status_code == 200
    assert client.get(f"{HOME}/9").status_code == 404


def test_an_earlier_wording_is_an_edit_like_another(project, signed_in) -> None:
    _, coach, _, _, objective = project
    published(signed_in, coach)
    edited(signed_in, coach, objective, title="Recruter deux personnes")
    client = signed_in(coach)
    assert "Reprendre cette formulation" in text_of(client.get(f"{HOME}/1"))
    page = client.get(f"/laureats/vikidia/objectifs/{objective.id}/modifier?reprendre=1")
    assert 'value="Recruter une personne"' in page.text
    assert "La formulation de la version 1 est reprise" in text_of(page)
    assert client.get(f"/laureats/vikidia/objectifs/{objective.id}/modifier?reprendre=7").status_code == 404
    edited(signed_in, coach, objective, title="Recruter une personne")
    assert "Reprendre cette formulation" not in text_of(client.get(f"{HOME}/1"))


def test_a_stranger_is_not_told_and_a_reader_only_reads(project, signed_in) -> None:
    _, coach, _, _, objective = project
    published(signed_in, coach)
    edited(signed_in, coach, objective, title="Recruter deux personnes")
    for path in ("", "/1", "/1/maintenant", "/comparer?old=1&new=maintenant"):
        assert signed_in(make.referent()).get(HOME + path).status_code == 404
    assert "Reprendre" not in text_of(signed_in(make.direction()).get(f"{HOME}/1"))


def test_the_list_takes_the_same_number_of_statements_whatever_its_length(project, signed_in) -> None:
    laureate, coach, _, _, _ = project
    client = signed_in(coach)
    counts = []
    for total in (1, 30):
        roadmap = queries.roadmap_of(make.first_period(laureate).id)
        for _ in range(total - len(counts)):
            take_revision(roadmap, actor=coach, now=clock.now(), reason="Point")
        db.session.commit()
        with counted() as statements:
            assert client.get(HOME).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


GESTURES = st.lists(
    st.tuples(st.sampled_from(["title", "progress", "drop", "reopen", "add", "means", "move"]), st.integers(0, 20)),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(GESTURES)
def test_any_sequence_of_edits_replayed_onto_the_older_revision_gives_the_newer(project, gestures) -> None:
    laureate, coach, _, _, objective = project
    period_id = make.first_period(laureate).id
    common = {"actor": coach, "now": clock.now()}
    try:
        old = rules.snapshot(queries.roadmap_of(period_id))
        for gesture, n in gestures:
            row = queries.objective_for(laureate.id, objective.id)
            dropped = row.status is ObjectiveStatus.DROPPED
            texts = {"title": f"Recruter {n}", "detail": "", "indicator": "i", "unit": "", "owner": None}
            numbers = {"baseline": Decimal(0), "target": Decimal(10), "due_on": date(2026, 4, 1 + n)}
            if gesture == "title":
                operations.edit_objective(row, version=row.version, **common, **texts, **numbers)
            elif gesture == "progress" and not dropped:
                status = SETTABLE[n % 5]
                operations.update_progress(
                    row, status=status, current=Decimal(n), reason="Attente", version=row.version, **common
                )
            elif gesture == "drop" and not dropped:
                operations.drop_objective(row, reason="Non", version=row.version, **common)
            elif gesture == "reopen" and dropped:
                operations.reopen_objective(row, **common)
            elif gesture == "add":
                operations.add_objective(row.priority, **common, **texts, **numbers)
            elif gesture == "means":
                operations.add_means(row, kind=MeansKind.TEAM, label=f"Moyen {n}", **common)
            elif gesture == "move":
                operations.move_objective(row, up=bool(n % 2), **common)
            db.session.flush()
        new = rules.snapshot(queries.roadmap_of(period_id))
        assert rules.replay(old, rules.diff(old, new)) == new
        shares = [o["progress"] for o in new["objectives"].values()]
        assert all(share is None or 0 <= Decimal(share) <= 1 for share in shares)
        assert all((o["progress"] is None) == (o["status"] == "dropped") for o in new["objectives"].values())
    finally:
        db.session.rollback()
