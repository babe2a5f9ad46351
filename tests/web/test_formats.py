"""Figures and dates as French sentences write them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker import formats, inputs


def plain(text: str) -> str:
    return text.replace(formats.NBSP, "~")


def test_dates() -> None:
    assert plain(formats.date_long(date(2026, 3, 2))) == "lundi 2~mars 2026"
    assert plain(formats.date_plain(date(2026, 8, 1))) == "1er~août 2026"
    assert formats.date_short(date(2026, 3, 2)) == "02/03/2026"
    assert formats.month_year(date(2026, 2, 1)) == "février 2026"
    assert formats.of_month(date(2026, 2, 1)) == "de février 2026"
    assert [formats.of_month(date(2026, month, 1))[:2] for month in (4, 8, 10)] == ["d’"] * 3


def test_an_instant_is_shown_at_the_hour_of_paris() -> None:
    assert plain(formats.moment(datetime(2026, 3, 2, 13, 30, tzinfo=UTC))) == "lundi 2~mars 2026 à 14~h~30"
    assert plain(formats.moment_short(datetime(2026, 7, 1, 22, 0, tzinfo=UTC))) == "02/07/2026 à 0~h"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        formats.moment(datetime(2026, 3, 2, 13, 30))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("cents", "text"),
    [(123456, "1~234,56~€"), (0, "0,00~€"), (5, "0,05~€"), (-150, "−1,50~€"), (30000000, "300~000,00~€"), (None, "—")],
)
def test_money(cents: int | None, text: str) -> None:
    assert plain(formats.money(cents)) == text


@given(st.integers(min_value=0, max_value=10**9))
def test_money_shown_is_money_read(cents: int) -> None:
    assert inputs.read_cents(formats.money(cents), least=0, most=10**9) == cents


@pytest.mark.parametrize(("count", "text"), [(9, "2,25~j"), (4, "1~j"), (0, "0~j"), (2, "0,5~j"), (None, "—")])
def test_quarters(count: int | None, text: str) -> None:
    assert plain(formats.quarters(count)) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.45, "45~%"), (0, "0~%"), (1, "100~%"), (0.999, "99~%"), (0.001, "1~%"), (Decimal("0.5"), "50~%"), (None, "—")],
)
def test_a_share_is_whole_only_when_it_is(share: float | None, text: str) -> None:
    assert plain(formats.percent(share)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("1234.50"), "1~234,5"), (3, "3"), (Decimal("-0.25"), "−0,25"), (None, "—"), (1.005, "1")],
)
def test_decimals(value: Decimal | None, text: str) -> None:
    assert plain(formats.decimal(value)) == text


def test_how_long_something_lasts() -> None:
    assert [plain(formats.lasting(n)) for n in (1, 90, 120, 125, 210)] == [
        "1~minute",
        "90~minutes",
        "2~h",
        "2~h~05",
        "3~h~30",
    ]


def test_plurals() -> None:
    assert [plain(formats.plural(n, "point")) for n in (0, 1, 2)] == ["0~point", "1~point", "2~points"]
    assert plain(formats.plural(2, "appui métier", "appuis métier")) == "2~appuis métier"


@pytest.mark.parametrize(
    ("day", "text"), [(2, "aujourd’hui"), (3, "demain"), (5, "dans 3~jours"), (1, "en retard de 1~jour")]
)
def test_days_ahead(day: int, text: str) -> None:
    assert plain(formats.relative_days(date(2026, 3, day), date(2026, 3, 2))) == text


def test_days_behind() -> None:
    today = date(2026, 3, 10)
    assert [plain(formats.ago(date(2026, 3, d), today)) for d in (10, 9, 5)] == [
        "aujourd’hui",
        "hier",
        "il y a 5~jours",
    ]


def test_lists() -> None:
    assert [formats.listed(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a et b",
        "a, b et c",
    ]


def test_a_sum_copied_from_a_page_is_a_number_in_a_french_spreadsheet() -> None:
    """LibreOffice in French reads the no-break space between thousands, not the narrow one."""
    shown = [formats.money(8_960_000), formats.decimal(Decimal("-1234567.5")), formats.plural(12_000, "point")]
    assert [plain(text) for text in shown] == ["89~600,00~€", "−1~234~567,5", "12~000~points"]


def test_no_text_of_ours_holds_a_narrow_space() -> None:
    root = Path(__file__).parents[2]
    texts = [*root.glob("templates/**/*"), *root.glob("aic_tracker/**/*.py"), *root.glob("aic_tracker/**/*.toml")]
    found = {path.name for path in texts if path.is_file() and formats.NARROW in path.read_text(encoding="utf-8")}
    assert found == set()
