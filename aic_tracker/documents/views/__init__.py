"""Documents made from the data, and files that people attach."""

from aic_tracker.documents.views import attachments, papers
from aic_tracker.documents.views.common import bp

__all__ = ["attachments", "bp", "papers"]
