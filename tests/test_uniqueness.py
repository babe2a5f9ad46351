"""What stands once only: inserted once, told in words, on both databases."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from aic_tracker import clock, uniqueness
from aic_tracker.agenda.models import CalendarFeed
from aic_tracker.db import Base, db
from aic_tracker.documents.models import Document, Holder
from aic_tracker.expertise.models import Expert
from aic_tracker.introductions.models import Contact
from aic_tracker.web import errors
from tests import factories as make


def broken_by(*rows: Base) -> IntegrityError:
    with pytest.raises(IntegrityError) as caught, db.session.begin_nested():
        db.session.add_all(rows)
    return caught.value


def expert() -> Expert:
    return Expert(name="Maître Aubry", skills=[])


def contact() -> Contact:
    return Contact(organisation="DINUM", person="Léa Martin", source="Site")


def document() -> Document:
    author = make.coach()
    return Document(
        laureate_id=make.laureate("Vikidia").id,
        holder=Holder.LAUREATE,
        holder_id=1,
        filename="a.pdf",
        media_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_name=f"nom-{author.id}",
        author_id=author.id,
        added_at=clock.now(),
    )


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [(expert, "name", "déjà dans l’annuaire"), (contact, "person", "peut-être désactivée")],
    ids=["a column", "several columns"],
)
def test_a_row_that_is_there_is_told_beside_its_field(
    app: Flask, row: Callable[[], Base], field: str, words: str
) -> None:
    refusal = uniqueness.refusal(broken_by(row(), row()))
    assert refusal is not None
    assert (refusal.field, words in refusal.message) == (field, True)


def test_a_partial_index_is_told_too_and_what_it_leaves_out_is_free(app: Flask) -> None:
    first = document()
    db.session.add(first)
    db.session.flush()
    names = [column.name for column in Document.__table__.columns if column.name not in ("id", "stored_name")]
    second = {name: getattr(first, name) for name in names}
    refusal = uniqueness.refusal(broken_by(Document(**second, stored_name="autre")))
    assert refusal is not None
    assert (refusal.field, refusal.message) == ("file", "Ce fichier vient d’être joint ici.")
    first.removed_at = clock.now()
    db.session.add(Document(**second, stored_name="autre"))
    db.session.flush()


def test_what_has_no_words_of_its_own_has_those_of_all(app: Flask) -> None:
    user = make.coach().id
    rows = [CalendarFeed(user_id=user, token_hash=str(number), created_at=clock.now()) for number in range(2)]
    with db.session.no_autoflush:
        db.session.add(rows[0])
        db.session.flush()
        db.session.expunge(rows[0])
    refusal = uniqueness.refusal(broken_by(rows[1]))
    assert refusal is not None
    assert (refusal.field, refusal.message) == (None, uniqueness.SAME)


def test_another_sort_of_error_is_not_told_so(app: Flask) -> None:
    assert uniqueness.refusal(broken_by(CalendarFeed(user_id=-1, token_hash="x", created_at=clock.now()))) is None


def test_the_one_who_comes_second_inserts_nothing(app: Flask) -> None:
    values = {"user_id": make.coach().id, "token_hash": "x", "created_at": clock.now()}
    assert uniqueness.insert_once(CalendarFeed, values, key=["user_id"]) == values["user_id"]
    assert uniqueness.insert_once(CalendarFeed, values, key=["user_id"]) is None


def test_outside_a_form_a_page_says_it_and_gives_back_what_was_typed(app: Flask) -> None:
    error = broken_by(expert(), expert())
    typed = {"csrf_token": "x", "note": "Deux pages de notes"}
    with app.test_request_context("/experts/nouveau", method="POST", data=typed):
        page, status = errors._same_at_once(error)
    assert status == 409
    assert "déjà dans l’annuaire" in page
    assert "Deux pages de notes" in page


class Crossed(Exception):
    sqlstate = "40P01"


def test_two_transactions_that_cross_are_no_breakdown(app: Flask) -> None:
    with app.test_request_context("/experts/nouveau", method="POST", data={"csrf_token": "x", "note": "Deux pages"}):
        page, status = errors._database_unavailable(OperationalError("", {}, Crossed()))
    assert status == 409
    assert "au même instant" in page
    assert "Deux pages" in page
