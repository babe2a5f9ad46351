"""Follows the projects supported by the Accélérateur d'initiatives citoyennes, from diagnostic to renewal."""

from functools import cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, request
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.exc import ArgumentError
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, UnicodeConverter, ValidationError

from aic_tracker import commands, config, db, models
from aic_tracker.access.guards import can
from aic_tracker.accounts import identity, proconnect
from aic_tracker.accounts.rules import SESSION_IS_KNOWN_FOR
from aic_tracker.audit import requests
from aic_tracker.drafts import elsewhere, typed
from aic_tracker.search import index
from aic_tracker.site import assets, idempotency, logs, metrics, navigation, replays, untold
from aic_tracker.site.blueprints import BLUEPRINTS, DEMO_BLUEPRINTS
from aic_tracker.site.help import views as help_views
from aic_tracker.web import compression, errors, exports, filters, security
from aic_tracker.web.addresses import Site
from aic_tracker.webhooks import noting

ROOT = Path(__file__).resolve().parents[1]
MIGRATIONS = ROOT / "migrations"

__all__ = ["create_app", "models"]


def create_app(settings: config.Settings) -> Flask:
    """The web application; the scheduler and the commands use it too, for its database."""
    config.use(settings)
    app = Site(
        __name__,
        root_path=str(ROOT),
        instance_path=settings.app.instance,
        static_folder=None,
        template_folder="templates",
    )
    _configure(app, settings)
    _prepare_storage(app)
    # Alembic is imported with the first command that runs migrations.
    app.extensions["migrate"] = LocalProxy(cache(partial(_migrate, app)))
    logs.init_app(app)
    requests.init_app(app)
    _sign_in(app)
    compression.init_app(app)
    for part in (
        security,
        typed,
        elsewhere,
        idempotency,
        replays,
        untold,
        assets,
        filters,
        exports,
        navigation,
        help_views,
        errors,
        commands,
    ):
        part.init_app(app)
    for blueprint in BLUEPRINTS + (DEMO_BLUEPRINTS if settings.demo else ()):
        app.register_blueprint(blueprint)
    app.before_request(_begin_reading)
    metrics.init_app(app)
    index.follow_writes()
    noting.follow_writes()
    app.teardown_request(_end_reading)
    return app


def _migrate(app: Flask) -> Any:
    migrate = import_module("flask_migrate").Migrate(directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    migrate.init_app(app, db.db)
    return app.extensions["migrate"]


def _prepare_storage(app: Flask) -> None:
    try:
        Path(app.instance_path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = f"[app] instance : le dossier {app.instance_path} ne peut pas être créé ({error.strerror})."
        raise config.ConfigError([fault]) from error
    try:
        db.db.init_app(app)
    except (ArgumentError, ValueError) as error:
        raise config.ConfigError(["DATABASE_URL : adresse illisible (hôte, port ou nom de base)."]) from error


def _configure(app: Flask, settings: config.Settings) -> None:
    https = settings.app.base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings.app.secret,
        SQLALCHEMY_DATABASE_URI=settings.database.url,
        SESSION_COOKIE_NAME="__Host-session" if https else "session",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=SESSION_IS_KNOWN_FOR,
        TRUSTED_HOSTS=list(settings.app.trusted_hosts) or None,
        WTF_CSRF_TIME_LIMIT=4 * 3600,
        # Forms check the token themselves, and give back what was typed; `security` refuses any commit without it.
        WTF_CSRF_CHECK_DEFAULT=False,
        DEMO=settings.demo,
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        can=can, demo_mode=settings.demo, service_name="Suivi AIC", contact=settings.app.contact
    )
    app.url_map.converters["int"] = RowId
    app.url_map.converters["default"] = Name
    if settings.app.proxies:
        hops = settings.app.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


class RowId(IntegerConverter):
    """A positive integer that fits the databases' columns; anything longer names nothing that exists."""

    regex = r"[0-9]{1,9}"


class Name(UnicodeConverter):
    """A part of an address that the databases can look for: PostgreSQL takes no NUL."""

    def to_python(self, value: str) -> str:
        if "\0" in value:
            raise ValidationError
        return value


def _sign_in(app: Flask) -> None:
    CSRFProtect(app)
    identity.init_app(app)
    proconnect.init_app(app, config.current().proconnect)


def _begin_reading() -> None:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        db.begin_reading()


def _end_reading(_error: BaseException | None) -> None:
    db.end_reading()
