"""« Aide »: one text a task, true to the screens that it names, and one link away from them."""

import re
import struct
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from aic_tracker import clock
from aic_tracker.access.permissions import roles_with
from aic_tracker.accounts.models import Role
from aic_tracker.formats import NBSP
from aic_tracker.laureates.models import MemberRole
from aic_tracker.site import assets, navigation
from aic_tracker.site.help import tasks
from tests import factories
from tests.support.client import Client, text_of
from tests.support.statements import counted

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = ("Quand :", "Ensuite :")
MAIN_SCREENS = [
    *navigation.HEADER,
    navigation.LAUREATE_HOME,
    *(entry for group in navigation.LAUREATE_MENU for entry in group.entries),
]
PICTURES = [task.picture for task in tasks.every() if task.picture]
MOST_OF_ONE, MOST_OF_ALL = 60_000, 1_000_000  # bytes


@pytest.mark.parametrize("task", tasks.every(), ids=lambda task: task.name)
def test_a_task_explains_pages_that_exist(suite_app: Flask, task: tasks.Task) -> None:
    unknown = {task.goes, *task.explains} - suite_app.view_functions.keys()
    assert unknown == set()


@pytest.mark.parametrize("task", tasks.every(), ids=lambda task: task.name)
def test_a_task_says_when_then_three_to_six_steps_then_what_follows(task: tasks.Task) -> None:
    assert task.text.startswith("**Quand :** ")
    assert 3 <= len(re.findall(r"(?m)^\d\. ", task.text)) <= 6
    assert "\n\n**Ensuite :** " in task.text


def test_each_text_is_of_a_task() -> None:
    assert {path.stem for path in tasks.TEXTS.iterdir()} == {task.name for task in tasks.every()}


def _words_of_the_screens() -> str:
    places = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "aic_tracker").rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in places)


def test_what_a_step_names_in_bold_is_written_on_a_screen() -> None:
    screens = _words_of_the_screens()
    named = {bold for task in tasks.every() for bold in re.findall(r"\*\*(.+?)\*\*", task.text)} - {*SECTIONS}
    assert {bold for bold in named if bold not in screens} == set()


@pytest.mark.parametrize("role", Role)
def test_every_role_has_its_tasks(role: Role) -> None:
    # A member of a jury signs in, keeps an account, and gives what they think.
    least = 3 if role is Role.JUROR else 4
    assert len([task for task in tasks.every() if role in task.roles]) >= least


@pytest.mark.parametrize("entry", MAIN_SCREENS, ids=lambda entry: entry.endpoint)
def test_the_title_of_each_main_screen_leads_to_a_task_of_whoever_reads_it(entry: navigation.Entry) -> None:
    for role in roles_with(entry.permission):
        task = tasks.explaining(entry.endpoint, role)
        assert task is not None, f"{entry.endpoint}: no task of aic_tracker/site/help/tasks.toml explains it"
        assert role in task.roles, f"{entry.endpoint}: {task.name} is not for {role.value}"


def test_the_help_begins_with_the_readers_own_tasks(client: Client) -> None:
    client.sign_in(factories.user(Role.EXPERT))
    page = client.get("/aide").text
    assert page.index(f"Expert·e{NBSP}: votre rôle") < page.index("Équipe d’accompagnement")
    assert page.index("Vos tâches") < page.index('id="realiser-un-appui"') < page.index("Les tâches des autres rôles")
    assert page.index("Les tâches des autres rôles") < page.index('id="creer-un-laureat"')


def test_the_help_is_open_to_who_cannot_sign_in_and_shows_no_way_there(client: Client) -> None:
    page = client.get("/aide")
    assert page.status_code == 200
    assert "Recevoir un lien de connexion" in text_of(page)
    assert re.findall(r'href="([^"]+)">Y aller', page.text) == ["/connexion"]
    assert 'href="/aide#se-connecter"' in client.get("/connexion").text


def test_each_task_stands_once_and_the_summary_leads_to_it(client: Client) -> None:
    page = client.get("/aide").text
    ids = Counter(re.findall(r'id="([^"]+)"', page))
    for task in tasks.every():
        assert ids[task.name] == 1
        assert page.count(f'href="#{task.name}"') == len(task.roles)


def test_a_task_leads_to_the_readers_own_project(client: Client) -> None:
    laureate = factories.laureate("Vikidia")
    client.sign_in(factories.referent(laureate))
    page = client.get("/aide").text
    own = page.partition('id="noter-son-temps"')[2].partition("</section>")[0]
    assert f'href="/laureats/{laureate.slug}/temps"' in own
    other = page.partition('id="verifier-l-audit"')[2].partition("</section>")[0]
    assert "Y aller" not in other


def test_of_several_projects_each_is_named(client: Client) -> None:
    first, second = factories.laureate("Vikidia"), factories.laureate("uMap")
    referent = factories.referent(first)
    factories.member(second, referent, MemberRole.REFERENT)
    client.sign_in(referent)
    own = client.get("/aide").text.partition('id="noter-son-temps"')[2].partition("</section>")[0]
    assert "Y aller" in own
    assert own.index("uMap") < own.index("Vikidia")


def test_a_page_has_its_help_beside_its_title_and_an_error_has_none(client: Client) -> None:
    laureate = factories.laureate("Vikidia")
    client.sign_in(factories.referent(laureate))
    page = client.get(f"/laureats/{laureate.slug}/temps").text
    assert page.index('href="/aide#noter-son-temps"') < page.index("<h1")
    assert "/aide#" not in client.get("/laureats/ailleurs/temps").text
    assert "/aide#" not in client.get("/accessibilite").text


def test_each_of_the_five_first_steps_leads_to_its_task(client: Client) -> None:
    laureate = factories.laureate("Vikidia", starts_on=clock.today())
    client.sign_in(factories.referent(laureate))
    page = client.get(f"/laureats/{laureate.slug}").text
    steps = page.partition('class="app-steps"')[2].partition("</ol>")[0]
    named = re.findall(r'href="/aide#([^"]+)"', steps)
    assert len(named) == 5
    assert set(named) <= {task.name for task in tasks.every()}


def test_the_help_costs_the_same_whatever_there_is(client: Client) -> None:
    client.sign_in(factories.coach())
    client.get("/aide")
    with counted() as before:
        client.get("/aide")
    for number in range(6):
        factories.laureate(f"Projet {number}")
    with counted() as after:
        client.get("/aide")
    assert len(after) == len(before)


def test_a_text_is_spaced_as_french_is() -> None:
    assert "Quand&nbsp;:" in tasks.every()[0].html


def test_no_picture_is_missing_or_left_over() -> None:
    drawn = {path.name for path in (assets.OURS / "aide").iterdir()}
    assert drawn == {f"{picture.name}.webp" for picture in PICTURES}, "make pictures"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_light_and_of_the_size_that_the_page_keeps_for_it(picture: tasks.Picture) -> None:
    body = (assets.OURS / picture.file).read_bytes()
    assert len(body) <= MOST_OF_ONE
    assert _size(body) == (tasks.WIDTH, picture.height), "make pictures"


def _size(webp: bytes) -> tuple[int, int]:
    """As the two heads of the format say it (RFC 9649, 2.5 and 2.7)."""
    if webp[8:16] == b"WEBPVP8X":
        return int.from_bytes(webp[24:27], "little") + 1, int.from_bytes(webp[27:30], "little") + 1
    assert webp[8:16] == b"WEBPVP8 "
    width, height = struct.unpack_from("<HH", webp, 26)
    return width & 0x3FFF, height & 0x3FFF


def test_all_the_pictures_together_are_light() -> None:
    assert sum((assets.OURS / picture.file).stat().st_size for picture in PICTURES) <= MOST_OF_ALL


@pytest.mark.parametrize("task", [task for task in tasks.every() if task.picture], ids=lambda task: task.name)
def test_what_a_picture_shows_is_named_by_its_task(task: tasks.Task) -> None:
    assert task.picture is not None
    assert [control for control in task.picture.controls if f"**{control}**" not in task.text] == []
    assert task.picture.alt


def test_a_picture_keeps_its_place_and_comes_when_it_is_near(client: Client) -> None:
    figure = client.get("/aide").text.partition("aide/se-connecter.webp")[2].partition(">")[0]
    assert 'width="800" height="420" loading="lazy" alt="Page de connexion' in figure


def test_a_picture_is_served_with_its_type(client: Client) -> None:
    [address] = re.findall(r'src="([^"]*se-connecter\.webp)"', client.get("/aide").text)
    assert client.get(address).headers["Content-Type"] == "image/webp"
