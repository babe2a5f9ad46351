"""Between what each lead time and each duration of keeping may be set: whether it holds, and what to tell when not."""

import re
from dataclasses import asdict
from urllib.parse import urlsplit

from aic_tracker.settings import Reminders, Retention, Settings


def of_lead_times(reminders: Reminders) -> list[tuple[bool, str]]:
    working_day, every = reminders.time_missing_working_day, reminders.roadmap_stale_every_days
    expected = [
        (1 <= working_day <= 15, "[reminders] time_missing_working_day : de 1 à 15"),
        (1 <= every <= 365, "[reminders] roadmap_stale_every_days : de 1 à 365 jours"),
        (1 <= reminders.roadmap_stale_days <= 365, "[reminders] roadmap_stale_days : de 1 à 365 jours"),
    ]
    for name in ("checkpoint_unplanned_months", "commitment_check_months"):
        expected.append((1 <= getattr(reminders, name) <= 12, f"[reminders] {name} : de 1 à 12 mois"))
    for name, value in asdict(reminders).items():
        if isinstance(value, tuple):
            expected.append((all(0 <= n <= 365 for n in value), f"[reminders] {name} : des nombres de 0 à 365"))
    return expected


def of_retention(retention: Retention) -> list[tuple[bool, str]]:
    warnings = retention.warning_days
    return [
        (1 <= retention.accounts_months <= 120, "[retention] accounts_months : de 1 à 120 mois"),
        (
            len(warnings) == 2 and 365 >= warnings[0] > warnings[1] >= 1,
            "[retention] warning_days : deux nombres de jours, de 365 à 1, le plus grand d’abord",
        ),
        (1 <= retention.mail_bodies_days <= 3650, "[retention] mail_bodies_days : de 1 à 3650 jours"),
        # No reminder is due, nor kept as a row with its reason, for longer than the longest lead time allowed.
        (15 <= retention.mail_rows_months <= 120, "[retention] mail_rows_months : de 15 à 120 mois"),
        (1 <= retention.sessions_days <= 3650, "[retention] sessions_days : de 1 à 3650 jours"),
        (6 <= retention.audit_months <= 120, "[retention] audit_months : de 6 à 120 mois"),
    ]


def of_sources(settings: Settings) -> list[tuple[bool, str]]:
    demarche, grist, directory = settings.demarche, settings.grist, settings.directory
    named = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
    return [
        *(
            (_is_web(url), f"[{name}] url : une adresse http(s)://… est attendue")
            for name, url in (
                ("demarche", demarche.url),
                ("grist", grist.url),
                ("directory", directory.url or "http://a"),
            )
        ),
        (demarche.number >= 0, "[demarche] number : le numéro de la démarche, ou 0"),
        (1 <= demarche.minutes <= 1440, "[demarche] minutes : de 1 à 1440"),
        (not demarche.number or bool(demarche.token), "[demarche] token : indiquez le jeton de la démarche"),
        (not (grist.document or grist.mirror) or bool(grist.key), "[grist] key : indiquez la clé du compte"),
        (not grist.document or bool(named.fullmatch(grist.table)), "[grist] table : l’identifiant de la table à lire"),
        (not grist.mirror or grist.mirror != grist.document, "[grist] mirror : un autre document que celui qui est lu"),
    ]


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
