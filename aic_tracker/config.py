"""Settings: read from TOML, the environment over it, all faults named at once.

One rule for the environment: `[smtp] host` is `AIC_SMTP_HOST`; `DATABASE_URL` and `PORT` (without `AIC_WEB_PORT`) are
read as they are; `AIC_DEMO=1` is the demonstration mode. A secret may stand in a file: `secret_file`, `password_file`.
"""

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aic_tracker import bounds
from aic_tracker.heads import is_sender
from aic_tracker.settings import SECTIONS, Database, Settings, Smtp

__all__ = ["SECTIONS", "ConfigError", "Database", "Settings", "Smtp", "current", "load", "use"]

MIN_SECRET_LENGTH = 32
MIN_TOKEN_LENGTH = 16
WEB = ("http", "https")
DATABASES = ("sqlite:///", "postgresql+psycopg://")


class ConfigError(Exception):
    """All that is wrong with the configuration, one fault a line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


SMTP_SECURITY = ("none", "starttls", "tls")


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises ConfigError with every fault found."""
    faults: list[str] = []
    raw = _read_file(environ.get("AIC_CONFIG", ""), faults)
    _overlay_environment(raw, environ, faults)
    sections = {name: _section(name, cls, raw.get(name, {}), faults) for name, cls in SECTIONS.items()}
    demo = _flag(environ.get("AIC_DEMO", ""), faults)
    settings = _complete(Settings(**sections, demo=demo), faults)
    faults += _check(settings)
    if faults:
        raise ConfigError(faults)
    return settings


def _read_file(path: str, faults: list[str]) -> dict[str, Any]:
    if not path:
        return {}
    try:
        raw = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        faults.append(f"AIC_CONFIG : lecture de {path} impossible ({error.strerror}).")
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path} : TOML invalide ({error}).")
        return {}
    for name in [n for n in raw if n not in SECTIONS]:
        faults.append(f"[{name}] : section inconnue{_suggest(name, SECTIONS)}.")
        del raw[name]
    for name in [n for n, section in raw.items() if not isinstance(section, dict)]:
        faults.append(f"{name} : une section [{name}] est attendue.")
        del raw[name]
    return raw


def _suggest(name: str, known: Any) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f" ; vouliez-vous dire « {near[0]} » ?" if near else ""


def _overlay_environment(raw: dict[str, Any], environ: Mapping[str, str], faults: list[str]) -> None:
    names = {f"AIC_{s.upper()}_{f.name.upper()}": (s, f.name) for s, cls in SECTIONS.items() for f in fields(cls)}
    # Hosts that read a Procfile give each process a PORT of its own: our name, when given, says which one is the web's.
    port = "AIC_WEB_PORT" if "AIC_WEB_PORT" in environ else "PORT"
    names |= {"DATABASE_URL": ("database", "url"), port: ("web", "port")}
    for variable, value in environ.items():
        if variable in names:
            section, key = names[variable]
            raw.setdefault(section, {})[key] = value
        elif variable.startswith("AIC_") and variable not in ("AIC_CONFIG", "AIC_DEMO"):
            faults.append(f"{variable} : variable inconnue{_suggest(variable, names)}.")


def _section(name: str, cls: type, values: dict[str, Any], faults: list[str]) -> Any:
    known = {f.name: f for f in fields(cls)}
    kept = {}
    for key, value in values.items():
        if key not in known:
            faults.append(f"[{name}] {key} : réglage inconnu{_suggest(key, known)}.")
            continue
        try:
            kept[key] = _coerce(value, known[key].default)
        except ValueError as error:
            faults.append(f"[{name}] {key} : {error}.")
    return cls(**kept)


def _coerce(value: Any, default: Any) -> Any:
    if isinstance(default, tuple) and default:
        numbers = value.split(",") if isinstance(value, str) else value
        if not isinstance(numbers, list) or not numbers:
            raise ValueError("une liste de nombres entiers est attendue")
        return tuple(_coerce(number.strip() if isinstance(number, str) else number, 0) for number in numbers)
    if isinstance(default, tuple):
        items = value.split(",") if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise ValueError("une liste de textes est attendue")
        return tuple(item.strip() for item in items if item.strip())
    if isinstance(default, bool):
        if str(value).lower() not in ("0", "1", "false", "true"):
            raise ValueError(f"true ou false est attendu, pas « {value} »")
        return str(value).lower() in ("1", "true")
    if isinstance(default, int):
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,9}", str(value)):
            raise ValueError(f"un nombre entier est attendu, pas « {value} »")
        return int(value)
    if not isinstance(value, str):
        raise ValueError("un texte est attendu")
    return value.strip()


def _flag(value: str, faults: list[str]) -> bool:
    if value not in ("", "0", "1"):
        faults.append(f"AIC_DEMO : 0 ou 1 est attendu, pas « {value} ».")
    return value == "1"


def _complete(settings: Settings, faults: list[str]) -> Settings:
    """Fill what is derived: secrets read from files, the default database, the address of the site."""
    app, database, smtp = settings.app, settings.database, settings.smtp
    documents = settings.documents.folder
    instance = Path(app.instance).absolute()
    secret = _secret(app.secret, app.secret_file, "[app] secret_file", faults)
    if not secret and settings.demo:
        secret = _demo_secret(instance, faults)
    password = _secret(smtp.password, smtp.password_file, "[smtp] password_file", faults)
    proconnect = settings.proconnect
    client_secret = _secret(
        proconnect.client_secret, proconnect.client_secret_file, "[proconnect] client_secret_file", faults
    )
    demarche, grist = settings.demarche, settings.grist
    token = _secret(demarche.token, demarche.token_file, "[demarche] token_file", faults)
    key = _secret(grist.key, grist.key_file, "[grist] key_file", faults)
    metrics = _secret(settings.metrics.token, settings.metrics.token_file, "[metrics] token_file", faults)
    url = database.url or f"sqlite:///{instance / 'aic_tracker.sqlite'}"
    # Some hosts still give the scheme that SQLAlchemy no longer knows; psycopg 3 is the only driver installed.
    url = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", url)
    logs = app.logs or ("text" if settings.demo else "json")
    base_url = (app.base_url or f"http://127.0.0.1:{settings.web.port}").rstrip("/")
    return replace(
        settings,
        app=replace(app, secret=secret, base_url=base_url, instance=str(instance), logs=logs),
        database=Database(url=url),
        proconnect=replace(proconnect, issuer=proconnect.issuer.rstrip("/"), client_secret=client_secret),
        smtp=replace(smtp, password=password),
        demarche=replace(demarche, token=token),
        grist=replace(grist, url=grist.url.rstrip("/"), key=key),
        metrics=replace(settings.metrics, token=metrics),
        documents=replace(settings.documents, folder=str(Path(documents or instance / "documents").absolute())),
    )


def _secret(value: str, path: str, name: str, faults: list[str]) -> str:
    if not path:
        return value
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        faults.append(f"{name} : lecture de {path} impossible.")
        return value


def _demo_secret(instance: Path, faults: list[str]) -> str:
    path = instance / "secret"
    try:
        instance.mkdir(parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="utf-8").strip()
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(value := secrets.token_urlsafe(48))
        return value
    except OSError as error:
        faults.append(f"{path} : le secret de démonstration ne peut pas être écrit ({error.strerror}).")
        return ""


def _check(settings: Settings) -> list[str]:
    """What is wrong with the values themselves; each line says what is expected."""
    app, smtp, programme, reminders = settings.app, settings.smtp, settings.programme, settings.reminders
    url, reach = app.base_url, app.security_contact
    is_web = url.isascii() and urlsplit(url).scheme in WEB and bool(urlsplit(url).hostname)
    days = (0, programme.referent_days_min, programme.referent_days_max, 31)
    expected = [
        (_is_strong(app.secret), "[app] secret : indiquez un secret d’au moins 32 caractères, tiré au hasard"),
        (is_web, "[app] base_url : une adresse http(s)://… est attendue, sans accent (xn--…)"),
        (app.logs in ("json", "text"), "[app] logs : json ou text est attendu"),
        (not reach or "@" in reach or reach.startswith("https://"), "[app] security_contact : adresse attendue"),
        (0 <= app.proxies <= 5, "[app] proxies : un nombre de 0 à 5 est attendu"),
        (settings.accounts.mails_per_hour >= 1, "[accounts] mails_per_hour : au moins 1"),
        (settings.api.requests_per_minute >= 1, "[api] requests_per_minute : au moins 1"),
        (1 <= settings.web.port <= 65535, "PORT : un port de 1 à 65535 est attendu"),
        (
            _is_safe(settings.proconnect.issuer),
            "[proconnect] issuer : une adresse https://… est attendue (http:// pour cette machine seulement)",
        ),
        (
            not settings.proconnect.issuer or bool(settings.proconnect.client_id and settings.proconnect.client_secret),
            "[proconnect] client_id, client_secret : indiquez ceux que le fournisseur a donnés",
        ),
        (settings.database.url.startswith(DATABASES), "DATABASE_URL : sqlite:///… ou postgresql://… est attendu"),
        (bool(smtp.host) or settings.demo, "[smtp] host : indiquez le serveur d’envoi (facultatif en démonstration)"),
        (1 <= smtp.port <= 65535, "[smtp] port : un port de 1 à 65535 est attendu"),
        (smtp.security in SMTP_SECURITY, f"[smtp] security : l’un de {', '.join(SMTP_SECURITY)} est attendu"),
        (is_sender(smtp.sender), "[smtp] sender : un nom et une adresse sont attendus, Suivi AIC <suivi@example.org>"),
        (1 <= smtp.timeout <= 300, "[smtp] timeout : de 1 à 300 secondes"),
        (1 <= programme.duration_months <= 60, "[programme] duration_months : de 1 à 60 mois"),
        (sorted(days) == list(days), "[programme] referent_days_min, referent_days_max : de 0 à 31, dans cet ordre"),
        (1 <= programme.month_closes_on <= 28, "[programme] month_closes_on : un jour de 1 à 28"),
        (0 <= reminders.hour <= 23, "[reminders] hour : une heure de 0 à 23"),
        (1 <= reminders.tick_seconds <= 3600, "[reminders] tick_seconds : de 1 à 3600 secondes"),
        (reminders.hold_above >= 1, "[reminders] hold_above : au moins 1"),
        *bounds.of_lead_times(reminders),
        (
            not settings.metrics.token or len(settings.metrics.token) >= MIN_TOKEN_LENGTH,
            "[metrics] token : au moins 16 caractères, tirés au hasard",
        ),
        (
            min(settings.aid.general_ceiling_euros, settings.aid.sieg_ceiling_euros) >= 1,
            "[aid] general_ceiling_euros, sieg_ceiling_euros : au moins 1 €",
        ),
        (1 <= settings.aid.window_years <= 10, "[aid] window_years : de 1 à 10 ans"),
        (1 <= settings.aid.warning_percent <= 100, "[aid] warning_percent : de 1 à 100 %"),
        (1 <= settings.aid.register_working_days <= 250, "[aid] register_working_days : de 1 à 250 jours ouvrés"),
        (10 <= settings.aid.kept_years <= 100, "[aid] kept_years : de 10 à 100 ans"),
        (0 <= settings.aid.declaration_days <= 1096, "[aid] declaration_days : de 0 (aucune) à 1096 jours"),
        (
            re.fullmatch("([0-9]{14})?", settings.funding.authority_siret) is not None,
            "[funding] authority_siret : les quatorze chiffres d’un SIRET, sans espace, sont attendus",
        ),
        (
            min(settings.funding.seed_euros, settings.funding.second_tranche_euros) >= 1,
            "[funding] seed_euros, second_tranche_euros : au moins 1 €",
        ),
        *bounds.of_sources(settings),
        *bounds.of_retention(settings.retention),
    ]
    return [f"{message}." for right, message in expected if not right]


def _is_safe(issuer: str) -> bool:
    url = urlsplit(issuer)
    local = url.scheme == "http" and url.hostname in ("127.0.0.1", "localhost")
    return not issuer or local or (url.scheme == "https" and bool(url.hostname))


def _is_strong(secret: str) -> bool:
    return len(secret) >= MIN_SECRET_LENGTH and len(set(secret)) > 8


_current: Settings | None = None


def use(settings: Settings) -> None:
    """Make these the settings of the process (once, in `create_app`)."""
    global _current
    _current = settings


def current() -> Settings:
    """The settings of the process, for the layers that know nothing of the web."""
    if _current is None:
        raise RuntimeError("create_app() has not been called")
    return _current
