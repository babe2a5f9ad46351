"""The pages of introductions, and the directory of contacts."""

from aic_tracker.introductions.views import contacts, introductions
from aic_tracker.introductions.views.common import bp

__all__ = ["bp", "contacts", "introductions"]
