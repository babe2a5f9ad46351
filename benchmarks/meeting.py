"""The meeting screen with 10 priorities and 60 objectives, beside a bare Flask application that draws the same fields.

What lies between the two is the guard, the queries, the forms and the rest of the page. Prints both, measured in turn,
and fails when the screen takes more than five times the floor.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from flask import Flask, render_template
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aic_tracker import clock, config, create_app
from aic_tracker.db import db
from aic_tracker.web import filters
from tests import factories as make
from tests.support.client import Client
from tests.support.statements import counted

PRIORITIES, OBJECTIVES, MOST = 10, 60, 5
PATH = "/laureats/banc/points/1/conduire"
STATUSES = ("À faire", "En cours", "Atteint", "Partiellement atteint", "Bloqué")
FLOOR = """<!doctype html><html lang="fr"><title>Point</title>{% from "dsfr/form.html" import field %}
{% for title, objectives in priorities %}<section><h2>{{ title }}</h2>
{% for name, fields in objectives %}<h3>{{ name }}</h3><form method="post">
{% for f in fields %}{{ field(f) }}{% endfor %}<button type="submit">Enregistrer</button></form>
{% endfor %}</section>{% endfor %}</html>"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        app = _app(folder)
        floor_client = _floor()
        with app.app_context():
            client = _meeting(app)
            with counted() as statements:
                assert client.get(PATH).status_code == 200
            assert floor_client.get("/").status_code == 200
            screen, floor = _medians((partial(client.get, PATH), partial(floor_client.get, "/")), times)
            db.engine.dispose()
    ratio = screen / floor
    print(f"{'Flask, a template, the same 60 forms':<40}{floor * 1000:8.1f} ms")  # noqa: T201
    print(f"{'the meeting screen':<40}{screen * 1000:8.1f} ms   {len(statements)} statements")  # noqa: T201
    print(f"{'times the floor':<40}{ratio:8.1f}      at most {MOST}")  # noqa: T201
    return int(ratio > MOST)


def _medians(gets: Sequence[Callable[[], object]], times: int) -> list[float]:
    """Seconds for each; in turn, so that a busy machine slows them all."""
    measured: list[list[float]] = [[] for _ in gets]
    for _ in range(times):
        for get, durations in zip(gets, measured, strict=True):
            gc.collect()
            start = time.perf_counter()
            get()
            durations.append(time.perf_counter() - start)
    return [statistics.median(durations) for durations in measured]


def _app(folder: str) -> Flask:
    settings = {
        "DATABASE_URL": os.environ.get("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite"),
        "AIC_APP_SECRET": "a secret that only the benchmark knows, long enough",
        "AIC_APP_BASE_URL": "http://aic.test",
        "AIC_APP_INSTANCE": folder,
        "AIC_SMTP_HOST": "127.0.0.1",
    }
    app = create_app(config.load(settings))
    app.test_client_class = Client
    with app.app_context():
        upgrade()
    return app


def _meeting(app: Flask) -> Client:
    laureate = make.laureate("Banc", starts_on=clock.today())
    coach = make.coach(laureate)
    roadmap = make.roadmap(laureate)
    priorities = [make.priority(roadmap, f"Priorité {rank}") for rank in range(PRIORITIES)]
    for rank in range(OBJECTIVES):
        make.objective(
            priorities[rank % PRIORITIES],
            f"Objectif numéro {rank}",
            indicator="Contributions",
            unit="personnes",
            baseline=Decimal(0),
            target=Decimal(60),
            current=Decimal(rank),
            due_on=clock.today(),
            owner_id=coach.id,
        )
    make.checkpoint(laureate, on=clock.today(), number=1)
    client: Client = app.test_client()  # type: ignore[assignment]
    client.sign_in(coach)
    return client


def _floor() -> FlaskClient:
    """A bare Flask application: one view, one template, the same fields drawn by the same macro from plain values."""
    app = Flask("floor")
    house = FileSystemLoader(Path(__file__).resolve().parents[1] / "templates")
    filters.init_app(app)
    app.jinja_loader = ChoiceLoader([DictLoader({"floor.html": FLOOR}), house])  # type: ignore[assignment]
    each = OBJECTIVES // PRIORITIES
    priorities = [
        (f"Priorité {p}", [(f"Objectif numéro {p * each + n}", _fields(p * each + n)) for n in range(each)])
        for p in range(PRIORITIES)
    ]

    @app.get("/")
    def page() -> str:
        return render_template("floor.html", priorities=priorities)

    return app.test_client()


def _fields(rank: int) -> list[SimpleNamespace]:
    def plain(name: str, label: str, **values: Any) -> SimpleNamespace:
        usual = {"kind": "input", "input_type": "text", "inputmode": None, "autocomplete": None, "description": ""}
        usual |= {"remark": "", "required": True, "errors": [], "value": "1", "placeholder": "Sélectionner une option"}
        told = {"name": f"o-{rank}-{name}", "id": f"o-{rank}-{name}", "label": SimpleNamespace(text=label)}
        return SimpleNamespace(**(usual | told | values))

    options = [(str(n), label, n == 1) for n, label in enumerate(STATUSES)]
    return [
        plain("current", "Valeur actuelle", inputmode="decimal"),
        plain("status", "État", kind="select", rows=lambda: options),
        plain("due_on", "Échéance", input_type="date", value="2026-03-02"),
        plain("version", "Version", kind="hidden"),
    ]


if __name__ == "__main__":
    sys.exit(main())
