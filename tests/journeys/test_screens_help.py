"""« Aide », from the title of a screen to its task and back to the screen."""

from collections.abc import Callable

from aic_tracker import clock
from tests import factories
from tests.journeys.conftest import Visitor

AT_THE_TOP = "Math.round(document.getElementById('noter-son-temps').getBoundingClientRect().top)"


def test_from_a_screen_to_its_task_and_back_by_the_keyboard(visitor: Callable[..., Visitor], app: object) -> None:
    laureate = factories.laureate("Vikidia", starts_on=clock.today())
    referent = visitor(factories.referent(laureate))
    referent.go(f"/laureats/{laureate.slug}/temps")
    referent.page.get_by_role("link", name="Aide : Noter son temps").press("Enter")
    referent.page.wait_for_url("**/aide#noter-son-temps")
    referent.page.wait_for_function(f"Math.abs({AT_THE_TOP}) < 100")
    own = referent.page.get_by_role("region", name="Noter son temps")
    own.get_by_role("link", name="Y aller").press("Enter")
    referent.page.wait_for_url(f"**/laureats/{laureate.slug}/temps")
    referent.look("/aide")


def test_the_help_reads_without_script_and_without_an_account(visitor: Callable[..., Visitor], app: object) -> None:
    nobody = visitor(javascript=False, phone=True)
    nobody.go("/aide")
    nobody.page.get_by_text("Référent·e projet (").click()
    nobody.page.get_by_role("link", name="Noter son temps").first.click()
    assert nobody.page.url.endswith("/aide#noter-son-temps")
    assert nobody.page.get_by_role("region", name="Noter son temps").is_visible()


def test_the_cells_of_the_months_are_reached_by_the_keyboard(visitor: Callable[..., Visitor], app: object) -> None:
    laureate = factories.laureate("Vikidia", starts_on=clock.today().replace(month=1))
    factories.referent(laureate)
    factories.checkpoint(laureate, clock.today().replace(month=2, day=5), status="closed")
    direction = visitor(factories.direction())
    direction.look("/pilotage")
    direction.page.get_by_role("link", name="1 point, Vikidia, février 2026").press("Enter")
    direction.page.wait_for_url("**/points?mois=2026-02")
    direction.look(f"/laureats/{laureate.slug}/points?mois=2026-02")
    direction.look(f"/laureats/{laureate.slug}/points?mois=2026-01")
