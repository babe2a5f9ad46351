"""What the API is, for programs (OpenAPI 3.1) and for people: a page to read, with a request to copy for each."""

import re
from functools import cache
from typing import Any

from flask import Blueprint, Flask, Response, json, render_template, url_for
from flask_smorest import Api
from werkzeug.routing import IntegerConverter, UnicodeConverter

from aic_tracker import config
from aic_tracker.access.guards import public
from aic_tracker.api import shapes
from aic_tracker.api.views.common import bp as resources
from aic_tracker.web import problems

bp = Blueprint("api_document", __name__)

TITLE = "Suivi AIC"
VERBS = ("get", "post", "put", "patch", "delete")
ERRORS = {"get": (401, 403, 404, 422, 429), "post": (400, 401, 403, 404, 409, 415, 422, 429)}
VERSIONED = (412, 428)


@bp.get("/api/v1/openapi.json")
@public
def openapi() -> Any:
    """Tells of nobody: open to all, and kept by who reads it."""
    response = Response(json.dumps(document()), mimetype="application/json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.add_etag()
    return response


@bp.get("/api")
@public
def page() -> Any:
    """For people: what each request does, and how it is written."""
    paths = [
        {"verb": verb.upper(), "path": path, "said": said, "body": _body(said)}
        for path, verbs in document()["paths"].items()
        for verb, said in verbs.items()
        if verb in VERBS
    ]
    address = config.current().app.base_url.rstrip("/")
    return render_template("api/page.html", paths=paths, address=address, document=url_for(".openapi"))


def document_path(rule: str) -> str:
    """How the document writes the address of a route."""
    return re.sub(r"<(?:[a-z]+:)?([a-z_]+)>", r"{\1}", rule)


def _body(said: dict[str, Any]) -> list[str]:
    """The fields that a request may send."""
    if "requestBody" not in said:
        return []
    ((_kind, content),) = said["requestBody"]["content"].items()
    name = content["schema"]["$ref"].rsplit("/", 1)[1]
    return list(document()["components"]["schemas"][name]["properties"])


@cache
def document() -> dict[str, Any]:
    """Made with an application of its own: the tracker's has nothing to learn from it."""
    app = Flask("api")
    app.config.update(API_TITLE=TITLE, API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    app.url_map.converters.update(int=_Row, default=UnicodeConverter)
    api = Api(app)
    api.register_converter(_Row, lambda _converter: {"type": "integer", "minimum": 0, "maximum": 999_999_999})
    api.register_blueprint(resources)
    drawn: dict[str, Any] = api.spec.to_dict()
    drawn["info"]["description"] = "Mêmes règles et mêmes droits que les écrans. Le guide : docs/api.md."
    components = drawn.setdefault("components", {})
    components["securitySchemes"] = {"jeton": {"type": "http", "scheme": "bearer"}}
    components.setdefault("schemas", {})["Problem"] = shapes.PROBLEM
    # What smorest says of its own errors, which are not ours.
    components.pop("responses", None)
    drawn["security"] = [{"jeton": []}]
    for verbs in drawn["paths"].values():
        for verb, said in verbs.items():
            if verb in VERBS:
                _tell_errors(verb, said)
    return drawn


class _Row(IntegerConverter):
    regex = r"[0-9]{1,9}"


def _tell_errors(verb: str, said: dict[str, Any]) -> None:
    codes = ERRORS.get(verb, ERRORS["post"] if verb != "delete" else (401, 403, 404, 409, 429))
    if "If-Match" in said.get("summary", "") + said.get("description", ""):
        codes = (*codes, *VERSIONED)
        said.setdefault("parameters", []).append(
            {"in": "header", "name": "If-Match", "required": True, "schema": {"type": "string"}}
        )
    said["responses"] = {code: told for code, told in said["responses"].items() if code[0] == "2"}
    for code in codes:
        said["responses"][str(code)] = {
            "description": problems.title_of(code),
            "content": {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
