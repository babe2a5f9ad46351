"""What the national directory of companies and associations says of an organisation, asked by number, on demand only.

recherche-entreprises.api.gouv.fr: almost every field may be absent, and « [NON-DIFFUSIBLE] » means absent too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from aic_tracker import config
from aic_tracker.formats import date_plain
from aic_tracker.laureates import rules
from aic_tracker.laureates.models import LegalForm
from aic_tracker.outgoing.service import Service, ServiceFault

WITHHELD = "[NON-DIFFUSIBLE]"
BY_HAND = "Rien n’a été changé : remplissez à la main, ou réessayez plus tard."
NO_NUMBER = "Indiquez d’abord un numéro SIREN, SIRET ou RNA, puis demandez l’annuaire."
# The first digits of INSEE's legal categories.
FORMS = {"92": LegalForm.ASSOCIATION, "93": LegalForm.ASSOCIATION, "7": LegalForm.ADMINISTRATION}
MOST_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Filling:
    """`values`: by name of field, what to type there. `lines`: what was found, in words. `problem`: why nothing was."""

    values: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def is_open() -> bool:
    return bool(config.current().directory.url)


def fill(typed: Mapping[str, str], *, now: datetime, today: date) -> Filling:
    """Ask for the organisation of the number that was typed. Never raises: what fails is told in `problem`."""
    number = _number(typed)
    if number is None:
        return Filling(problem=NO_NUMBER)
    try:
        found = _ask(number, now)
    except ServiceFault as fault:
        return Filling(problem=f"{fault.words} {BY_HAND}")
    if found is None:
        return Filling(problem=f"L’annuaire ne connaît pas le numéro {number}. {BY_HAND}")
    return _read(found, typed, today)


def _number(typed: Mapping[str, str]) -> str | None:
    """The SIREN, the one inside the SIRET, or the RNA: the first that may be one."""
    siren, siret, rna = ("".join(typed.get(name, "").split()).upper() for name in ("siren", "siret", "rna"))
    if rules.is_siren(siren):
        return siren
    if rules.is_siret(siret):
        return siret[:9]
    return rna if rules.is_rna(rna) else None


def _ask(number: str, now: datetime) -> Mapping[str, Any] | None:
    base = config.current().directory.url.rstrip("/")
    service = Service("l’annuaire des entreprises", most_bytes=MOST_BYTES)
    reply = service.ask(f"{base}/search?{urlencode({'q': number, 'per_page': 5})}", now=now)
    if reply.status >= 400:
        raise ServiceFault(f"L’annuaire des entreprises a refusé la demande (réponse {reply.status}).")
    results = reply.content.get("results") if isinstance(reply.content, dict) else None
    if not isinstance(results, list):
        raise ServiceFault("L’annuaire des entreprises a répondu autre chose que ce qu’il annonce.")
    for found in results:
        # A search by words may bring neighbours: the number itself decides.
        if isinstance(found, dict) and number in (
            _text(found, "siren"),
            _text(found, "complements", "identifiant_association"),
        ):
            return found
    return None


def _read(found: Mapping[str, Any], typed: Mapping[str, str], today: date) -> Filling:
    siret, rna = _text(found, "siege", "siret"), _text(found, "complements", "identifiant_association").upper()
    category = _text(found, "nature_juridique")
    is_ceased = _text(found, "etat_administratif") == "C"
    ceased_on = _day(_text(found, "date_fermeture")) if is_ceased else None
    name = _text(found, "nom_raison_sociale") or _text(found, "nom_complet")
    town = _text(found, "siege", "libelle_commune")
    form = next((form for digits, form in FORMS.items() if category.startswith(digits)), None)
    values = {
        "siren": _text(found, "siren"),
        "siret": siret if rules.is_siret(siret) else "",
        "rna": rna if rules.is_rna(rna) else "",
        "legal_category": category if len(category) == 4 and category.isdigit() else "",
        "ceased_on": ceased_on.isoformat() if ceased_on else "",
        "directory_on": today.isoformat(),
    }
    # What a person typed in words stays: the directory's own is shown beside.
    values |= {"name": name[:160]} if not typed.get("name", "").strip() else {}
    values |= {"town": town[:120]} if not typed.get("town", "").strip() else {}
    values |= {"legal_form": form.value} if form and not typed.get("legal_form") else {}
    kept = {key: value for key, value in values.items() if value}
    if is_ceased:
        kept["is_ceased"] = "1"
    return Filling(values=kept, lines=_lines(name, town, category, is_ceased, ceased_on, kept))


def _lines(
    name: str, town: str, category: str, is_ceased: bool, ceased_on: date | None, values: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    state = "en activité"
    if is_ceased:
        state = f"cessée le {date_plain(ceased_on)}" if ceased_on else "cessée, sans date connue"
    told = [
        ("Nom", name),
        ("Commune du siège", town),
        ("SIREN", values.get("siren", "")),
        ("SIRET du siège", values.get("siret", "")),
        ("RNA", values.get("rna", "")),
        ("Catégorie juridique", category_words(category)),
        ("État", state),
    ]
    return tuple((label, value or "non communiqué") for label, value in told)


def _text(found: Any, *path: str) -> str:
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    text = found.strip() if isinstance(found, str) else ""
    return "" if WITHHELD in text else " ".join(text.split())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


# INSEE, catégories juridiques, level III: those that carry the projects of such a programme.
CATEGORIES = {
    "5202": "société en nom collectif",
    "5499": "société à responsabilité limitée",
    "5710": "société par actions simplifiée",
    "7113": "ministère",
    "7120": "service central d’un ministère",
    "7210": "commune",
    "7220": "département",
    "7230": "région",
    "7344": "métropole",
    "7346": "communauté de communes",
    "7348": "communauté d’agglomération",
    "7383": "établissement public national à caractère scientifique, culturel et professionnel",
    "7384": "autre établissement public national d’enseignement",
    "7389": "établissement public national à caractère administratif",
    "7410": "groupement d’intérêt public",
    "9210": "association non déclarée",
    "9220": "association déclarée",
    "9221": "association déclarée d’insertion par l’économique",
    "9222": "association intermédiaire",
    "9230": "association déclarée reconnue d’utilité publique",
    "9260": "association de droit local (Bas-Rhin, Haut-Rhin et Moselle)",
    "9300": "fondation",
}


def category_words(code: str) -> str:
    """« 9220, association déclarée »; an uncommon code shows alone."""
    return f"{code}, {CATEGORIES[code]}" if code in CATEGORIES else code
