"""What one reads of a journal."""

from aic_tracker.web.forms import Choice, Day, FilterForm


class JournalFilters(FilterForm):
    personne = Choice("Personne", required=False, placeholder="Toutes")
    objet = Choice("Objet", required=False, placeholder="Tous")
    du = Day("À partir du", required=False)
    au = Day("Jusqu’au", required=False)
