"""The questions that each screen is asked find what they are about, and are silent about a page that is right."""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Visitor
from tests.support.html_faults import html_faults

pytestmark = pytest.mark.looks

RIGHT = """<!doctype html><html lang="fr"><head><title>Une page</title></head><body>
<header role="banner"><nav aria-label="Menu"><ul><li><a href="/laureats">Lauréats</a></li></ul></nav></header>
<main id="contenu"><h1>Une page</h1>{}</main>
<footer role="contentinfo"><nav aria-label="Pied"><a href="/plan-du-site">Plan du site</a></nav></footer>
</body></html>"""
CHART = '<svg role="img" aria-label="Temps" width="9" height="9"></svg><figcaption>Temps</figcaption>'
TABLE = '<table><caption>Temps</caption><tr><th scope="col">Mois</th></tr><tr><td>3</td></tr></table>'
HELD = f"""<p>Du texte, et <a href="/a">un lien</a>.</p><ul><li>un</li></ul>{TABLE}
<figure aria-label="Temps">{CHART}{TABLE}</figure>
<fieldset><legend>Choix</legend><label><input type="radio" name="x"> a</label>
<label><input type="radio" name="x"> b</label></fieldset>
<label for="nom">Nom</label><input id="nom"><button>Enregistrer le nom</button>"""
WRONG = {
    "1.2": '<svg width="9" height="9"><path d="M0 0"/></svg>',
    "1.6": f'<figure aria-label="Temps">{CHART}</figure>',
    "1.9": f"<figure>{CHART}{TABLE}</figure>",
    "5.1": '<table><caption>x</caption><tr><th scope="col" colspan="2">a</th></tr></table>',
    "5.3": "<table><caption>x</caption><tr><td>a</td></tr></table>",
    "5.4": '<table><tr><th scope="col">Mois</th></tr></table>',
    "5.6": '<table><caption>x</caption><thead><tr><td>Mois</td></tr></thead><tr><th scope="row">a</th></tr></table>',
    "5.7": "<table><caption>x</caption><tr><th>Mois</th></tr></table>",
    "6.1": '<p><a href="/a">Voir</a> <a href="/b">Voir</a></p>',
    "7.3": '<div onclick="x()">Ouvrir</div>',
    "7.5": "<p data-draft-state>Brouillon gardé à 10 h 12</p>",
    "8.9": "<p></p>",
    "9.1": "<p><strong>Un titre</strong></p>",
    "9.2": '<div role="main"></div><nav><a href="/a">a</a></nav>',
    "9.3": "<p>- un élément</p>",
    "9.4": "<blockquote></blockquote>",
    "10.1": '<p align="center">x</p>',
    "10.2": '<style>.x::before { content: "Attention" }</style><p class="x">x</p>',
    "10.3": '<div style="display: flex; flex-direction: row-reverse"><p>a</p><p>b</p></div>',
    "10.4": '<p style="height: 20px; overflow: hidden">Une ligne, puis deux</p>',
    "10.6": '<p>Du texte <a href="/a" style="text-decoration: none">un lien</a></p>',
    "10.7": '<a href="/a" style="outline: none">un lien</a>',
    "10.9": "<p>Cliquez sur le bouton rouge.</p>",
    "10.12": '<p style="height: 1.2em; overflow: hidden">Une ligne</p>',
    "11.4": '<label for="loin">Loin</label><input id="loin" style="margin-top: 200px; display: block">',
    "11.5": '<label><input type="radio" name="y"> a</label><label><input type="radio" name="y"> b</label>',
    "11.6": "<fieldset><label>a <input></label></fieldset>",
    "11.9": "<button>OK</button>",
    "11.10": '<label>a <input aria-invalid="true"></label>',
    "12.1": '<a class="app-who" href="/mon-compte">Moi</a>',
    "12.6": '<div role="banner">x</div>',
    "12.8": '<a href="/a" tabindex="3">un lien</a>',
    "13.2": '<a href="/a" target="_blank">un lien</a>',
    "13.5": "<p>Bravo :-)</p>",
    "13.9": "<style>body { transform: rotate(90deg) }</style>",
}


@pytest.fixture
def asked(visitor: Callable[..., Visitor]) -> Callable[[str], list[str]]:
    window = visitor()
    window.go("/robots.txt")

    def ask(content: str) -> list[str]:
        window.page.set_content(RIGHT.format(content))
        return window.rgaa()

    return ask


def test_a_right_page_answers_nothing(asked: Callable[[str], list[str]]) -> None:
    assert asked(HELD) == []


def test_each_question_finds_what_it_is_about(asked: Callable[[str], list[str]]) -> None:
    missed = [number for number, wrong in WRONG.items() if not any(f"RGAA {number}:" in one for one in asked(wrong))]
    assert missed == []


def test_code_that_is_right_has_no_fault() -> None:
    assert html_faults(RIGHT.format(HELD)) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("<p><form></form></p>", "<form> in a paragraph"),
        ("<div>", "closes nothing"),
        ("</span>", "closes nothing"),
        ('<a href="/a" href="/b">x</a>', "twice the same attribute"),
        ('<i id="un"></i><i id="un"></i>', "2 times"),
        ("<li>x</li>", "<li> in <main>"),
        ("<ul><p>x</p></ul>", "<p> in <ul>"),
        ('<a href="/a"><a href="/b">x</a></a>', "<a> in <a>"),
    ],
)
def test_a_fault_in_the_code_is_told(wrong: str, said: str) -> None:
    assert any(said in fault for fault in html_faults(RIGHT.format(wrong)))
