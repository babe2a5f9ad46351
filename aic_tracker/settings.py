"""Every setting, its type and its default; `config` reads them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class App:
    secret: str = ""
    secret_file: str = ""
    base_url: str = ""  # computed from the port when blank
    instance: str = "instance"
    trusted_hosts: tuple[str, ...] = ()
    proxies: int = 0
    contact: str = "contact@example.org"


@dataclass(frozen=True)
class Database:
    url: str = ""


@dataclass(frozen=True)
class Web:
    port: int = 8000


@dataclass(frozen=True)
class Smtp:
    host: str = ""
    port: int = 587
    security: str = "starttls"  # none | starttls | tls
    username: str = ""
    password: str = ""
    password_file: str = ""
    sender: str = "Suivi AIC <suivi@example.org>"
    timeout: int = 30
    ca_file: str = ""


@dataclass(frozen=True)
class Programme:
    duration_months: int = 12
    referent_days_min: int = 2
    referent_days_max: int = 4
    month_closes_on: int = 10


@dataclass(frozen=True)
class Reminders:
    hour: int = 8
    tick_seconds: int = 60
    hold_above: int = 200


@dataclass(frozen=True)
class Aid:
    """The law of de minimis aid: Regulations (EU) 2023/2831 (general) and 2023/2832 (SIEG)."""

    general_ceiling_euros: int = 300_000  # 2023/2831, art. 3(2)
    sieg_ceiling_euros: int = 750_000  # 2023/2832, art. 3(2)
    window_years: int = 3
    warning_percent: int = 80
    register_working_days: int = 20  # both, art. 6: the central register, since 1 January 2026
    kept_years: int = 10


@dataclass(frozen=True)
class Funding:
    authority: str = "Accélérateur d’initiatives citoyennes"
    seed_euros: int = 80_000
    second_tranche_euros: int = 60_000


@dataclass(frozen=True)
class Settings:
    app: App = field(default_factory=App)
    database: Database = field(default_factory=Database)
    web: Web = field(default_factory=Web)
    smtp: Smtp = field(default_factory=Smtp)
    programme: Programme = field(default_factory=Programme)
    reminders: Reminders = field(default_factory=Reminders)
    aid: Aid = field(default_factory=Aid)
    funding: Funding = field(default_factory=Funding)
    demo: bool = False


SECTIONS: dict[str, type] = {
    "app": App,
    "database": Database,
    "web": Web,
    "smtp": Smtp,
    "programme": Programme,
    "reminders": Reminders,
    "aid": Aid,
    "funding": Funding,
}
