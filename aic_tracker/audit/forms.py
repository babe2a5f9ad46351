"""What one looks for in the audit trail."""

from aic_tracker.web.forms import Choice, Day, FilterForm


class AuditFilters(FilterForm):
    personne = Choice("Personne", required=False, placeholder="Toutes")
    evenement = Choice("Événement", required=False, placeholder="Tous")
    du = Day("À partir du", required=False)
    au = Day("Jusqu’au", required=False)
