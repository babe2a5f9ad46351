"""The file of a renewal as a document: the report, what was received, both sides' words and the decision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aic_tracker import formats
from aic_tracker.accounts.models import User
from aic_tracker.calendar_fr import paris_day
from aic_tracker.laureates.models import Laureate, SupportPeriod
from aic_tracker.paper import prose, typesetting
from aic_tracker.paper.heading import heading
from aic_tracker.renewals.bilan import Bilan, Maturity, ObjectiveRow
from aic_tracker.renewals.models import Outcome, RenewalDecision, RenewalFile
from aic_tracker.renewals.since import facts

Section = dict[str, Any]


def report_name(laureate: Laureate, period: SupportPeriod, *, at: datetime) -> str:
    return f"{laureate.slug}-bilan-{period.number}-{paris_day(at).isoformat()}.pdf"


def report_pdf(
    laureate: Laureate,
    period: SupportPeriod,
    bilan: Bilan,
    file: RenewalFile | None,
    decision: RenewalDecision | None,
    *,
    at: datetime,
) -> bytes:
    values = {
        **heading("Bilan", laureate.name, laureate.organisation.name, f"accompagnement {period.number}", at=at),
        "facts": _facts(period, bilan, decision),
        "sections": [
            _objectives("Objectifs atteints", bilan.reached, "Aucun objectif n’est atteint."),
            _objectives("Objectifs non atteints", bilan.missed, "Aucun."),
            _maturity(bilan.maturity),
            _time(bilan),
            _assignments(bilan),
            _introductions(bilan),
            _events(bilan),
            _aids(bilan),
            _commitments(bilan),
            _pledges(bilan),
        ],
        "words": [
            _words(
                "Auto-évaluation du projet",
                file.self_assessment if file else "",
                file.self_assessor if file else None,
                file.self_assessed_at if file else None,
            ),
            _words(
                "Avis de l’équipe d’accompagnement",
                file.opinion if file else "",
                file.opinion_author if file else None,
                file.opinion_at if file else None,
            ),
        ],
        "decision": _decision(decision, file),
    }
    return typesetting.pdf("report", values, at=at)


def _facts(period: SupportPeriod, bilan: Bilan, decision: RenewalDecision | None) -> list[tuple[str, str]]:
    spans = f"du {formats.date_plain(period.starts_on)} au {formats.date_plain(period.last_day)}"
    kept = [("Bilan arrêté", f"le {formats.date_plain(decision.decided_on)}")] if decision and decision.report else []
    return [("Accompagnement", spans), *kept, *facts(bilan)]


def _section(
    title: str,
    head: Sequence[str],
    widths: Sequence[int],
    rows: list[list[str]],
    *,
    empty: str,
    numbers: Sequence[int] = (),
) -> Section:
    """A table; `widths` share the page, `numbers` are the columns set to the right."""
    return {"title": title, "head": head, "widths": widths, "rows": rows, "empty": empty, "numbers": numbers}


def _objectives(title: str, rows: Sequence[ObjectiveRow], empty: str) -> Section:
    cells = [[row.title, row.priority, _said(row.status, row.reason), formats.percent(row.progress)] for row in rows]
    return _section(
        title, ["Objectif", "Priorité", "État", "Avancement"], [5, 4, 4, 2], cells, empty=empty, numbers=[3]
    )


def _maturity(maturity: Maturity | None) -> Section:
    lines = maturity.lines if maturity else []
    then = maturity.then if maturity and maturity.then else "Premier diagnostic"
    now = maturity.now if maturity else "Dernier diagnostic"
    rows = [[line.label, _level(line.then), _level(line.now)] for line in lines]
    return _section("Maturité", ["Dimension", then, now], [4, 3, 3], rows, empty="Aucun diagnostic.", numbers=[1, 2])


def _said(label: str, detail: str) -> str:
    return f"{label}{formats.NBSP}: {detail}" if detail else label


def _level(level: int | None) -> str:
    return formats.DASH if level is None else str(level)


def _time(bilan: Bilan) -> Section:
    rows = [
        [
            line.name,
            formats.quarters(line.quarters),
            f"{formats.quarters(line.least)} à {formats.quarters(line.most)}",
            str(line.missing),
        ]
        for line in bilan.time
    ]
    return _section(
        "Temps des référentes et référents",
        ["Personne", "Temps donné", "Attendu", "Mois non déclarés"],
        [4, 2, 3, 2],
        rows,
        empty="Personne n’est référent de ce projet sur cette période.",
        numbers=[1, 2, 3],
    )


def _assignments(bilan: Bilan) -> Section:
    rows = [
        [
            row.title,
            row.expert,
            row.status,
            formats.quarters(row.used_quarters),
            formats.money(row.used_cents),
        ]
        for row in bilan.assignments
    ]
    return _section(
        "Appuis métier",
        ["Appui", "Par", "État", "Temps", "Valeur"],
        [5, 3, 2, 2, 3],
        rows,
        empty="Aucun appui pendant cette période.",
        numbers=[3, 4],
    )


def _introductions(bilan: Bilan) -> Section:
    rows = [[one.organisation, one.purpose, one.status, _level(one.months_gained)] for one in bilan.introductions]
    return _section(
        "Mises en relation",
        ["Organisme", "Objet", "État", "Mois gagnés"],
        [4, 5, 3, 2],
        rows,
        empty="Aucune mise en relation pendant cette période.",
        numbers=[3],
    )


def _events(bilan: Bilan) -> Section:
    rows = [[formats.date_short(one.on), one.title, one.kind, one.names] for one in bilan.events or ()]
    return _section(
        "Événements",
        ["Date", "Événement", "Nature", "Présentes et présents"],
        [2, 5, 3, 4],
        rows,
        empty="Aucune présence à un événement pendant cette période.",
    )


def _aids(bilan: Bilan) -> Section:
    rows = [
        [
            formats.date_short(aid.granted_on),
            _said(aid.source, aid.purpose),
            aid.regime,
            formats.money(aid.amount_cents),
        ]
        for aid in bilan.aids
    ]
    return _section(
        "Aides et subventions",
        ["Date", "Aide", "Régime", "Montant"],
        [2, 5, 3, 3],
        rows,
        empty="Aucune aide du programme pendant cette période.",
        numbers=[3],
    )


def _commitments(bilan: Bilan) -> Section:
    rows = [
        [one.label, one.state_label, formats.date_short(one.checked_on), one.evidence_url or formats.DASH]
        for one in bilan.commitments
    ]
    return _section(
        "Engagements du projet",
        ["Engagement", "État", "Constaté le", "Preuve"],
        [3, 3, 2, 5],
        rows,
        empty="Aucun engagement.",
    )


def _pledges(bilan: Bilan) -> Section:
    rows = [
        [one.sponsor, one.description, formats.money(one.amount_cents), formats.date_short(one.due_on), one.state_label]
        for one in bilan.pledges
    ]
    return _section(
        "Soutiens des partenaires",
        ["Partenaire", "Promesse", "Montant", "Échéance", "État"],
        [3, 5, 3, 2, 2],
        rows,
        empty="Aucun soutien n’a été promis.",
        numbers=[2],
    )


def _words(title: str, text: str, author: User | None, at: datetime | None) -> dict[str, Any]:
    said_by = f"{author.name}, le {formats.moment(at)}" if author and at else ""
    return {"title": title, "blocks": prose.blocks(text), "author": said_by}


def _decision(decision: RenewalDecision | None, file: RenewalFile | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    facts = [
        ("Décision", decision.outcome.label),
        ("Prise", f"le {formats.date_plain(decision.decided_on)}, par {decision.decider.name}"),
        ("Prend effet", f"le {formats.date_plain(decision.effective_on)}"),
    ]
    if decision.outcome is Outcome.STOP_EARLY:
        facts.append(("Personnes prévenues", (file.told if file else "") or formats.DASH))
    return {"facts": facts, "reason": prose.blocks(decision.reason)}
