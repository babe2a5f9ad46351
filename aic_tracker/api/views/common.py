"""What every resource shares: the strict reading of a body, answers with their version, pages by cursor."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

from flask import Request, Response, json, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema
from webargs.core import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException

from aic_tracker import clock, config
from aic_tracker.accounts import address_links, identity
from aic_tracker.api import bodies
from aic_tracker.api.rates import Pace
from aic_tracker.web import problems
from aic_tracker.web.paging import same_address

PER_PAGE, MOST_PER_PAGE = 50, 100
MERGE = "application/json"


class Answered(HTTPException):
    """Ends a request with a problem already written."""

    def __init__(self, response: Response) -> None:
        super().__init__(response=response)
        self.code = response.status_code


def refuse(code: int, detail: str, *, errors: Any = None) -> NoReturn:
    raise Answered(problems.answer(code, detail, errors=errors))


class Parser(FlaskParser):
    """Reads what a program sends, and refuses what it does not know: a misspelt filter would answer something else."""

    DEFAULT_UNKNOWN_BY_LOCATION = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "json": RAISE,
        "query": RAISE,
    }

    def load_json(self, req: Request, schema: Schema) -> Any:
        if req.mimetype != MERGE:
            refuse(415, f"Envoyez du {MERGE}.")
        try:
            found = bodies.read(req.get_data())
        except bodies.UnreadableBody as error:
            refuse(400, str(error))
        return found if isinstance(found, dict) else missing if found is None else refuse(422, "Envoyez un objet JSON.")

    def handle_error(self, error: Any, req: Request, schema: Schema, **_kwargs: Any) -> NoReturn:
        ((_place, faults),) = error.messages.items()
        refuse(422, "Des valeurs sont refusées.", errors=faults)


class Resources(Blueprint):
    ARGUMENTS_PARSER = Parser()


bp = Resources("api", __name__, url_prefix="/api/v1")
pace = Pace()


@bp.before_request
def _keep_pace() -> Response | None:
    holder = identity.current_holder()
    most = config.current().api.requests_per_minute
    if holder is None or not (seconds := pace.wait(holder.token.token_hash, clock.now(), most=most)):
        return None
    return problems.answer(429, f"Redemandez dans {seconds} secondes.", headers={"Retry-After": str(seconds)})


def answer(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer with its version, which a program gives back to ask whether it changed, or to change it."""
    response = Response(json.dumps(body), status, dict(headers or {}), mimetype="application/json")
    response.add_etag()
    if request.method in ("GET", "HEAD"):
        response.headers["Cache-Control"] = "private, no-cache"
        response.make_conditional(request)
    return response


def require_version(shown: Any) -> None:
    """Refuses to change what the program has not seen as it is now (RFC 9110, section 13.1.1; RFC 6585, section 3)."""
    if not request.if_match:
        refuse(428, "Donnez dans If-Match l’ETag de ce que vous avez lu : rien ne sera écrasé sans être vu.")
    current, _weak = answer(shown).get_etag()
    if current is None or not request.if_match.contains(current):
        refuse(412, "Quelqu’un l’a modifié entre-temps : relisez-le avant d’envoyer votre changement.")


def only(body: dict[str, Any], names: Sequence[str] | None) -> dict[str, Any]:
    """Of a row, the fields asked for."""
    return {name: body[name] for name in names} if names else body


def page_of(
    rows: Callable[[int, int], Sequence[Any]], show: Callable[[Any], dict[str, Any]], asked: Mapping[str, Any]
) -> Response:
    """One page in the order of identifiers. `rows(after, most)`: those that follow an identifier."""
    most = asked["limit"]
    found = rows(_after(asked.get("cursor")), most + 1)
    body: dict[str, Any] = {"items": [only(show(row), asked.get("fields")) for row in found[:most]], "next": None}
    headers = {}
    if len(found) > most:
        body["next"] = same_address(cursor=address_links.sign_number(_list(), found[most - 1].id))
        headers["Link"] = f'<{body["next"]}>; rel="next"'
    return answer(body, headers=headers)


def list_of(rows: Sequence[dict[str, Any]], asked: Mapping[str, Any]) -> Response:
    """All the rows of what is bounded by itself: one laureate's roadmap, its people."""
    return answer({"items": [only(row, asked.get("fields")) for row in rows], "next": None})


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    after = address_links.read_number(_list(), cursor)
    if after is None:
        refuse(404, "Suivez « next » : ce curseur n’en vient pas.")
    return after


def _list() -> str:
    """Cursors are signed for one list: one made by hand, or for another list, opens nothing."""
    return f"cursor {request.path}"
