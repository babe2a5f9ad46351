"""OpenID Connect with the provider of the settings: code, PKCE, state, nonce, signed userinfo, logout.

Authlib, and Requests below it, are imported where a provider is set: elsewhere they would stand in memory for nothing.
"""

import secrets
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import Flask, current_app, session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from werkzeug.wrappers import Response

from aic_tracker import config
from aic_tracker.accounts import assurance
from aic_tracker.mail.message import absolute_url
from aic_tracker.settings import Proconnect

TIMEOUT_SECONDS = 10
SIGNED = "application/jwt"
ALGORITHMS = ["RS256", "ES256", "PS256", "RS384", "RS512", "ES384"]

ELSEWHERE = (
    "Ce retour ne répond pas à une demande faite dans ce navigateur, ou elle a expiré. Recommencez depuis la page de "
    "connexion."
)
REFUSED = "La connexion a été annulée, ou refusée."
NOT_SOUND = "La réponse reçue n’est pas valide, ou a expiré. Recommencez ; si cela persiste, demandez un lien."
DOWN = "Le service ne répond pas. Réessayez dans quelques minutes, ou demandez un lien de connexion."


class ProviderError(Exception):
    """A sign-in with the provider that came to nothing; `message` says it in French."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.message, self.status = message, status


@dataclass(frozen=True)
class Agent:
    """Somebody as the provider tells it."""

    issuer: str
    subject: str
    email: str
    is_verified: bool
    id_token: str
    level: str  # how surely they signed in; "" when that is not said in words that we know

    @property
    def used_two_factors(self) -> bool:
        """Whether a second factor was verified already, and that is enough for us."""
        return config.current().proconnect.second_factor_counts and assurance.is_of_two_factors(self.level)


def init_app(app: Flask, settings: Proconnect) -> None:
    app.jinja_env.globals["proconnect_label"] = settings.label if settings.issuer else ""
    app.extensions["proconnect"] = None
    if not settings.issuer:
        return
    app.extensions["proconnect"] = (
        _authlib("flask_client")
        .OAuth(app)
        .register(
            "proconnect",
            client_id=settings.client_id,
            client_secret=settings.client_secret,
            server_metadata_url=f"{settings.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_post",
                "default_timeout": TIMEOUT_SECONDS,
            },
        )
    )


def _authlib(integration: str) -> Any:
    return import_module(f"authlib.integrations.{integration}")


def is_offered() -> bool:
    return current_app.extensions["proconnect"] is not None


def _provider() -> Any:
    provider = current_app.extensions["proconnect"]
    # The discovery document speaks for itself alone: another issuer there would be another provider.
    if provider.load_server_metadata().get("issuer", "").rstrip("/") != config.current().proconnect.issuer:
        raise ProviderError(NOT_SOUND, 502)
    return provider


def leave_for_provider() -> Response:
    """Send the browser to the provider; state, nonce and verifier wait in its session."""
    _forget_former_attempts()
    try:
        back = absolute_url("/connexion/proconnect/retour")
        answer: Response = _provider().authorize_redirect(
            back, state=_random(), nonce=_random(), claims=assurance.ASKED
        )
    except (OSError, ValueError) as error:
        raise ProviderError(DOWN, 503) from error
    answer.status_code = 303
    return answer


def _random() -> str:
    """ProConnect refuses a state or a nonce of less than 32 characters, which is more than the library draws."""
    return secrets.token_urlsafe(32)


def _forget_former_attempts() -> None:
    # Each leaves its state behind: ten of them would no longer fit in a cookie.
    for key in [key for key in session if key.startswith("_state_proconnect_")]:
        del session[key]


def read_return() -> Agent:
    """Who came back: the code exchanged, the two tokens verified."""
    try:
        provider = _provider()
        token = provider.authorize_access_token(leeway=60)
        claims = token.get("userinfo")
        if not claims:
            raise ProviderError(NOT_SOUND, 502)
        told = _userinfo(provider, token)
    except _authlib("base_client").MismatchingStateError as error:
        raise ProviderError(ELSEWHERE, 400) from error
    except _authlib("base_client").OAuthError as error:
        raise ProviderError(REFUSED, 403) from error
    except OSError as error:
        raise ProviderError(DOWN, 503) from error
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderError(NOT_SOUND, 502) from error
    if told.get("sub") != claims["sub"]:
        raise ProviderError(NOT_SOUND, 502)
    email = told.get("email")
    return Agent(
        issuer=config.current().proconnect.issuer,
        subject=str(claims["sub"]),
        email=email if isinstance(email, str) else "",
        is_verified=told.get("email_verified", config.current().proconnect.vouches_for_email) is True,
        id_token=token["id_token"],
        level=assurance.read(claims.get("acr")),
    )


def _userinfo(provider: Any, token: dict[str, Any]) -> dict[str, Any]:
    """What the provider says of the person, under its signature. Unsigned, it is not believed."""
    answer = provider.get(provider.load_server_metadata()["userinfo_endpoint"], token=token)
    answer.raise_for_status()
    if answer.headers.get("Content-Type", "").partition(";")[0].strip().lower() != SIGNED:
        raise ValueError("userinfo is not signed")
    keys = KeySet.import_key_set(provider.fetch_jwk_set())
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    told = jwt.decode(answer.text.strip(), keys, registry=registry).claims
    options = {
        "iss": {"essential": True, "value": provider.load_server_metadata()["issuer"]},
        "aud": {"essential": True, "value": provider.client_id},
    }
    jwt.JWTClaimsRegistry(leeway=60, **options).validate(told)  # type: ignore[arg-type]
    return told


def logout_url(id_token: str) -> str | None:
    """Where the provider's own session is closed; None when the provider has no such address, or does not answer."""
    try:
        left: dict[str, str] = _provider().create_logout_url(
            absolute_url("/connexion"), id_token_hint=id_token, state=_random()
        )
    except (OSError, RuntimeError, ValueError, ProviderError):
        return None
    return left["url"]
