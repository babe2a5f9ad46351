"""The month declared from the mail: open the link, confirm the days proposed. Two clicks, no password."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from aic_tracker.timesheet import month_links
from tests import factories as make
from tests.journeys.gestures import Counter, told
from tests.journeys.windows import Visitor


@pytest.fixture
def link(empty_app: Flask) -> str:
    with empty_app.app_context():
        laureate = make.laureate("Vikidia")
        referent = make.referent(laureate)
        make.time_entry(laureate, referent, date(2026, 1, 12), 4)
        return month_links.path(referent, laureate.id, date(2026, 2, 1))


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
@pytest.mark.parametrize("phone", [True, False], ids=["390 px", "1200 px"])
def test_a_referent_declares_the_month_in_two_clicks(
    link: str, visitor: Callable[..., Visitor], phone: bool, javascript: bool
) -> None:
    referent = visitor(phone=phone, javascript=javascript)
    hand = Counter(referent)
    hand.clicks += 1  # in the mail
    referent.go(link)
    if javascript:
        assert referent.violations() == []
    hand.click("button", "Confirmer")
    assert hand.counted == told("Temps du mois, depuis le courriel")
    referent.page.get_by_role("heading", name="Votre temps de février 2026 est noté").wait_for()
    assert "1 j pour Vikidia" in referent.page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ")
    if javascript:
        assert referent.violations() == []
    assert referent.console == []
