"""What the public data is, for programs: a Data Package, and a DCAT catalogue that data.gouv.fr harvests."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from aic_tracker import config
from aic_tracker.mail.message import absolute_url
from aic_tracker.opendata.datasets import Dataset, address
from aic_tracker.paper.heading import PROGRAMME

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
LICENCE_NAME = "etalab-2.0"
TITLE = f"Données ouvertes de l’{PROGRAMME}"
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}
DAILY = "http://publications.europa.eu/resource/authority/frequency/DAILY"
FRENCH = "http://publications.europa.eu/resource/authority/language/FRA"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def package(datasets: Sequence[Dataset], opened_at: datetime) -> bytes:
    """The file `datapackage.json`, beside the CSV files that it tells of."""
    return _written(
        {
            "profile": "data-package",
            "name": "accelerateur-initiatives-citoyennes",
            "title": TITLE,
            "homepage": absolute_url("/donnees"),
            "created": opened_at.isoformat(timespec="seconds"),
            "licenses": [{"name": LICENCE_NAME, "path": LICENCE, "title": "Licence Ouverte 2.0"}],
            "resources": [_resource(one) for one in datasets],
        }
    )


def _resource(dataset: Dataset) -> dict[str, Any]:
    fields = [{"name": one.name, "type": one.kind, "description": one.says, **one.more} for one in dataset.fields]
    return {
        "profile": "tabular-data-resource",
        "name": dataset.name,
        "title": dataset.title,
        "description": dataset.says,
        "path": f"{dataset.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def catalogue(datasets: Sequence[Dataset], opened: datetime, changed: datetime) -> bytes:
    """DCAT in JSON-LD, whole in one page."""
    publisher = {"@type": "foaf:Agent", "foaf:name": config.current().funding.authority}
    return _written(
        {
            "@context": CONTEXT,
            "@id": address("catalogue.jsonld"),
            "@type": "dcat:Catalog",
            "dct:title": TITLE,
            "dct:description": "Les lauréats, les saisons et les chiffres du programme, sans rien sur les personnes.",
            "dct:language": {"@id": FRENCH},
            "dct:license": {"@id": LICENCE},
            "dct:modified": _instant(changed),
            "foaf:homepage": {"@id": absolute_url("/donnees")},
            "dct:publisher": publisher,
            "dcat:dataset": [_dataset(one, publisher, opened, changed) for one in datasets],
        }
    )


def _dataset(dataset: Dataset, publisher: dict[str, Any], opened: datetime, changed: datetime) -> dict[str, Any]:
    return {
        "@id": f"{absolute_url('/donnees')}#{dataset.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"aic-{dataset.name}",
        "dct:title": dataset.title,
        "dct:description": dataset.says,
        "dcat:keyword": list(dataset.keywords),
        "dct:language": {"@id": FRENCH},
        "dct:license": {"@id": LICENCE},
        "dct:issued": _instant(opened),
        "dct:modified": _instant(changed),
        "dct:accrualPeriodicity": {"@id": DAILY},
        "dct:publisher": publisher,
        **({"dct:conformsTo": {"@id": dataset.conforms_to}} if dataset.conforms_to else {}),
        "dcat:landingPage": {"@id": absolute_url("/donnees")},
        "dcat:distribution": [_distribution(dataset, ending) for ending in dataset.endings],
    }


def _distribution(dataset: Dataset, ending: str) -> dict[str, Any]:
    where = address(f"{dataset.name}.{ending}")
    return {
        "@id": where,
        "@type": "dcat:Distribution",
        "dct:identifier": f"aic-{dataset.name}-{ending}",
        "dct:title": f"{dataset.title} ({ending.upper()})",
        "dct:license": {"@id": LICENCE},
        "dct:format": ending.upper(),
        "dcat:mediaType": MEDIA_TYPES[ending],
        "dcat:downloadURL": {"@id": where},
        "dcat:accessURL": {"@id": where},
    }


def _instant(at: datetime) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": at.isoformat(timespec="seconds")}


def _written(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
