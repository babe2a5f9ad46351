"""The one field of the search."""

from aic_tracker.web.forms import FilterForm, ShortText


class SearchForm(FilterForm):
    q = ShortText("Rechercher", required=False, max_length=200)
    kind = ShortText("Type", required=False, max_length=24)
