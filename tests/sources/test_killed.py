"""A pass killed at any moment loses nothing and doubles nothing; SOURCE_KILLS=200 asks for more than the suite does."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from aic_tracker.settings import Demarche
from tests.backup.place import Place, place_on
from tests.sources.platform import NUMBER, TOKEN, champ, opened

KILLS = int(os.environ.get("SOURCE_KILLS", "4"))
DOSSIERS = 45
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def platform():
    yield from opened()


@pytest.fixture
def place(settings, migrated_database_url, tmp_path, platform):
    demarche = Demarche(url=platform.url, token=TOKEN, number=NUMBER)
    return place_on(replace(settings, demarche=demarche), migrated_database_url("killed"), tmp_path / "instance")


def began(place: Place) -> "subprocess.Popen[str]":
    settings = place.settings
    told = {
        "DATABASE_URL": settings.database.url,
        "AIC_APP_SECRET": settings.app.secret,
        "AIC_APP_BASE_URL": "http://aic.test",
        "AIC_APP_INSTANCE": settings.app.instance,
        "AIC_SMTP_HOST": "127.0.0.1",
        "AIC_DEMARCHE_URL": settings.demarche.url,
        "AIC_DEMARCHE_TOKEN": settings.demarche.token,
        "AIC_DEMARCHE_NUMBER": str(settings.demarche.number),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AIC_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.sources.one_pass"], cwd=ROOT, env=kept | told, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "begins\n"
    return process


def finished(place: Place) -> float:
    start = time.monotonic()
    process = began(place)
    process.communicate(timeout=120)
    assert process.returncode == 0
    return time.monotonic() - start


def test_nothing_is_doubled_nor_lost(place, platform):
    chance = random.Random(20261127)
    for number in range(1, DOSSIERS + 1):
        file = platform.file(f"{number}.pdf", b"%PDF " + str(number).encode())
        platform.add(number, champ("PieceJustificativeChamp", "p", "Pièce", files=[file]), state="en_construction")
    whole = 1.5
    for turn in range(KILLS):
        changed = chance.choice(platform.dossiers)
        platform.touch(changed, motivation=f"tour {turn}")
        process = began(place)
        time.sleep(chance.random() * whole)
        process.kill()
        process.communicate()
    finished(place)
    rows = place.read("SELECT number, motivation FROM dossier")
    assert Counter(number for number, _ in rows) == Counter(range(1, DOSSIERS + 1))
    assert dict(rows) == {one["number"]: one.get("motivation") or "" for one in platform.dossiers}
    files = place.read("SELECT filename, stored_name FROM dossier_file")
    assert Counter(name for name, _ in files) == Counter(f"{number}.pdf" for number in range(1, DOSSIERS + 1))
    kept = place.attachments()
    assert {kept[stored] for _, stored in files} == {f"%PDF {number}".encode() for number in range(1, DOSSIERS + 1)}
