"""A stored value that cannot be read: the page says so instead of an unknown error, and is not drawn without it."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.web.errors import is_about_what_is_stored
from tests import factories
from tests.support.client import Client, text_of

SignIn = Callable[[User], Client]
SAID = "Une donnée enregistrée est illisible"


def poison(statement: str, **values: object) -> None:
    """Written past our own code."""
    db.session.execute(sa.text(statement), values)
    db.session.commit()
    db.session.expunge_all()


def test_a_page_that_rests_on_it_says_so_and_others_are_shown(app: object, signed_in: SignIn) -> None:
    laureate, other = factories.laureate("Vikidia"), factories.laureate("Panoramax")
    browser = signed_in(factories.coach(laureate))
    poison("UPDATE laureate SET operator = 'inconnu' WHERE id = :id", id=laureate.id)
    answer = browser.get("/laureats/vikidia")
    assert (answer.status_code, SAID in text_of(answer)) == (500, True)
    assert "« Envois », sous « Empêchés »" in text_of(answer)
    assert browser.get(f"/laureats/{other.slug}").status_code == 200


def test_even_when_it_is_the_account_of_who_is_looking(app: object, signed_in: SignIn) -> None:
    user = factories.coach()
    browser = signed_in(user)
    poison("UPDATE user_account SET role = 'inconnu' WHERE id = :id", id=user.id)
    answer = browser.get("/")
    assert (answer.status_code, SAID in text_of(answer)) == (500, True)


def test_what_was_typed_on_it_comes_back(app: object, signed_in: SignIn) -> None:
    laureate = factories.laureate("Vikidia")
    browser = signed_in(factories.coach(laureate))
    poison("UPDATE laureate SET operator = 'inconnu' WHERE id = :id", id=laureate.id)
    words = "Une remarque écrite avec soin, et que l’on regretterait d’avoir perdue."
    answer = browser.submit("/laureats/vikidia/commentaires", {"text": words})
    assert (answer.status_code, SAID in text_of(answer)) == (500, True)
    assert words in answer.text


@pytest.mark.parametrize("error", [KeyError("x"), ValueError("x"), RuntimeError("x"), sa.exc.ArgumentError("x"), None])
def test_an_error_of_the_program_is_not_laid_on_what_is_stored(error: BaseException | None) -> None:
    assert not is_about_what_is_stored(error)


def test_nor_is_one_that_follows_from_a_row_that_was_read(app: object) -> None:
    factories.coach()
    with pytest.raises(KeyError) as raised:
        [{}[row] for row in db.session.scalars(sa.select(User.id))]
    assert not is_about_what_is_stored(raised.value)
