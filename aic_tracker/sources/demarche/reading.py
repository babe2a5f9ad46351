"""What the API's answers say, as plain values. Pure. Any field may be missing: a revision, or a condition, hides it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aic_tracker.sources.models import DossierState

# By type of an answer, where its value stands. Others are layout, or given in their text alone.
VALUES = {
    "TextChamp": "text",
    "DropDownListChamp": "choice",
    "MultipleDropDownListChamp": "choices",
    "YesNoChamp": "yes",
    "CheckboxChamp": "ticked",
    "IntegerNumberChamp": "whole",
    "DecimalNumberChamp": "decimal",
    "DateChamp": "date",
    "DatetimeChamp": "datetime",
    "CiviliteChamp": "civility",
    "TitreIdentiteChamp": "filled",
}
NAMED = {
    "CommuneChamp": "commune",
    "DepartementChamp": "departement",
    "RegionChamp": "region",
    "PaysChamp": "pays",
    "EpciChamp": "epci",
}
LAYOUT = frozenset(
    {"HeaderSectionChamp", "ExplicationChamp", "HeaderSectionChampDescriptor", "ExplicationChampDescriptor"}
)
Content = Mapping[str, Any]


@dataclass(frozen=True)
class RemoteFile:
    question_id: str
    filename: str
    media_type: str
    size: int
    checksum: str
    url: str
    is_pending: bool  # not scanned yet: asked again at the next pass


@dataclass(frozen=True)
class Read:
    """A dossier: `values` for its columns, and its files."""

    number: int
    values: dict[str, Any]
    files: list[RemoteFile] = field(default_factory=list)


def dossier(node: Content, procedure: int) -> Read | None:
    """None for what is no dossier, or is in a state that this program does not know."""
    number, state = node.get("number"), node.get("state")
    if not isinstance(number, int) or state not in set(DossierState):
        return None
    champs = _list(node.get("champs"))
    values = {
        "remote_id": _text(node.get("id"), 120),
        "procedure": procedure,
        "state": DossierState(str(state)),
        "is_archived": bool(node.get("archived")),
        "email": _text(_within(node, "usager").get("email"), 254),
        "applicant": applicant(node),
        "answers": [answer for champ in champs if (answer := _answer(champ))],
        "annotations": [answer for champ in _list(node.get("annotations")) if (answer := _answer(champ))],
        "labels": [_text(label.get("name"), 120) for label in _list(node.get("labels"))],
        "motivation": _text(node.get("motivation"), 10_000),
        "submitted_at": instant(node.get("dateDepot")),
        "changed_at": instant(node.get("dateDerniereModification")),
        "processed_at": instant(node.get("dateTraitement")),
    }
    return Read(number, values, [one for champ in champs for one in _files(champ)])


def applicant(node: Content) -> dict[str, Any]:
    """Who asks: a person, an organisation, or one of which the platform knows its SIRET alone."""
    who = _within(node, "demandeur")
    company, association = _within(who, "entreprise"), _within(who, "association")
    told = {
        "kind": _text(who.get("__typename"), 40),
        "first_name": _text(who.get("prenom"), 120),
        "last_name": _text(who.get("nom"), 120),
        "email": _text(who.get("email"), 254),
        "siret": _text(who.get("siret"), 14),
        "siren": _text(company.get("siren"), 9) or _text(who.get("siret"), 14)[:9],
        "name": _text(association.get("titre"), 160) or _text(company.get("raisonSociale"), 160),
        "rna": _text(association.get("rna"), 10),
        "legal_category": _text(company.get("formeJuridiqueCode"), 4),
        "town": _text(_within(who, "address").get("cityName"), 120),
    }
    if node.get("deposeParUnTiers"):
        names = (_text(node.get("prenomMandataire"), 120), _text(node.get("nomMandataire"), 120))
        told["proxy"] = " ".join(filter(None, names))
    return {key: value for key, value in told.items() if value}


def questions(data: Content) -> list[dict[str, str]]:
    """The questions of the form that hold an answer, in their order."""
    revision = _within(_within(data, "demarche"), "activeRevision")
    found = []
    for descriptor in _list(revision.get("champDescriptors")):
        kind = _text(descriptor.get("__typename"), 60)
        if kind not in LAYOUT and descriptor.get("id"):
            found.append(
                {"id": _text(descriptor["id"], 120), "label": _text(descriptor.get("label"), 300), "type": kind}
            )
    return found


def instant(text: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _answer(champ: Content) -> dict[str, Any] | None:
    kind = _text(champ.get("__typename"), 60)
    if kind in LAYOUT or not champ.get("champDescriptorId"):
        return None
    return {
        "id": _text(champ["champDescriptorId"], 120),
        "label": _text(champ.get("label"), 300),
        "type": kind,
        "value": _value(kind, champ),
        "text": _text(champ.get("stringValue"), 20_000),  # for people: « 02 mars 2026 », never to be parsed
    }


def _value(kind: str, champ: Content) -> Any:
    if kind in VALUES:
        return champ.get(VALUES[kind])
    if kind in NAMED:
        return dict(_within(champ, NAMED[kind])) or None
    match kind:
        case "LinkedDropDownListChamp":
            return [value for value in (champ.get("primaryValue"), champ.get("secondaryValue")) if value]
        case "AddressChamp":
            return dict(_within(champ, "address")) or None
        case "SiretChamp":
            return _within(champ, "etablissement").get("siret")
        case "RNAChamp" | "RNFChamp":
            return _within(champ, "rna" if kind == "RNAChamp" else "rnf").get("id")
        case "PieceJustificativeChamp":
            return [_text(one.get("filename"), 200) for one in _list(champ.get("files"))]
        case "DossierLinkChamp":
            return _within(champ, "dossier").get("number")
        case "RepetitionChamp":
            rows = (_list(row.get("champs")) for row in _list(champ.get("rows")))
            return [[answer for one in row if (answer := _answer(one))] for row in rows]
    return None


def _files(champ: Content) -> Iterator[RemoteFile]:
    for row in _list(champ.get("rows")):
        for inner in _list(row.get("champs")):
            yield from _files(inner)
    for one in _list(champ.get("files")):
        if one.get("url") and one.get("checksum"):
            yield RemoteFile(
                question_id=_text(champ.get("champDescriptorId"), 120),
                filename=_text(one.get("filename"), 200) or "sans nom",
                media_type=_text(one.get("contentType"), 120),
                size=_whole(one.get("byteSizeBigInt")),
                checksum=_text(one["checksum"], 40),
                url=str(one["url"]),
                is_pending=one.get("virusScanResult") == "pending",
            )


def _whole(value: Any) -> int:
    """A BigInt comes as a JSON string."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _within(node: Content, name: str) -> Content:
    inner = node.get(name)
    return inner if isinstance(inner, Mapping) else {}


def _list(value: Any) -> list[Content]:
    """Without the nulls that a list of the API may hold."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _text(value: Any, most: int) -> str:
    return value.replace("\x00", "").strip()[:most] if isinstance(value, str) else ""
