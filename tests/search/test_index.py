"""The entries follow whatever is written, in its transaction, and equal what would be made from scratch."""

import random
from decimal import Decimal
from threading import Event, Thread
from time import sleep

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy.exc import DBAPIError, OperationalError

from aic_tracker import clock
from aic_tracker.accounts.models import User
from aic_tracker.conversation.models import Comment
from aic_tracker.db import db
from aic_tracker.expertise.models import Assignment, Expert
from aic_tracker.introductions.models import Contact
from aic_tracker.laureates.models import LaureateStatus, Organisation
from aic_tracker.privacy import operations as privacy
from aic_tracker.roadmap.models import Objective, ObjectiveStatus
from aic_tracker.scheduler import jobs
from aic_tracker.search import index
from aic_tracker.search.models import SearchEntry
from tests import factories as make
from tests.search.conftest import Asked, Project
from tests.support.statements import counted


def is_true() -> bool:
    """Whether nothing is to be mended."""
    return sum(index.mend()) == 0


def an_objective() -> Objective:
    return db.session.scalars(sa.select(Objective)).one()


def test_what_is_written_is_found_at_once(mine: Project, coach: User, asked: Asked) -> None:
    an_objective().title = "Héberger la zébrasoupe"
    db.session.commit()
    assert {kind for kind, _ in asked(coach, "zebrasoupe")} == {"objective"}
    assert is_true()


def test_what_is_undone_is_not(mine: Project, coach: User, asked: Asked) -> None:
    an_objective().title = "Héberger la zébrasoupe"
    db.session.flush()
    db.session.rollback()
    assert asked(coach, "zebrasoupe") == set()
    assert is_true()


def test_a_savepoint_undone_leaves_the_rest(mine: Project, coach: User, asked: Asked) -> None:
    an_objective().title = "Zébrasoupe"
    savepoint = db.session.begin_nested()
    for comment in db.session.scalars(sa.select(Comment)):
        comment.text = "tartinade"
    db.session.flush()
    savepoint.rollback()
    db.session.commit()
    assert asked(coach, "zebrasoupe") != set()
    assert asked(coach, "tartinade") == set()
    assert is_true()


def test_what_is_removed_is_found_no_more(mine: Project, coach: User, asked: Asked) -> None:
    for comment in db.session.scalars(sa.select(Comment)):
        comment.removed_at = clock.now()
    db.session.commit()
    assert "comment" not in {kind for kind, _ in asked(coach, "alpha")}
    assert is_true()


def rename_carrier(project: Project) -> None:
    db.session.scalars(
        sa.select(Organisation).where(Organisation.id == project.laureate.organisation_id)
    ).one().name = "Z"


def rename_project(project: Project) -> None:
    project.laureate.name = "Zébrasoupe"


def rename_person(project: Project) -> None:
    project.referent.name = "Nouveau Nom"


def change_expert(project: Project) -> None:
    task = db.session.scalars(sa.select(Assignment).where(Assignment.title.startswith("assignment"))).one()
    task.expert_id = db.session.scalars(sa.select(Expert.id).where(Expert.user_id == project.another_expert.id)).one()


def close_sheet(project: Project) -> None:
    db.session.scalars(sa.select(Expert).where(Expert.user_id == project.expert.id)).one().user_id = None


def rename_contact(project: Project) -> None:
    db.session.scalars(sa.select(Contact)).one().organisation = "Ailleurs"


@pytest.mark.parametrize(
    "change", [rename_carrier, rename_project, rename_person, change_expert, close_sheet, rename_contact]
)
def test_what_a_thing_leans_on_moves_it(mine: Project, change) -> None:
    change(mine)
    db.session.commit()
    assert is_true()


def test_what_no_entry_tells_of_costs_nothing(mine: Project) -> None:
    one, owner = an_objective(), mine.referent
    with counted() as statements:
        one.current, one.status = Decimal(3), ObjectiveStatus.IN_PROGRESS
        owner.last_sign_in_at = clock.now()
        db.session.commit()
    assert not [statement for statement in statements if "search_entry" in statement]
    assert is_true()


def test_an_erasure_takes_the_name_out_of_the_search(mine: Project, coach: User, asked: Asked) -> None:
    assert asked(coach, "« Membre Alpha »") != set()
    mine.laureate.status = LaureateStatus.ENDED
    make.first_period(mine.laureate).ended_on = clock.today()
    db.session.commit()
    privacy.erase(mine.referent, actor=None, now=clock.now())
    db.session.commit()
    assert asked(coach, "« Membre Alpha »") == set()
    assert is_true()


def test_a_wrong_entry_is_told_and_mended(mine: Project, coach: User, asked: Asked) -> None:
    entries = db.session.scalars(sa.select(SearchEntry).order_by(SearchEntry.id)).all()
    db.session.execute(sa.update(SearchEntry).where(SearchEntry.id == entries[0].id).values(audience="read_journal"))
    db.session.execute(sa.delete(SearchEntry).where(SearchEntry.id == entries[1].id))
    db.session.commit()
    assert jobs.mend_search() == {"search_entries": 2}
    assert jobs.mend_search() == {"search_entries": 0}


def test_everything_can_be_made_again(mine: Project, coach: User, asked: Asked, app: Flask) -> None:
    before = asked(coach, "commun")
    db.session.rollback()
    result = app.test_cli_runner().invoke(FlaskGroup(), ["search", "rebuild"])
    assert result.exit_code == 0, result.output
    assert "Entrées refaites" in result.output
    assert asked(coach, "commun") == before


def test_what_is_made_again_is_found_meanwhile_and_a_batch_that_fails_is_tried_again(
    mine: Project, coach: User, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = asked(coach, "commun")
    db.session.rollback()
    written, found, failed = index.rewrite, [], []

    def interrupted(kind: str, ids: list[int]) -> None:
        if kind == "objective" and not failed:
            failed.append(kind)
            raise OperationalError("", {}, Exception("database is locked"))
        found.append(asked(coach, "commun"))
        written(kind, ids)

    monkeypatch.setattr(index, "rewrite", interrupted)
    assert jobs.rebuild_search()["search_entries"] > 10
    assert failed == ["objective"]
    assert len(found) > 5
    assert all(answer == before for answer in found)
    monkeypatch.undo()
    assert is_true()


def test_a_database_from_before_the_search_is_filled(mine: Project) -> None:
    db.session.execute(sa.delete(SearchEntry))
    db.session.commit()
    assert jobs.fill_search()["search_entries"] > 10
    assert jobs.fill_search() == {}


def test_words_made_by_an_older_version_are_made_again_at_the_start(mine: Project, coach: User, asked: Asked) -> None:
    db.session.execute(sa.update(SearchEntry).where(SearchEntry.kind == "comment").values(words=" avant ", extras=" "))
    db.session.commit()
    assert jobs.fill_search() == {"search_entries": 3}
    assert "comment" in {kind for kind, _ in asked(coach, "alpha")}


def test_any_sequence_of_edits_equals_a_rebuild(mine: Project, foreign: Project, coach: User) -> None:
    dice = random.Random(7)
    rows = [*db.session.scalars(sa.select(Objective)), *db.session.scalars(sa.select(Comment))]
    for _ in range(30):
        row = dice.choice(rows)
        text = dice.choice(["L’été à l’école", "référent·e·s", "12 400 €", "", "«»", "日本", "x" * 300])
        if isinstance(row, Comment):
            row.text, row.is_internal = text, dice.random() < 0.5
        else:
            row.title, row.detail = text[:200] or "Vide", text
        if dice.random() < 0.8:
            db.session.commit()
        else:
            db.session.rollback()
    db.session.commit()
    assert is_true()


def test_a_text_at_its_longest_is_indexed(mine: Project, coach: User, asked: Asked) -> None:
    an_objective().detail = " ".join(f"mot{n}" for n in range(3000)) + " é" * 2000 + "a" * 5000
    db.session.commit()
    assert {kind for kind, _ in asked(coach, "mot2999")} == {"objective"}
    assert make.save(Contact(organisation="O", person="P", source="S")).id


def test_two_who_move_one_entry_at_the_same_instant_both_succeed(app: Flask, mine: Project, coach: User) -> None:
    """One renames the author of a comment while another rewrites the comment itself."""
    [comment_id, *_] = db.session.scalars(sa.select(Comment.id)).all()
    db.session.rollback()
    is_written, faults = Event(), list[Exception]()

    def first() -> None:
        with app.app_context():
            index.rewrite("comment", [comment_id])
            is_written.set()
            sleep(0.5)
            db.session.commit()

    def second() -> None:
        is_written.wait(10)
        with app.app_context():
            try:
                index.rewrite("comment", [comment_id])
                db.session.commit()
            except DBAPIError as fault:
                faults.append(fault)

    both = [Thread(target=first), Thread(target=second)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert faults == []
    assert is_true()
