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
    security_contact: str = ""  # `contact` when blank
    logs: str = ""  # json | text; blank: json, and text in the demonstration


@dataclass(frozen=True)
class Accounts:
    second_factor_required: bool = False
    mails_per_hour: int = 100  # that one person may cause


@dataclass(frozen=True)
class Proconnect:
    issuer: str = ""  # blank: no such sign-in
    client_id: str = ""
    client_secret: str = ""
    client_secret_file: str = ""
    label: str = "ProConnect"
    vouches_for_email: bool = False
    second_factor_counts: bool = False


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
    # Lead times, each named after its kind of reminder.
    checkpoint_coming_days: tuple[int, ...] = (7, 1)
    minutes_missing_days: tuple[int, ...] = (3, 10, 17)  # after the point
    checkpoint_unplanned_months: int = 1
    time_missing_working_day: int = 5
    objective_due_days: tuple[int, ...] = (14, 0)
    roadmap_stale_days: int = 45
    roadmap_stale_every_days: int = 30
    assignment_ending_days: tuple[int, ...] = (7,)
    assignment_evaluation_days: tuple[int, ...] = (7,)  # after its end
    introduction_follow_up_days: tuple[int, ...] = (0,)
    commitment_check_months: int = 3
    renewal_file_months: tuple[int, ...] = (3, 2, 1)
    renewal_file_days: tuple[int, ...] = (7,)
    aid_register_working_days: tuple[int, ...] = (5,)


@dataclass(frozen=True)
class Aid:
    """The law of de minimis aid: Regulations (EU) 2023/2831 (general) and 2023/2832 (SIEG)."""

    general_ceiling_euros: int = 300_000  # 2023/2831, art. 3(2)
    sieg_ceiling_euros: int = 750_000  # 2023/2832, art. 3(2)
    window_years: int = 3
    warning_percent: int = 80
    register_working_days: int = 20  # both, art. 6: the central register, since 1 January 2026
    kept_years: int = 10
    declaration_days: int = 180  # 2023/2831, art. 7(4): signed no longer before a grant; 0: none is asked


@dataclass(frozen=True)
class Funding:
    authority: str = "Accélérateur d’initiatives citoyennes"
    authority_siret: str = ""  # blank: no grant can be published
    former_names: tuple[str, ...] = ()  # that the same authority bore: what it granted then is still its own
    seed_euros: int = 80_000
    second_tranche_euros: int = 60_000


@dataclass(frozen=True)
class Demarche:
    """A démarche of Démarche numérique, read only."""

    url: str = "https://demarche.numerique.gouv.fr/api/v2/graphql"
    token: str = ""
    token_file: str = ""
    number: int = 0  # 0: nothing is ever asked
    minutes: int = 15  # between two passes


@dataclass(frozen=True)
class Grist:
    """A document of Grist: one is read from, and another one is written to."""

    url: str = "https://grist.numerique.gouv.fr"
    key: str = ""
    key_file: str = ""
    document: str = ""  # read from; blank: nothing is asked
    table: str = ""
    mirror: str = ""  # written to, every night; blank: nothing is sent


@dataclass(frozen=True)
class Directory:
    url: str = "https://recherche-entreprises.api.gouv.fr"  # blank: nothing is ever asked


@dataclass(frozen=True)
class Documents:
    folder: str = ""  # "documents" in the instance folder when blank


@dataclass(frozen=True)
class Retention:
    """How long what concerns people is kept; aid follows `[aid] kept_years`."""

    accounts_months: int = 24
    warning_days: tuple[int, ...] = (60, 15)
    mail_bodies_days: int = 90
    mail_rows_months: int = 24
    sessions_days: int = 30
    audit_months: int = 12


@dataclass(frozen=True)
class Legal:
    """What the law of 21 June 2004 (art. 6, III, 1) asks a public site to say; blank: still to be filled in."""

    publisher: str = ""
    publication_director: str = ""
    host: str = ""
    host_address: str = ""


@dataclass(frozen=True)
class Backup:
    key_file: str = ""  # read by the commands alone; blank: backups are not encrypted


@dataclass(frozen=True)
class Api:
    requests_per_minute: int = 300  # of one token, to each process of the web


@dataclass(frozen=True)
class Metrics:
    token: str = ""  # blank: no such page
    token_file: str = ""


@dataclass(frozen=True)
class Settings:
    app: App = field(default_factory=App)
    accounts: Accounts = field(default_factory=Accounts)
    proconnect: Proconnect = field(default_factory=Proconnect)
    database: Database = field(default_factory=Database)
    web: Web = field(default_factory=Web)
    smtp: Smtp = field(default_factory=Smtp)
    programme: Programme = field(default_factory=Programme)
    reminders: Reminders = field(default_factory=Reminders)
    aid: Aid = field(default_factory=Aid)
    funding: Funding = field(default_factory=Funding)
    demarche: Demarche = field(default_factory=Demarche)
    grist: Grist = field(default_factory=Grist)
    directory: Directory = field(default_factory=Directory)
    documents: Documents = field(default_factory=Documents)
    retention: Retention = field(default_factory=Retention)
    legal: Legal = field(default_factory=Legal)
    backup: Backup = field(default_factory=Backup)
    api: Api = field(default_factory=Api)
    metrics: Metrics = field(default_factory=Metrics)
    demo: bool = False


SECTIONS: dict[str, type] = {
    "app": App,
    "accounts": Accounts,
    "proconnect": Proconnect,
    "database": Database,
    "web": Web,
    "smtp": Smtp,
    "programme": Programme,
    "reminders": Reminders,
    "aid": Aid,
    "funding": Funding,
    "demarche": Demarche,
    "grist": Grist,
    "directory": Directory,
    "documents": Documents,
    "retention": Retention,
    "legal": Legal,
    "backup": Backup,
    "api": Api,
    "metrics": Metrics,
}
