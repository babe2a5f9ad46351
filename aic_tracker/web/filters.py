"""The filters of templates: the same words as e-mails."""

from flask import Flask

from aic_tracker import formats
from aic_tracker.typography import FrenchSpacing, spaced
from aic_tracker.web.markdown import markdown


def init_app(app: Flask) -> None:
    for function in formats.FILTERS:
        app.add_template_filter(function)
    app.add_template_filter(markdown)
    app.add_template_filter(spaced)
    app.jinja_env.add_extension(FrenchSpacing)
