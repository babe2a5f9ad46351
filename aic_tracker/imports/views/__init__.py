"""The pages of imports: of sheets, step by step, and of what is pasted."""

from aic_tracker.imports.views import pasted, writing  # noqa: F401  their addresses are of the same blueprint
from aic_tracker.imports.views.sheets import bp

__all__ = ["bp"]
