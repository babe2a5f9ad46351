"""Ten screens of the demonstration as Chromium shows them in imposed colours, and as Lighthouse scores them."""

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from flask import Flask
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.demo import season
from tests.conftest import NOW
from tests.journeys.conftest import session_cookie
from tests.journeys.windows import Windows
from tests.readers import output
from tests.readers.bench import Bench
from tests.readers.table import Absent, Cell, Table
from tests.support import browser as chromium

PAGES = (
    ("/", "coach"),
    ("/laureats", "coach"),
    ("/laureats/open-food-facts", "coach"),
    ("/laureats/open-food-facts/feuille-de-route", "coach"),
    ("/laureats/open-food-facts/points", "coach"),
    ("/laureats/vikidia/bilan", "coach"),
    ("/laureats/vikidia/diagnostic", "coach"),
    ("/pilotage", "direction"),
    ("/connexion", ""),
    ("/accessibilite", ""),
)
# It compares the colours that the page wished for, which are not those that Chromium paints there.
OF_AXE = "color-contrast:"
# Controls that nothing but their colour would show, and pictures whose words do not follow the imposed one.
LOST = """() => {
  const probe = document.body.appendChild(document.createElement('i'));
  probe.style.setProperty('color', 'CanvasText');
  const text = getComputedStyle(probe).color;
  probe.remove();
  const seen = one => one.checkVisibility() && one.getClientRects().length;
  const all = chosen => [...document.querySelectorAll(chosen)];
  const words = all('.app-chart__svg text').filter(one => getComputedStyle(one).fill !== text);
  const fields = all('input:not([type=hidden]), select, textarea').filter(seen).filter(one => {
    const style = getComputedStyle(one);
    return !/checkbox|radio|file|range/.test(one.type) && ['Top', 'Bottom'].every(side =>
      parseFloat(style[`border${side}Width`]) === 0 && style.outlineStyle === 'none' && style.boxShadow === 'none');
  });
  const buttons = all('button, .fr-btn').filter(seen).filter(one => {
    const style = getComputedStyle(one);
    return style.color === style.backgroundColor;
  });
  return [...words, ...fields, ...buttons].map(one => one.outerHTML.slice(0, 80));
}"""
NOTE = """« Couleurs imposées » : Chromium dans le mode des contrastes choisis par la personne (`forced-colors`), sur un
écran large puis sur un téléphone ; aucune anomalie d’axe, tout champ garde un bord, tout bouton un texte, les mots
des graphiques prennent la couleur du texte. Lighthouse : la part d’accessibilité, sur 100."""


def table(bench: Bench) -> Table:
    made = Table("Écrans", "Page", ["Chromium, couleurs imposées", "Lighthouse"], NOTE)
    with _served(bench) as (url, app):
        forced = _asked(partial(_in_forced_colours, url, app))
        scores = _asked(partial(_by_lighthouse, bench, url, app))
    made.cases = [f"{case} {version}" for case, (version, _) in zip(made.cases, (forced, scores), strict=True)]
    for path, who in PAGES:
        cells = [found[path] for _, found in (forced, scores)]
        made.ask(f"`{path}` ({who or 'sans se connecter'})", lambda cells=cells: ("", cells))  # type: ignore[misc]
    return made


Answers = tuple[str, dict[str, Cell]]


def _asked(read: Callable[[], Answers]) -> Answers:
    try:
        return read()
    except Absent as absent:
        return "", {path: Cell(f"pas lu : {absent}") for path, _ in PAGES}
    except (OSError, ValueError, LookupError) as error:
        return "", {path: Cell(f"échec : {str(error)[-80:]}", is_right=False) for path, _ in PAGES}


@contextmanager
def _served(bench: Bench) -> Iterator[tuple[str, Flask]]:
    """The demonstration on 127.0.0.1."""
    folder = bench.folder("screens")
    with output.application(folder / "demo.sqlite", "http://127.0.0.1") as app:
        season.load(NOW.date())
        db.session.commit()
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", app
        server.shutdown()
        thread.join()
        server.server_close()


def _cookie(app: Flask, who: str) -> str:
    if not who:
        return ""
    person = db.session.query(User).filter_by(email=f"{who}@example.org").one()
    db.session.expunge(person)
    db.session.rollback()
    return session_cookie(app, person)


def _chromium() -> str:
    path = chromium.executable()
    if path is None:
        raise Absent("Chromium n’a pas pu être installé")
    return path


def _in_forced_colours(url: str, app: Flask) -> Answers:
    path, found = _chromium(), {}
    cookies = {who: _cookie(app, who) for _, who in PAGES}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGS)
        version = browser.version.partition(".")[0]
        for page, who in PAGES:
            faults: list[str] = []
            for phone in (False, True):
                windows = Windows(browser, url)
                window = windows.lend(phone=phone, cookie=cookies[who])
                window.page.emulate_media(forced_colors="active")
                window.go(page)
                faults += [one for one in window.violations() if not one.startswith(OF_AXE)]
                faults += window.page.evaluate(LOST)
                windows.take_back()
            found[page] = Cell(" ; ".join(faults)[:200] or "lisible", not faults)
        browser.close()
    return version, found


def _by_lighthouse(bench: Bench, url: str, app: Flask) -> Answers:
    folder = bench.node("lighthouse")
    program, version = str(folder / "cli" / "index.js"), json.loads((folder / "package.json").read_text())["version"]
    flags = " ".join(["--headless=new", *chromium.ARGS])
    found = {}
    for page, who in PAGES:
        cookie = _cookie(app, who)
        headers = json.dumps({"Cookie": f"session={cookie}"} if cookie else {})
        report = bench.work / "lighthouse.json"
        command = ["node", program, url + page, "--quiet", "--only-categories=accessibility", "--output=json"]
        command += [f"--extra-headers={headers}", f"--chrome-flags={flags}", f"--output-path={report}"]
        bench.run(command, env={"CHROME_PATH": _chromium()})
        said = json.loads(report.read_text(encoding="utf-8"))
        score = round(100 * said["categories"]["accessibility"]["score"])
        wrong = [name for name, audit in said["audits"].items() if audit["score"] == 0]
        landed = said["finalDisplayedUrl"].removeprefix(url)
        if landed != page:
            raise ValueError(f"{page} mène à {landed}")
        found[page] = Cell(", ".join([str(score), *wrong]), score == 100)
    return version, found
