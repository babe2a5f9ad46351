from datetime import date
from decimal import Decimal

from aic_tracker.laureates.models import Axis
from aic_tracker.roadmap.models import Means, MeansKind, ObjectiveStatus
from tests import factories as make
from tests.support.client import text_of
from tests.support.statements import counted

HOME = "/laureats/vikidia/feuille-de-route"


def full_roadmap(laureate, priorities: int = 2, objectives: int = 3):
    row = make.roadmap(laureate)
    owner = make.referent(laureate)
    for number in range(priorities):
        priority = make.priority(row, f"Priorité {number}", axis=list(Axis)[number % 3])
        for place in range(objectives):
            objective = make.objective(
                priority, f"Objectif {number}.{place}", owner_id=owner.id, due_on=date(2026, 6, 1)
            )
            make.save(Means(objective_id=objective.id, kind=MeansKind.EXPERTISE, label="Trois jours"))
    return row


def test_it_says_where_each_axis_stands(signed_in):
    vikidia = make.laureate("Vikidia")
    row = make.roadmap(vikidia)
    first = make.priority(row, "Consolider l’équipe")
    make.objective(
        first,
        "Doubler les contributeurs",
        indicator="Contributeurs",
        unit="personnes",
        baseline=Decimal(10),
        target=Decimal(20),
        current=Decimal(15),
        status=ObjectiveStatus.IN_PROGRESS,
        due_on=date(2026, 2, 27),
    )
    make.objective(first, "Écrire les statuts", status=ObjectiveStatus.ACHIEVED)
    make.objective(first, "Ouvrir un bureau", status=ObjectiveStatus.DROPPED, reason="Trop cher.")
    text = text_of(signed_in(make.referent(vikidia)).get(HOME))
    assert "Ensemble : 75 %" in text
    assert "Intégration : — (rien à mesurer)" in text
    assert "Contributeurs : de 10 à 20 personnes, aujourd’hui 15" in text
    assert "En retard" in text
    assert "en retard de 3 jours" in text
    assert "Abandonné : Trop cher." in text


def test_a_person_who_only_reads_sees_no_gesture(signed_in):
    full_roadmap(make.laureate("Vikidia"))
    text = text_of(signed_in(make.direction()).get(HOME))
    assert "Priorité 1" in text
    assert "Mettre à jour" not in text
    assert "Ajouter" not in text


def test_a_referent_updates_but_does_not_rewrite(signed_in):
    vikidia = make.laureate("Vikidia")
    full_roadmap(vikidia)
    text = text_of(signed_in(make.referent(vikidia)).get(HOME))
    assert "Mettre à jour" in text
    assert "Ajouter une action" in text
    assert "Ajouter une priorité" not in text
    assert "Abandonner" not in text


def test_it_is_locked_until_the_diagnostic_is_signed_by_both(signed_in):
    vikidia = make.laureate("Vikidia")
    make.diagnostic(vikidia)
    page = signed_in(make.coach()).get(HOME)
    assert page.status_code == 200
    assert "Signez d’abord le diagnostic initial" in text_of(page)
    assert "/laureats/vikidia/diagnostic" in page.text
    assert "Ouvrir la feuille de route" not in text_of(page)


def test_each_period_has_its_own(signed_in):
    vikidia = make.laureate("Vikidia", starts_on=date(2025, 1, 15))
    full_roadmap(vikidia)
    make.period(vikidia, date(2026, 1, 15), number=2)
    coach = signed_in(make.coach())
    assert "n’est pas encore ouverte" in text_of(coach.get(HOME))
    assert "Priorité 1" in text_of(coach.get(f"{HOME}?accompagnement=1"))
    assert coach.get(f"{HOME}?accompagnement=3").status_code == 404


def test_as_many_statements_with_one_objective_as_with_thirty(signed_in):
    counts = []
    for name, priorities, objectives in (("Vikidia", 1, 1), ("Infoclimat", 3, 10), ("Ma Dada", 10, 6)):
        row = make.laureate(name)
        full_roadmap(row, priorities, objectives)
        make.action(row)
        coach = signed_in(make.coach())
        with counted() as statements:
            assert coach.get(f"/laureats/{row.slug}/feuille-de-route").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] == counts[2] < 15


def test_a_stranger_gets_404(signed_in):
    vikidia = make.laureate("Vikidia")
    full_roadmap(vikidia)
    assert signed_in(make.referent(make.laureate("Autre"))).get(HOME).status_code == 404
    assert signed_in(make.admin()).get(HOME).status_code == 404


def test_an_objective_has_its_own_page(signed_in):
    vikidia = make.laureate("Vikidia")
    objective = make.objective(make.priority(make.roadmap(vikidia)), "Recruter", detail="Une fiche est écrite.")
    make.save(Means(objective_id=objective.id, kind=MeansKind.TEAM, label="Relecture"))
    make.action(vikidia, "Publier l’annonce", objective_id=objective.id)
    page = signed_in(make.direction()).get(f"/laureats/vikidia/objectifs/{objective.id}")
    assert page.status_code == 200
    for words in ("Recruter", "Une fiche est écrite.", "Temps de l’équipe — Relecture", "Publier l’annonce"):
        assert words in text_of(page)
    other = make.objective(make.priority(make.roadmap(make.laureate("Autre"))))
    assert signed_in(make.coach()).get(f"/laureats/vikidia/objectifs/{other.id}").status_code == 404
