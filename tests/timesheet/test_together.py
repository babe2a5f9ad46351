"""Two tabs at once never note more than a day."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from aic_tracker import clock
from aic_tracker.db import db
from aic_tracker.timesheet.models import TimeEntry
from tests import factories
from tests.conftest import NOW


def test_two_tabs_at_once_never_exceed_a_day(empty_app) -> None:
    with empty_app.app_context():
        laureate = factories.laureate("Vikidia")
        referent = factories.referent(laureate)
        user_id = referent.id
        tabs = [empty_app.test_client() for _ in range(4)]
        for tab in tabs:
            tab.sign_in(referent)
            tab.get("/laureats/vikidia/temps/nouveau")
        tokens = [tab._csrf_token() for tab in tabs]
    together = Barrier(len(tabs))

    def send(index: int) -> int:
        together.wait()
        with empty_app.app_context():
            answer = tabs[index].post(
                "/laureats/vikidia/temps/nouveau",
                data={"on": "2026-02-26", "quarters": "3", "activity": "Atelier", "csrf_token": tokens[index]},
            )
            return answer.status_code

    with clock.at(NOW), ThreadPoolExecutor(len(tabs)) as pool:
        answers = sorted(pool.map(send, range(len(tabs))))
    assert answers == [303, 422, 422, 422]
    with empty_app.app_context():
        assert [row.quarters for row in db.session.query(TimeEntry).filter_by(user_id=user_id)] == [3]
