"""Long lists come by pages of twenty-five."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask, render_template_string
from werkzeug.exceptions import NotFound

from aic_tracker.db import db
from aic_tracker.laureates.models import Season
from aic_tracker.web.paging import paginate, paginate_list

SEASONS = sa.select(Season).order_by(Season.name)


def add_seasons(count: int) -> None:
    for n in range(count):
        db.session.add(Season(name=f"Saison {n:03}", slug=f"s{n}", starts_on=date(2026, 1, 1), ends_on=None, note=""))
    db.session.flush()


def test_a_page_holds_its_share_of_the_rows(app: Flask) -> None:
    with app.test_request_context("/fichiers/app/1/a.css?page=2&q=a"):
        add_seasons(60)
        page = paginate(SEASONS)
        assert [page.items[0].name, len(page.items), page.total, page.count] == ["Saison 025", 25, 60, 3]
        assert page.previous_url == "/fichiers/app/1/a.css?q=a"
        assert page.next_url == "/fichiers/app/1/a.css?page=3&q=a"
        html = render_template_string('{% from "dsfr/ui.html" import pagination %}{{ pagination(page) }}', page=page)
        assert 'aria-current="page" title="Page 2"' in html


def test_an_empty_list_has_one_page(app: Flask) -> None:
    with app.test_request_context("/fichiers/app/1/a.css"):
        assert (paginate(SEASONS).items, paginate(SEASONS).count) == ([], 1)


@pytest.mark.parametrize("asked", ["999999", "0", "-1", "abc", "1e3", "²", "9" * 30, ""])
def test_a_page_that_does_not_exist_is_not_found(app: Flask, asked: str) -> None:
    with app.test_request_context("/fichiers/app/1/a.css", query_string={"page": asked}):
        with pytest.raises(NotFound):
            paginate(SEASONS)
        with pytest.raises(NotFound):
            paginate_list([1, 2, 3])


def test_far_pages_are_reached_through_a_gap(app: Flask) -> None:
    with app.test_request_context("/fichiers/app/1/a.css?page=5"):
        numbers = [number for number, _url in paginate_list(range(250)).links()]
    assert numbers == [1, 0, 4, 5, 6, 0, 10]
