"""To whom goes what a person holds, project by project; the same fields for each way of leaving."""

from collections.abc import Sequence
from typing import Any

from aic_tracker.accounts.models import User
from aic_tracker.laureates.namesakes import told_apart
from aic_tracker.leaving.holdings import Holding
from aic_tracker.web.forms import BaseForm, Choice, Problem

MISSING = "Choisissez qui est désormais chargé·e de ces projets."
AS_ABOVE = "La personne choisie plus haut"
LEFT = "Personne : à réattribuer"


class HeirRow(BaseForm):
    """Whom one project, or what is to be done in it, is given to."""

    heir = Choice("Confier à", required=False)

    @classmethod
    def of(cls, holding: Holding) -> "HeirRow":
        row = cls(prefix=f"projet-{holding.laureate.id}-")
        row.holding = holding
        row.heir.may_wait = True
        row.heir.options = told_apart(holding.heirs, {})
        row.heir.label.text = f"Confier « {holding.laureate.name} » à"
        if holding.held.leads:
            row.heir.placeholder = AS_ABOVE
        else:
            lead = holding.lead_coach
            row.heir.placeholder = f"{lead.name}, qui en est chargé·e" if lead else LEFT
        return row


class HeirFields:
    """Before a form: `offer` says what there is to give, `heirs` to whom it goes, by laureate."""

    heir = Choice(
        "Confier les projets dont elle est chargée à",
        required=False,
        hint="Sa place se ferme aujourd’hui dans ces projets.",
    )
    rows: Sequence[HeirRow] = ()
    holdings: Sequence[Holding] = ()

    def offer(self: Any, holdings: Sequence[Holding], coaches: Sequence[User]) -> None:
        self.holdings = holdings
        led = [holding for holding in holdings if holding.held.leads]
        if led:
            self.heir.options = told_apart(coaches, {})
            self.heir.may_wait = True
        else:
            del self.heir
        # One project alone has one heir: the field above says it.
        given = [holding for holding in holdings if holding.held.leads or holding.held.owned]
        self.rows = [HeirRow.of(holding) for holding in given] if given != led or len(led) > 1 else []

    def row_of(self, holding: Holding) -> HeirRow | None:
        return next((row for row in self.rows if row.holding is holding), None)

    def heirs(self: Any) -> dict[int, User]:
        chosen = {row.holding.laureate.id: row.heir.data for row in self.rows if row.heir.data}
        led = {one.laureate.id: self.heir.data for one in self.holdings if one.held.leads and self.heir.data}
        return led | chosen

    def validate(self: Any, extra_validators: Any = None) -> bool:
        wrong_rows = [row for row in self.rows if not row.validate()]
        valid = super().validate(extra_validators) and not wrong_rows  # type: ignore[misc]
        if valid and any(one.held.leads and one.laureate.id not in self.heirs() for one in self.holdings):
            self.refuse(MISSING, field="heir")
        return valid and not self.errors_list()

    def errors_list(self: Any) -> list[Problem]:
        rows = [problem for row in self.rows for problem in row.errors_list() if problem.target]
        return [*super().errors_list(), *rows]  # type: ignore[misc]
