"""Geometry of the pictures: values in, coordinates out. `templates/charts/` draws what is computed here.

Every figure carries the rows of the table that says the same.
"""

from aic_tracker.web.charts.band import Band, MonthTime, band
from aic_tracker.web.charts.courses import CourseLine, Courses, courses
from aic_tracker.web.charts.radar import Radar, Series, radar
from aic_tracker.web.charts.timeline import Mark, Span, Timeline, timeline
from aic_tracker.web.charts.window import WindowChart, WindowDay, window

__all__ = [
    "Band",
    "CourseLine",
    "Courses",
    "Mark",
    "MonthTime",
    "Radar",
    "Series",
    "Span",
    "Timeline",
    "WindowChart",
    "WindowDay",
    "band",
    "courses",
    "radar",
    "timeline",
    "window",
]
