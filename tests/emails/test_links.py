"""Each mail of a reminder links to one page, which exists."""

import re
from pathlib import Path

import pytest

from aic_tracker.reminders.kinds import KINDS
from tests import factories
from tests.support.client import text_of

PAGES = (
    "funding.enter_in_register",
    "checkpoints.index",
    "checkpoints.show",
    "commitments.index",
    "dashboard.home",
    "dashboard.steering",
    "timesheet.declare_from_mail",
    "assignments.index",
    "assignments.show",
    "diagnostic.show_one",
    "introductions.show",
    "renewals.show",
    "roadmap.show",
    "timesheet.month",
)
PREFERENCES = "/mon-compte/notifications"
EXPECTED = [
    path for path in sorted((Path(__file__).parent / "expected").glob("*.txt")) if path.stem.startswith(tuple(KINDS))
]


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_mail_holds_one_link_to_a_page_that_exists(app, path):
    links = re.findall(r"http://aic\.test(/\S*)", path.read_text(encoding="utf-8"))
    [link] = [link for link in links if link != PREFERENCES]
    endpoint, _ = app.url_map.bind("aic.test").match(link.partition("?")[0])
    assert endpoint in PAGES


def test_the_link_of_a_month_opens_that_month(app, signed_in):
    laureate = factories.laureate("Vikidia")
    referent = factories.referent(laureate)
    response = signed_in(referent).get("/laureats/vikidia/temps/2026-02")
    assert response.status_code == 200
    assert "février 2026" in text_of(response)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_a_mail_that_its_reader_may_do_without_links_to_the_preferences(app, path):
    kind = next(kind for name, kind in KINDS.items() if path.stem.startswith(name))
    assert (PREFERENCES in path.read_text(encoding="utf-8")) == kind.is_optional


def test_each_kind_has_its_text():
    assert {name for name in KINDS if not any(path.stem.startswith(name) for path in EXPECTED)} == set()
