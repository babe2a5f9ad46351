"""A draft of `publiccode.yml` (0.7), for a laureate to complete and put at the root of its repository. Pure.

What the tracker does not know is asked for beside the line, never invented.
"""

import json
from collections.abc import Iterator

from aic_tracker.laureates.models import Laureate

VERSION = "0.7"
SHORTEST, LONGEST_SHORT = 150, 150  # characters: a long description at least, a short one at most
TO_COMPLETE = "À COMPLÉTER"


def draft(laureate: Laureate, *, funder: str, page: str) -> str:
    """`page`: the public page of the common, which is where the State's support shows."""
    return "".join(f"{line}\n" for line in _lines(laureate, funder, page))


def _lines(laureate: Laureate, funder: str, page: str) -> Iterator[str]:
    yield "# Brouillon de publiccode.yml, à relire et à compléter avant de le poser à la racine du dépôt de code."
    yield f"# Chaque « {TO_COMPLETE} » attend une réponse : le suivi ne la connaît pas."
    yield f"publiccodeYmlVersion: {_text(VERSION)}"
    yield f"name: {_text(laureate.name)}"
    yield f"url: {_text(laureate.repository or TO_COMPLETE)}{_asked('adresse du dépôt', laureate.repository)}"
    if laureate.website:
        yield f"landingURL: {_text(laureate.website)}"
    yield "platforms:"
    yield "  - web  # ou windows, mac, linux, ios, android"
    yield "developmentStatus: stable  # ou concept, development, beta, obsolete"
    yield "softwareType: standalone/web  # ou standalone/mobile, library, configurationFiles…"
    yield "description:"
    yield "  fr:"
    yield f"    shortDescription: {_text((laureate.tagline or TO_COMPLETE)[:LONGEST_SHORT])}"
    yield f"    longDescription: {_text(TO_COMPLETE)}  # {SHORTEST} caractères au moins : à quoi il sert, et à qui"
    yield "    features:"
    yield f"      - {_text(TO_COMPLETE)}  # une fonction par ligne"
    yield "legal:"
    yield f"  license: {_text(laureate.licence or TO_COMPLETE)}  # un identifiant SPDX, par exemple AGPL-3.0-or-later"
    yield "maintenance:"
    yield "  type: community  # ou internal, contract, none"
    yield "  contacts:"
    yield f"    - name: {_text(TO_COMPLETE)}  # qui veut bien être nommé là"
    yield "localisation:"
    yield "  localisationReady: false"
    yield "  availableLanguages:"
    yield "    - fr"
    yield "fundedBy:"
    yield f"  - name: {_text(funder)}"
    yield f"    uri: {_text(page)}"


def _text(value: str) -> str:
    """A quoted text of JSON is one of YAML 1.2, but for the signs that YAML does not print (section 5.1)."""
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(one if one.isprintable() or one == " " else json.dumps(one)[1:-1] for one in quoted)


def _asked(what: str, known: str | None) -> str:
    return "" if known else f"  # {what}"
