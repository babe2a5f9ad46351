"""Pictures say what their table says."""

from datetime import date

from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from aic_tracker.web.charts import Mark, MonthTime, Series, Span, band, radar, timeline

START, TERM = date(2026, 3, 2), date(2027, 3, 2)
TODAY = date(2026, 11, 21)


def test_the_timeline_shows_its_months_from_the_first_day_to_the_last() -> None:
    chart = timeline(START, TERM, TODAY)
    assert [month.label for month in chart.months[:2]] == ["mars", "avr."]
    assert chart.months[0].x == chart.left
    assert round(chart.months[-1].x + chart.months[-1].width) == chart.right
    assert (chart.first_day, chart.last_day) == ("02/03/2026", "01/03/2027")


def test_today_is_drawn_only_inside_the_period() -> None:
    assert timeline(START, TERM, TODAY).today_x is not None
    assert timeline(START, TERM, TERM).today_x is None
    assert timeline(START, TERM, date(2026, 3, 1)).today_x is None


def test_two_marks_on_one_day_are_both_seen() -> None:
    marks = [Mark(TODAY, "a", "planned"), Mark(TODAY, "b", "planned")]
    first, second = timeline(START, TERM, TODAY, points=marks).points
    assert (first.x, first.y) != (second.x, second.y)


def test_the_table_tells_everything_in_order_even_outside_the_period() -> None:
    chart = timeline(
        START,
        TERM,
        TODAY,
        points=[Mark(date(2026, 4, 1), "Point n° 1", "held")],
        objectives=[Mark(date(2027, 6, 1), "Tard", "due"), Mark(date(2026, 3, 5), "Tôt", "late")],
        assignments=[Span(date(2026, 3, 10), date(2026, 6, 1), "Analyse juridique", "done")],
    )
    assert [(row.label, row.state) for row in chart.rows] == [
        ("Tôt", "en retard"),
        ("Analyse juridique", "terminé"),
        ("Point n° 1", "tenu"),
        ("Tard", "à venir"),
    ]
    assert chart.rows[1].on == "10/03/2026 – 31/05/2026"
    assert len(chart.objectives) == 1


days = st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31))


@given(st.lists(days, max_size=30), st.lists(st.tuples(days, st.integers(1, 400), st.text(max_size=80)), max_size=8))
def test_nothing_is_drawn_outside_the_frame(points: list[date], spans: list[tuple[date, int, str]]) -> None:
    chart = timeline(
        START,
        TERM,
        TODAY,
        points=[Mark(day, "p", "planned") for day in points],
        assignments=[Span(day, date.fromordinal(day.toordinal() + length), label) for day, length, label in spans],
    )
    assert all(chart.left <= placed.x <= chart.right and placed.y < chart.axis_y for placed in chart.points)
    assert all(bar.x >= 0 and bar.x + bar.width <= chart.width and bar.label_y < chart.axis_y for bar in chart.bars)


def test_the_radar_places_a_level_on_its_ring() -> None:
    chart = radar(["Haut", "Droite", "Bas", "Gauche"], [Series("Initial", [4, 2, 1, None])])
    dots = chart.shapes[0].dots
    assert dots[0] == (chart.cx, chart.cy - 170)
    assert dots[1] == (chart.cx + 85, chart.cy)
    assert len(dots) == 3
    assert chart.rows == [
        ("Haut", ["4 — exemplaire"]),
        ("Droite", ["2 — en construction"]),
        ("Bas", ["1 — émergent"]),
        ("Gauche", ["—"]),
    ]


def test_a_radar_of_nothing_is_still_drawn() -> None:
    assert radar([], []).rows == []
    assert radar(["Seule"], [Series("Initial", [None])]).shapes[0].path == ""


def test_no_entry_is_not_zero_in_the_band() -> None:
    chart = band(
        [
            MonthTime(date(2026, 3, 1), None, 8, 16, "missing"),
            MonthTime(date(2026, 4, 1), 0, 8, 16, "under"),
            MonthTime(date(2026, 5, 1), 30, 8, 16, "over"),
        ]
    )
    assert [column.value for column in chart.columns] == ["?", "0\N{NO-BREAK SPACE}j", "7,5\N{NO-BREAK SPACE}j"]
    assert chart.columns[0].bar_height == chart.columns[1].bar_height == 0
    assert chart.columns[2].bar_y >= 28
    assert chart.rows[0] == ("mars 2026", "—", "2 à 4\N{NO-BREAK SPACE}j", "non déclaré")
    # Its legend says what it draws, all of it: a bar of no height is none.
    assert chart.legend == [("over", "temps au-dessus de la fourchette")]
    assert chart.has_missing


def test_every_picture_is_named_and_has_its_table(app: Flask) -> None:
    page = """{% from "charts/timeline.html" import timeline %}{% from "charts/radar.html" import radar %}
    {% from "charts/band.html" import band %}{% from "charts/progress.html" import progress %}
    {{ timeline(t) }}{{ radar(r) }}{{ band(b) }}
    {{ progress(none, "Intégration") }}{{ progress(0.45, "Consolidation") }}"""
    with app.test_request_context("/"):
        html = render_template_string(
            page,
            t=timeline(
                START, TERM, TODAY, points=[Mark(TODAY, "<Point>", "held")], assignments=[Span(START, TODAY, "Appui")]
            ),
            r=radar(["A", "B", "C"], [Series("Initial", [1, 2, 3])]),
            b=band([MonthTime(date(2026, 3, 1), 4, 8, 16, "under")]),
        )
    assert html.count('role="img"') == html.count("<summary>Voir les données</summary>") == 3
    assert "&lt;Point&gt;" in html
    assert "45\N{NO-BREAK SPACE}%" in html
    assert "style=" not in html
