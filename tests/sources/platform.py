"""Démarche numérique as its field tables describe it, over HTTP on this machine, with what surprises an integrator.

The server answers older types to a query that does not name the newer ones, gives whole numbers as texts, keeps no
brouillon, orders dossiers by their date of change, and says what is wrong as the platform does.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from graphql import build_schema, graphql_sync

from tests.support.services import Asked, LocalService, Told

TOKEN = "jeton-de-la-plateforme"
NUMBER = 4242
BEGINNING = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)

SDL = """
scalar ISO8601DateTime
scalar ISO8601Date
scalar BigInt
scalar URL
enum DossierState { en_construction en_instruction accepte refuse sans_suite }
interface Champ { id: ID! champDescriptorId: String! label: String! stringValue: String }
%(champs)s
type Commune { code: String! name: String! postalCode: String }
type Place { code: String! name: String! }
type Address { label: String! cityName: String! cityCode: String! postalCode: String! }
type Company { siren: String! raisonSociale: String! formeJuridique: String formeJuridiqueCode: String
  etatAdministratif: String }
type Association { rna: String! titre: String! objet: String }
interface Demandeur { id: ID! }
type PersonnePhysique implements Demandeur { id: ID! civilite: String nom: String! prenom: String! email: String }
type PersonneMorale implements Demandeur { id: ID! siret: String! siegeSocial: Boolean! libelleNaf: String!
  association: Association entreprise: Company address: Address! }
type PersonneMoraleIncomplete implements Demandeur { id: ID! siret: String! }
type Registered { id: String! title: String }
type File { filename: String! contentType: String! byteSizeBigInt: BigInt! checksum: String! url: URL!
  virusScanResult: String! }
type Row { id: ID! champs: [Champ!]! }
type Profile { email: String! }
type Label { name: String! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Dossier { id: ID! number: Int! state: DossierState! archived: Boolean! dateDepot: ISO8601DateTime!
  dateDerniereModification: ISO8601DateTime! dateTraitement: ISO8601DateTime motivation: String
  deposeParUnTiers: Boolean prenomMandataire: String nomMandataire: String usager: Profile! demandeur: Demandeur!
  labels: [Label!]! champs: [Champ!]! annotations: [Champ!]! }
type DossierConnection { pageInfo: PageInfo! nodes: [Dossier] }
type DeletedDossier { number: Int! reason: String! state: DossierState! dateSupression: ISO8601DateTime! }
type DeletedDossierConnection { pageInfo: PageInfo! nodes: [DeletedDossier] }
interface ChampDescriptor { id: ID! label: String! }
%(descriptors)s
type Revision { champDescriptors: [ChampDescriptor!]! }
type Demarche { number: Int! title: String! state: String! activeRevision: Revision!
  dossiers(first: Int, last: Int, after: String, before: String, updatedSince: ISO8601DateTime): DossierConnection!
  deletedDossiers(first: Int, after: String, deletedSince: ISO8601DateTime): DeletedDossierConnection!
  pendingDeletedDossiers(first: Int, after: String, deletedSince: ISO8601DateTime): DeletedDossierConnection! }
type Query { demarche(number: Int!): Demarche! dossier(number: Int!): Dossier! }
"""
OWN = {
    "TextChamp": "value: String",
    "DropDownListChamp": "value: String",
    "MultipleDropDownListChamp": "values: [String!]!",
    "LinkedDropDownListChamp": "primaryValue: String secondaryValue: String",
    "YesNoChamp": "value: Boolean",
    "CheckboxChamp": "value: Boolean!",
    "IntegerNumberChamp": "value: BigInt",
    "DecimalNumberChamp": "value: Float",
    "DateChamp": "date: ISO8601Date value: ISO8601Date",
    "DatetimeChamp": "datetime: ISO8601DateTime",
    "CiviliteChamp": "value: String",
    "CommuneChamp": "commune: Commune",
    "DepartementChamp": "departement: Place",
    "RegionChamp": "region: Place",
    "PaysChamp": "pays: Place",
    "EpciChamp": "epci: Place",
    "AddressChamp": "address: Address",
    "SiretChamp": "etablissement: PersonneMorale",
    "RNAChamp": "rna: Registered",
    "RNFChamp": "rnf: Registered",
    "PieceJustificativeChamp": "files: [File!]!",
    "TitreIdentiteChamp": "filled: Boolean!",
    "RepetitionChamp": "rows: [Row!]!",
    "DossierLinkChamp": "dossier: Dossier",
    "HeaderSectionChamp": "",
}
# What is answered in their stead to a query that does not name them.
OLDER = {
    "DropDownListChamp": "TextChamp",
    "YesNoChamp": "CheckboxChamp",
    "DatetimeChamp": "DateChamp",
    "AddressChamp": "TextChamp",
    "CommuneChamp": "TextChamp",
}
_BASE = "id: ID! champDescriptorId: String! label: String! stringValue: String"
SCHEMA = build_schema(
    SDL
    % {
        "champs": "\n".join(f"type {name} implements Champ {{ {_BASE} {own} }}" for name, own in OWN.items()),
        "descriptors": "\n".join(
            f"type {name}Descriptor implements ChampDescriptor {{ id: ID! label: String! }}" for name in OWN
        ),
    }
)


def champ(kind: str, id: str, label: str, text: str = "", **own: Any) -> dict[str, Any]:
    return {"__typename": kind, "id": f"c-{id}", "champDescriptorId": id, "label": label, "stringValue": text, **own}


@dataclass
class Platform:
    """`faults`: for each request to come, what is answered in the stead of an answer, first one first."""

    dossiers: list[dict[str, Any]] = field(default_factory=list)
    deleted: list[dict[str, Any]] = field(default_factory=list)
    pending: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Told | None] = field(default_factory=list)
    slow_above: int = 1000  # pages of more dossiers time out
    queries: list[dict[str, Any]] = field(default_factory=list)
    service: LocalService = field(init=False)

    def __post_init__(self) -> None:
        self.service = LocalService(self._answer)

    @property
    def url(self) -> str:
        return f"{self.service.url}/api/v2/graphql"

    def add(self, number: int, *champs: dict[str, Any], minutes: int | None = None, **values: Any) -> dict[str, Any]:
        changed = BEGINNING + timedelta(minutes=len(self.dossiers) if minutes is None else minutes)
        dossier = {
            "id": f"RG9zc2llci0{number}",
            "number": number,
            "state": "en_instruction",
            "archived": False,
            "dateDepot": BEGINNING.isoformat(),
            "dateDerniereModification": changed.isoformat(),
            "usager": {"email": f"porteuse{number}@example.org"},
            "demandeur": {"__typename": "PersonneMoraleIncomplete", "id": "d", "siret": "73282932000074"},
            "labels": [],
            "champs": list(champs),
            "annotations": [],
            **values,
        }
        self.dossiers.append(dossier)
        return dossier

    def file(self, name: str, content: bytes, **values: Any) -> dict[str, Any]:
        self.files[f"/fichiers/{name}"] = content
        return {
            "filename": name,
            "contentType": "application/pdf",
            "byteSizeBigInt": str(len(content)),
            "checksum": base64.b64encode(hashlib.md5(content, usedforsecurity=False).digest()).decode(),
            "url": f"{self.service.url}/fichiers/{name}",
            "virusScanResult": "safe",
            **values,
        }

    def touch(self, dossier: dict[str, Any], **values: Any) -> None:
        last = max(one["dateDerniereModification"] for one in self.dossiers)
        dossier |= {
            "dateDerniereModification": (datetime.fromisoformat(last) + timedelta(minutes=1)).isoformat(),
            **values,
        }

    def close(self) -> None:
        self.service.close()

    def _answer(self, asked: Asked) -> Told:
        if asked.path.startswith("/fichiers/"):
            content = self.files.get(asked.path)
            return Told(b"", status=404) if content is None else Told(content, media_type="application/pdf")
        if self.faults and (fault := self.faults.pop(0)):
            return fault
        if asked.headers.get("Authorization") != f"Bearer {TOKEN}":
            return Told({"errors": [{"message": "Without a token, only persisted queries are allowed"}]}, status=403)
        content = asked.content
        self.queries.append(content)
        return self._run(content["query"], content["variables"])

    def _run(self, text: str, variables: dict[str, Any]) -> Told:
        named = set(re.findall(r"\bon (\w+)", text))
        if (variables.get("first") or 0) > self.slow_above:
            return Told({"data": None, "errors": [{"message": "Timeout", "extensions": {"code": "timeout"}}]})
        if variables.get("number") not in (NUMBER, *(one["number"] for one in self.dossiers)):
            code = "not_found" if variables.get("number", 0) > 900_000 else "unauthorized"
            return Told({"data": None, "errors": [{"message": code, "extensions": {"code": code}}]})
        result = graphql_sync(SCHEMA, text, root_value=self._root(named), variable_values=variables)
        told: dict[str, Any] = {"data": result.data}
        if result.errors:
            told["errors"] = [
                {"message": error.message, "extensions": {"code": "bad_request"}} for error in result.errors
            ]
        return Told(told)

    def _root(self, named: set[str]) -> dict[str, Any]:
        def older(node: Any) -> Any:
            if isinstance(node, list):
                return [older(one) for one in node]
            if not isinstance(node, dict):
                return node
            node = {key: older(value) for key, value in node.items()}
            kind = node.get("__typename", "")
            if kind in OLDER and kind not in named:
                node |= {"__typename": OLDER[kind], "value": bool(node.get("value")) if kind == "YesNoChamp" else None}
            return node

        def dossiers(_info: Any, **args: Any) -> dict[str, Any]:
            if "first" in args and "last" in args:
                raise ValueError("first and last")
            ordered = sorted(self.dossiers, key=lambda one: (one["dateDerniereModification"], one["number"]))
            return _page([older(one) for one in ordered], _place, args)

        demarche = {
            "number": NUMBER,
            "title": "Candidater à l’accélérateur",
            "state": "publiee",
            "activeRevision": {"champDescriptors": self.descriptors},
            "dossiers": dossiers,
            "deletedDossiers": lambda _info, **args: _page(self.deleted, _gone_place, args),
            "pendingDeletedDossiers": lambda _info, **args: _page(self.pending, _gone_place, args),
        }
        return {
            "demarche": lambda _info, **_args: demarche,
            "dossier": lambda _info, number: older(next(one for one in self.dossiers if one["number"] == number)),
        }

    @property
    def descriptors(self) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for one in (one for dossier in self.dossiers for one in dossier["champs"]):
            found.setdefault(
                one["champDescriptorId"],
                {
                    "__typename": f"{one['__typename']}Descriptor",
                    "id": one["champDescriptorId"],
                    "label": one["label"],
                },
            )
        return list(found.values())


def _place(dossier: dict[str, Any]) -> str:
    return f"{dossier['dateDerniereModification']};{dossier['number']:09}"


def _gone_place(dossier: dict[str, Any]) -> str:
    return f"{dossier['dateSupression']};{dossier['number']:09}"


def _page(
    ordered: list[dict[str, Any]], place: Callable[[dict[str, Any]], str], args: dict[str, Any]
) -> dict[str, Any]:
    after = base64.b64decode(args["after"]).decode() if args.get("after") else ""
    rest = [one for one in ordered if place(one) > after]
    page = rest[: min(args.get("first") or 100, 100)]
    # An empty page has no cursor.
    cursor = base64.b64encode(place(page[-1]).encode()).decode() if page else None
    return {"pageInfo": {"hasNextPage": len(rest) > len(page), "endCursor": cursor}, "nodes": page}


def opened() -> Iterator[Platform]:
    platform = Platform()
    yield platform
    platform.close()
