"""`/pilotage/saison/<slug>`: what a season received and achieved."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from types import SimpleNamespace

import pytest
import python_calamine

from aic_tracker import clock
from aic_tracker.accounts.models import Role, User
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.checkpoints.models import CheckpointStatus
from aic_tracker.commitments.models import CommitmentState
from aic_tracker.dashboard.season import months_supported
from aic_tracker.db import db
from aic_tracker.diagnostic.models import DiagnosticKind
from aic_tracker.expertise.models import AssignmentStatus
from aic_tracker.funding.models import PledgeForm, PledgeState, SponsorPledge
from aic_tracker.introductions.models import IntroductionStatus
from aic_tracker.laureates.models import Laureate, Season, SupportPeriod
from aic_tracker.laureates.queries import supported_on
from aic_tracker.reminders.kinds.direction_month import DirectionMonth
from aic_tracker.roadmap.models import ObjectiveStatus
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

SignIn = Callable[[User], Client]


def play(name: str, season: Season) -> Laureate:
    """A laureate supported since May 2025, that received a little of everything."""
    laureate = factories.laureate(name, season=season, starts_on=date(2025, 5, 4))
    referent = factories.referent(laureate)
    priority = factories.priority(factories.roadmap(laureate))
    gone = factories.objective(priority, status=ObjectiveStatus.ACHIEVED)
    factories.objective(priority, "Reconduit", carried_from_id=factories.objective(priority).id)
    factories.diagnostic(laureate, signed=True, kind=DiagnosticKind.FINAL, level=3, opened_on=date(2026, 3, 3))
    factories.checkpoint(laureate, date(2025, 11, 12), status=CheckpointStatus.CLOSED)
    factories.time_entry(laureate, referent, date(2026, 2, 3), 3)
    assignment = factories.scoped_assignment(laureate, factories.expert(), status=AssignmentStatus.IN_PROGRESS)
    factories.assignment_day(assignment, referent.id, date(2026, 2, 3))
    factories.introduction(
        laureate, factories.contact(), status=IntroductionStatus.PARTNERSHIP, months_gained=12, objective_id=gone.id
    )
    factories.commitment(laureate, state=CommitmentState.PROVEN)
    factories.save(
        SponsorPledge(
            laureate_id=laureate.id,
            sponsor="Fondation",
            form=PledgeForm.FUNDING,
            description="Dotation",
            state=PledgeState.KEPT,
        )
    )
    factories.save(
        Aid(
            organisation_id=laureate.organisation_id,
            laureate_id=laureate.id,
            granted_on=date(2026, 2, 2),
            amount_cents=80_000_00,
            regime=Regime.GENERAL,
            source=AidSource.GRANT,
            authority="Programme",
            author_id=referent.id,
            created_at=clock.now(),
        )
    )
    return laureate


@pytest.fixture
def season(app: object) -> SimpleNamespace:
    row = factories.season("Saison des communs")
    factories.laureate("Ailleurs")
    return SimpleNamespace(
        row=row, url=f"/pilotage/saison/{row.slug}", laureates=[play("Vikidia", row), play("uMap", row)]
    )


def test_what_the_season_received_and_achieved_is_added_up(signed_in: SignIn, season: SimpleNamespace) -> None:
    page = text_of(signed_in(factories.direction()).get(season.url))
    for words in (
        "Lauréats 2",
        "Décisions attendues 2",
        "Points tenus 2",
        "Temps d’appui métier 2 jours",
        "Valeur des appuis métier 1 200,00 €",
        "Subventions accordées 160 000,00 €",
        "Partenariats 2",
        "mises en relation 24 mois",
        "Objectifs fixés 4",
        "Objectifs atteints 2",
        "maturité 1 niveau",
        "Engagements prouvés 2",
        "Engagements attendus 12",
        "Temps des référentes et référents 1,5 jour",
        "Tenues 2",
    ):
        assert words in page, words
    assert "Ailleurs" not in page


def test_the_files_name_neither_project_nor_person(signed_in: SignIn, season: SimpleNamespace) -> None:
    direction = signed_in(factories.direction())
    csv = direction.get(season.url + ".csv").data.decode("utf-8-sig")
    assert "Obtenu;Partenariats;2;" in csv.splitlines()
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(direction.get(season.url + ".ods").data))
    assert book.sheet_names == ["Chiffres", "Axes", "Mois"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert ["Reçu", "Subventions accordées", 160000.0, "€"] in sheets[0]
    assert sheets[2][-2][1:] == [2.0, 0.0, 1.5]
    for told in (csv, str(sheets)):
        assert "Vikidia" not in told
        assert "Personne " not in told


@pytest.mark.parametrize("role", [Role.REFERENT, Role.EXPERT, Role.ADMIN])
@pytest.mark.parametrize("ending", ["", ".csv", ".ods"])
def test_the_report_does_not_exist_for_the_others(
    signed_in: SignIn, season: SimpleNamespace, role: Role, ending: str
) -> None:
    assert signed_in(factories.user(role)).get(season.url + ending).status_code == 404


def test_an_unknown_season_is_not_found_and_an_empty_one_explained(signed_in: SignIn) -> None:
    coach = signed_in(factories.coach())
    assert coach.get("/pilotage/saison/inconnue").status_code == 404
    empty = factories.season()
    assert "Aucun lauréat dans cette saison" in text_of(coach.get(f"/pilotage/saison/{empty.slug}"))
    assert coach.get(f"/pilotage/saison/{empty.slug}.ods").status_code == 200
    assert empty.name in text_of(coach.get("/pilotage"))


def test_many_laureates_cost_as_many_statements_as_one(signed_in: SignIn, season: SimpleNamespace) -> None:
    direction = signed_in(factories.direction())

    def count() -> int:
        db.session.remove()
        with counted() as statements:
            assert direction.get(season.url).status_code == 200
        return len(statements)

    few = count()
    for n in range(4):
        play(f"Suivant {n}", db.session.get_one(Season, season.row.id))
    assert count() == few < 25


@pytest.mark.parametrize(
    ("today", "first", "last", "count"),
    [
        (date(2026, 3, 2), date(2025, 5, 1), date(2026, 3, 1), 11),
        (date(2027, 3, 2), date(2025, 5, 1), date(2026, 5, 1), 13),
        (date(2025, 5, 4), date(2025, 5, 1), date(2025, 5, 1), 1),
    ],
)
def test_months_run_from_the_first_supported_to_the_last(today: date, first: date, last: date, count: int) -> None:
    months = months_supported([SupportPeriod(starts_on=date(2025, 5, 4), term_on=date(2026, 5, 4))], today)
    assert (months[0], months[-1], len(months)) == (first, last, count)


def test_a_season_to_come_has_no_month_yet() -> None:
    assert (
        months_supported([SupportPeriod(starts_on=date(2025, 5, 4), term_on=date(2026, 5, 4))], date(2025, 5, 3)) == []
    )


def test_the_time_of_referents_is_one_sum_in_the_figure_and_in_the_months(signed_in: SignIn, app: object) -> None:
    row = factories.season("Saison longue")
    laureate = factories.laureate("Vikidia", season=row, starts_on=date(2025, 5, 4))
    referent = factories.referent(laureate)
    for day in (date(2025, 10, 3), date(2026, 2, 3), date(2026, 3, 2)):
        factories.time_entry(laureate, referent, day, 3)
    direction = signed_in(factories.direction())
    url = f"/pilotage/saison/{row.slug}"
    assert "Temps des référentes et référents 2,25 jours" in text_of(direction.get(url))
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(direction.get(url + ".ods").data))
    assert sum(line[3] for line in book.get_sheet_by_name("Mois").to_python()[1:]) == 2.25


def test_supported_laureates_are_those_a_period_covers_today_everywhere(signed_in: SignIn, app: object) -> None:
    """One that has not begun, and one past its term that nobody decided on yet, are not."""
    row = factories.season("Saison des communs")
    for name, starts_on in (("uMap", date(2025, 5, 4)), ("Vikidia", date(2025, 9, 1)), ("Futur", date(2026, 6, 1))):
        factories.laureate(name, season=row, starts_on=starts_on)
    factories.laureate("Échu", season=row, starts_on=date(2025, 2, 1))
    direction = signed_in(factories.direction())
    assert "Lauréats accompagnés 2" in text_of(direction.get("/pilotage"))
    assert "Accompagnés aujourd’hui 2" in text_of(direction.get(f"/pilotage/saison/{row.slug}"))
    assert len(supported_on(clock.today())) == 2
    found = DirectionMonth().contents([factories.direction()], (date(2026, 3, 1), date(2026, 3, 31)), clock.today())
    assert [told["supported"] for told in found.values()] == [2]
