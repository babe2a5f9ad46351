"""An OpenID Connect provider on this machine, that signs what it says of people and can be told to misbehave."""

import base64
import json
import threading
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Flask, Response, g, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own use of deprecated modules
    import oidc_provider_mock


# What ProConnect asks of its services, for each address ("Implémentation technique", its documentation for services).
SHORTEST = 32
BOUND = {"/oauth2/authorize": ("state", "nonce"), "/oauth2/end_session": ("state",)}
# Any other parameter is refused: those of its documentation, and those of PKCE that its published source accepts.
KNOWN = {"response_type", "client_id", "redirect_uri", "scope", "claims", "acr_values", "state", "nonce", "prompt"}
KNOWN |= {"idp_hint", "login_hint", "siret_hint", "response_mode", "code_challenge", "code_challenge_method"}
LEVELS = {"eidas0", "eidas0-mfa", "eidas1", "eidas1-mfa", "eidas2", "eidas3"}


@dataclass
class Provider:
    issuer: str = ""
    is_signing: bool = True
    is_down: bool = False
    has_another_key: bool = False
    claims: dict[str, Any] = field(default_factory=dict)  # over those of the userinfo
    acr: Any = "eidas1"  # how surely people sign in there; told when it is asked for
    is_asked_for_acr: bool = False
    challenges: list[str] = field(default_factory=list)
    verifiers: list[str] = field(default_factory=list)

    def watch(self) -> Response | None:
        if self.is_down:
            return Response("down", 503)
        if short := [name for name in BOUND.get(request.path, ()) if len(request.args.get(name, "")) < SHORTEST]:
            return Response(f"Y000400: {', '.join(short)} too short", 400)
        if request.path == "/oauth2/authorize" and (fault := self._fault_of_request()):
            return Response(f"Y000400: {fault}", 400)
        if challenge := request.args.get("code_challenge"):
            assert request.args["code_challenge_method"] == "S256"
            self.challenges.append(challenge)
        if verifier := request.form.get("code_verifier"):
            digest = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
            assert digest in self.challenges
            self.verifiers.append(verifier)
        return None

    def _fault_of_request(self) -> str:
        """Why a request to sign somebody in is refused, "" when it is not."""
        if unknown := sorted(request.args.keys() - KNOWN):
            return f"unknown parameters {', '.join(unknown)}"
        if request.args.get("response_type") != "code" or "openid" not in request.args.get("scope", "").split():
            return "neither a code nor openid"
        try:
            wished = json.loads(request.args.get("claims", "{}")).get("id_token", {})
        except (ValueError, AttributeError):
            return "claims is no JSON object"
        self.is_asked_for_acr = "acr" in wished
        levels = {*request.args.get("acr_values", "").split(), *_levels_of(wished.get("acr"))}
        return f"unknown levels {', '.join(sorted(levels - LEVELS))}" if levels - LEVELS else ""

    def tell_level(self, response: Response) -> Response:
        """In the identity token, to who asked for it."""
        if request.path != "/oauth2/token" or response.status_code != 200 or not self.is_asked_for_acr:
            return response
        key = RSAKey.import_key(g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))
        given = response.get_json()
        told = jwt.decode(given["id_token"], key).claims
        if self.acr is not None:
            told["acr"] = self.acr
        given["id_token"] = jwt.encode({"alg": "RS256"}, told, key)
        response.set_data(json.dumps(given))
        return response

    def sign(self, response: Response) -> Response:
        if request.path != "/userinfo" or response.status_code != 200 or not self.is_signing:
            return response
        key = RSAKey.import_key(g.oidc_provider_mock_storage.jwk.as_dict(is_private=True))
        if self.has_another_key:
            key = RSAKey.generate_key(2048)
        told = {**(response.json or {}), "iss": self.issuer, "aud": "aic", "exp": int(time.time()) + 60, **self.claims}
        signed = jwt.encode({"alg": "RS256"}, told, key)
        return Response(signed, content_type="application/jwt")


def _levels_of(wished: Any) -> list[str]:
    if not isinstance(wished, dict):
        return []
    return [*wished.get("values", ()), *([wished["value"]] if "value" in wished else ())]


@contextmanager
def provider(*, lasts: timedelta = timedelta(hours=1)) -> Iterator[Provider]:
    told = Provider()
    app: Flask = oidc_provider_mock.app(require_nonce=True, access_token_max_age=lasts)
    app.before_request(told.watch)
    app.after_request(told.sign)
    app.after_request(told.tell_level)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    told.issuer = f"http://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()
