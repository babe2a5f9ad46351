"""No setting is announced and ignored: changing any of them changes what is done."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import pytest
from flask import Flask, request

from aic_tracker import clock, config, create_app
from aic_tracker.accounts import second_factor
from aic_tracker.accounts.models import Role, UserSession
from aic_tracker.aid import queries as aids
from aic_tracker.aid import register_lines
from aic_tracker.aid import rules as aid_rules
from aic_tracker.aid.models import Aid, AidSource, Regime
from aic_tracker.audit import operations as audit
from aic_tracker.audit.models import Event
from aic_tracker.db import db
from aic_tracker.laureates import operations as laureates
from aic_tracker.laureates.models import Laureate, Organisation
from aic_tracker.mail.models import MailStatus, OutgoingMail
from aic_tracker.privacy import queries as privacy
from aic_tracker.privacy import retention
from aic_tracker.reminders.kinds import KINDS
from aic_tracker.settings import SECTIONS
from aic_tracker.timesheet import queries as timesheet
from aic_tracker.timesheet import rules as time_rules
from tests import factories
from tests.support.mails import queue_one

PACKAGE = Path(config.__file__).parent
TODAY = date(2026, 3, 2)
EVENT, UNTIL = date(2026, 6, 15), date(2026, 12, 31)


class World:
    """A project with a referent, an objective, an aid of last week and one of eight years ago."""

    def __init__(self, signed_in: Any) -> None:
        self.laureate = factories.laureate("Vikidia")
        self.period = factories.first_period(self.laureate)
        referent = factories.referent(self.laureate)
        priority = factories.priority(factories.roadmap(self.laureate))
        factories.objective(priority, due_on=EVENT, owner_id=referent.id)
        self.coach = factories.coach()
        self.browser = signed_in(self.coach)
        self.past()
        self.aid(date(2026, 2, 23), 200_000_00)
        self.aid(date(2018, 3, 1), 10_000_00)

    def past(self) -> None:
        """Something of each sort that is kept for a time: two months old, or a year and a half for an account."""
        factories.admin(last_sign_in_at=clock.now())
        gone = factories.user(Role.REFERENT, last_sign_in_at=clock.now() - timedelta(days=540))
        gone.created_at = clock.now() - timedelta(days=900)
        old = clock.now() - timedelta(days=60)
        sent = db.session.get_one(OutgoingMail, queue_one())
        sent.status, sent.created_at, sent.sent_at = MailStatus.SENT, old, old
        over = clock.now() - timedelta(days=20)
        db.session.add(UserSession(user_id=gone.id, token_hash="x" * 64, created_at=old, seen_at=old, expires_at=over))
        with clock.at(old):
            audit.record(Event.SIGNED_IN, actor_id=gone.id, now=old)
        db.session.commit()

    def legal_notice(self) -> str:
        return self.browser.get("/mentions-legales").text

    def aid(self, on: date, cents: int) -> None:
        values: dict[str, Any] = {"regime": Regime.GENERAL, "source": AidSource.GRANT, "authority": "Programme"}
        author, at = factories.coach().id, clock.now()
        carrier = self.laureate.organisation_id
        factories.save(
            Aid(organisation_id=carrier, granted_on=on, amount_cents=cents, author_id=author, created_at=at, **values)
        )

    def term(self) -> date:
        fresh = db.session.get_one(Laureate, self.laureate.id)
        return laureates.open_period(fresh, date(2027, 1, 4), actor=None).term_on

    def months(self) -> Any:
        (line,) = timesheet.sheet(self.period, TODAY)
        return line.months[1].band

    def balance(self, regime: Regime) -> Any:
        ledger = aids.ledger_of(db.session.get_one(Organisation, self.laureate.organisation_id))
        return aid_rules.balance(ledger.movements, regime, TODAY, aids.terms())

    def window(self) -> Any:
        return aid_rules.leaves_on(date(2026, 2, 23), aids.terms().years)

    def grant_page(self) -> str:
        return self.browser.get("/laureats/vikidia/subventions/nouvelle").text

    def hours(self) -> Any:
        [occurrence] = KINDS["objective-due"].occurrences(EVENT, EVENT, TODAY)
        return [stage.due_at for stage in KINDS["objective-due"].stages(occurrence, UNTIL)]


def past_its_time(key: str) -> Any:
    [limit] = [limit for limit in retention.limits(clock.now()) if limit.key == key]
    return limit.count


def wished(kind: str) -> Callable[[World], Any]:
    """On which days a kind reminds of one event."""
    return lambda _world: KINDS[kind].wished_days(EVENT, UNTIL)


def _undeclared(world: World) -> Any:
    organisation = db.session.get_one(Organisation, world.laureate.organisation_id)
    return aids.undeclared(aids.ledger_of(organisation), TODAY)


def occurring(kind: str) -> Callable[[World], Any]:
    def read(_world: World) -> Any:
        found = KINDS[kind].occurrences(date(2026, 3, 1), date(2026, 8, 31), TODAY)
        return [one.event_on for one in found]

    return read


# By section and setting: another value, and what is done with it.
CHANGES: dict[tuple[str, str], tuple[Any, Callable[[World], Any]]] = {
    ("programme", "duration_months"): (18, World.term),
    ("programme", "referent_days_min"): (1, World.months),
    ("programme", "referent_days_max"): (8, World.months),
    ("programme", "month_closes_on"): (20, lambda _world: time_rules.closes_on(date(2026, 2, 1))),
    ("reminders", "hour"): (7, World.hours),
    ("reminders", "checkpoint_coming_days"): ((5,), wished("checkpoint-coming")),
    ("reminders", "minutes_missing_days"): ((2,), wished("minutes-missing")),
    ("reminders", "time_missing_working_day"): (8, occurring("time-missing")),
    ("reminders", "objective_due_days"): ((21,), wished("objective-due")),
    ("reminders", "roadmap_stale_days"): (60, wished("roadmap-stale")),
    ("reminders", "roadmap_stale_every_days"): (10, wished("roadmap-stale")),
    ("reminders", "assignment_ending_days"): ((3,), wished("assignment-ending")),
    ("reminders", "assignment_evaluation_days"): ((2,), wished("assignment-evaluation")),
    ("reminders", "introduction_follow_up_days"): ((1,), wished("introduction-follow-up")),
    ("reminders", "commitment_check_months"): (2, occurring("commitment-check")),
    ("reminders", "renewal_file_months"): ((4,), wished("renewal-file")),
    ("reminders", "renewal_file_days"): ((10,), wished("renewal-file")),
    ("reminders", "aid_register_working_days"): ((2,), wished("aid-register")),
    ("aid", "general_ceiling_euros"): (200_000, lambda world: world.balance(Regime.GENERAL).left_cents),
    ("aid", "sieg_ceiling_euros"): (500_000, lambda world: world.balance(Regime.SIEG).left_cents),
    ("aid", "window_years"): (2, World.window),
    ("aid", "warning_percent"): (50, lambda world: world.balance(Regime.GENERAL).is_near),
    ("aid", "register_working_days"): (5, lambda _world: [line.limit for line in register_lines.lines(TODAY)]),
    ("aid", "kept_years"): (5, lambda _world: len(retention.old_aid(TODAY))),
    ("aid", "declaration_days"): (90, _undeclared),
    ("funding", "authority"): ("Une autre autorité", World.grant_page),
    ("funding", "seed_euros"): (12_345, World.grant_page),
    ("funding", "second_tranche_euros"): (54_321, World.grant_page),
    ("retention", "accounts_months"): (30, lambda _world: [lapse.step.on for lapse in privacy.lapses(TODAY)]),
    ("retention", "warning_days"): ((90, 20), lambda _world: [lapse.step.on for lapse in privacy.lapses(TODAY)]),
    ("retention", "mail_bodies_days"): (10, lambda _world: past_its_time("mail_bodies")),
    ("retention", "mail_rows_months"): (1, lambda _world: past_its_time("mail_rows")),
    ("retention", "sessions_days"): (10, lambda _world: past_its_time("sessions")),
    ("retention", "audit_months"): (1, lambda _world: past_its_time("audit")),
    ("accounts", "second_factor_required"): (True, lambda world: second_factor.is_required(world.coach)),
    ("legal", "publisher"): ("L’éditrice", World.legal_notice),
    ("legal", "publication_director"): ("La directrice", World.legal_notice),
    ("legal", "host"): ("L’hébergeur", World.legal_notice),
    ("legal", "host_address"): ("1 rue des Serveurs", World.legal_notice),
}

# Those that act on a whole plan or on the process: the test that changes each one, by its name.
ELSEWHERE = {
    ("api", "requests_per_minute"): "api/test_problems.py",
    ("reminders", "checkpoint_unplanned_months"): "reminders/kinds/test_checkpoint_unplanned.py",
    ("reminders", "hold_above"): "reminders/test_plan.py",
    ("reminders", "tick_seconds"): "demo/test_make_run.py",
    ("accounts", "mails_per_hour"): "mail/test_rate.py",
    ("app", "secret"): "test_config.py",
    ("app", "secret_file"): "test_config.py",
    ("app", "base_url"): "test_config.py",
    ("app", "instance"): "test_config.py",
    ("app", "trusted_hosts"): "inputs/test_addresses.py",
    ("app", "proxies"): "test_settings.py",
    ("app", "contact"): "test_settings.py",
    ("app", "security_contact"): "site/test_security_txt.py",
    ("app", "logs"): "site/test_logs.py",
    ("proconnect", "issuer"): "accounts/test_proconnect.py",
    ("proconnect", "client_id"): "accounts/test_proconnect.py",
    ("proconnect", "client_secret"): "accounts/test_proconnect.py",
    ("proconnect", "client_secret_file"): "test_settings.py",
    ("proconnect", "label"): "test_settings.py",
    ("proconnect", "second_factor_counts"): "accounts/test_proconnect_levels.py",
    ("proconnect", "vouches_for_email"): "accounts/test_proconnect.py",
    ("database", "url"): "test_config.py",
    ("web", "port"): "test_config.py",
    ("smtp", "host"): "support/mails.py",
    ("smtp", "port"): "support/mails.py",
    ("smtp", "security"): "mail/test_smtp.py",
    ("smtp", "username"): "mail/test_smtp.py",
    ("smtp", "password"): "mail/test_smtp.py",
    ("smtp", "password_file"): "test_config.py",
    ("smtp", "sender"): "mail/test_smtp.py",
    ("smtp", "timeout"): "mail/test_smtp.py",
    ("smtp", "ca_file"): "mail/test_smtp.py",
    ("directory", "url"): "laureates/test_fill_from_directory.py",
    ("documents", "folder"): "backup/place.py",
    ("demarche", "url"): "sources/conftest.py",
    ("demarche", "token"): "sources/test_demarche.py",
    ("demarche", "token_file"): "test_settings.py",
    ("demarche", "number"): "sources/conftest.py",
    ("demarche", "minutes"): "sources/test_demarche.py",
    ("grist", "url"): "sources/test_grist.py",
    ("grist", "key"): "sources/test_grist.py",
    ("grist", "key_file"): "test_settings.py",
    ("grist", "document"): "sources/test_grist.py",
    ("grist", "table"): "sources/test_grist.py",
    ("grist", "mirror"): "sources/test_grist.py",
    ("funding", "authority_siret"): "opendata/test_subventions.py",
    ("funding", "former_names"): "opendata/test_scdl.py",
    ("backup", "key_file"): "backup/place.py",
    ("metrics", "token"): "site/test_metrics.py",
    ("metrics", "token_file"): "site/test_metrics.py",
}


@pytest.fixture
def put_back(settings: config.Settings) -> Iterator[None]:
    yield
    config.use(settings)


@pytest.mark.parametrize("setting", CHANGES, ids=".".join)
def test_changing_it_changes_what_is_done(app: Flask, signed_in: Any, put_back: None, setting: tuple[str, str]) -> None:
    section, name = setting
    value, read = CHANGES[setting]
    world = World(signed_in)
    before = read(world)
    db.session.rollback()
    whole = config.current()
    config.use(replace(whole, **{section: replace(getattr(whole, section), **{name: value})}))
    assert read(world) != before
    db.session.rollback()


@pytest.mark.parametrize("setting", ELSEWHERE, ids=".".join)
def test_the_test_named_changes_it(setting: tuple[str, str]) -> None:
    source = (Path(__file__).parent / ELSEWHERE[setting]).read_text(encoding="utf-8")
    assert setting[1] in source.lower()


def test_no_setting_is_forgotten() -> None:
    every = {(section, one.name) for section, of_it in SECTIONS.items() for one in fields(of_it)}
    assert every == {*CHANGES, *ELSEWHERE}


def _reads() -> set[str]:
    """The names of attributes that the package reads, where settings are neither declared nor checked."""
    files = [path for path in PACKAGE.rglob("*.py") if path.name not in ("settings.py", "config.py")]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (*files, *PACKAGE.parent.glob("*.py"))]
    names = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    written = " ".join(path.read_text(encoding="utf-8") for path in (PACKAGE.parent / "templates").rglob("*.html"))
    return names | set(re.findall(r"\.([a-z_]+)", written))


def test_every_setting_is_read_by_somebody() -> None:
    """Those in a file are put in the place of what the file holds, as the settings are read."""
    reads = _reads()
    settings = {*CHANGES, *ELSEWHERE}
    unread = {one for one in settings if not one[1].endswith("_file") and one[1] not in reads}
    assert unread == set()


@pytest.fixture
def remade(settings: config.Settings, app: Flask, put_back: None) -> Iterator[Callable[..., Flask]]:
    """`remade("app", contact=…)`: the application as these settings make it."""
    made: list[Flask] = []

    def make(section: str, **values: Any) -> Flask:
        made.append(create_app(replace(settings, **{section: replace(getattr(settings, section), **values)})))
        return made[-1]

    yield make
    for application in made:
        with application.app_context():
            db.engine.dispose()


def test_the_contact_is_shown_to_everybody(remade: Callable[..., Flask]) -> None:
    browser = remade("app", contact="bonjour@exemple.fr").test_client()
    assert "bonjour@exemple.fr" in browser.get("/mentions-legales").text


def test_as_many_proxies_as_said_are_believed(remade: Callable[..., Flask]) -> None:
    def seen(proxies: int) -> str:
        found: list[str] = []
        application = remade("app", proxies=proxies)
        application.before_request(lambda: found.append(request.remote_addr or ""))
        application.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.7"})
        return found[0]

    assert (seen(0), seen(1)) == ("127.0.0.1", "203.0.113.7")


def test_the_provider_is_called_by_its_label(remade: Callable[..., Flask]) -> None:
    provider = {"issuer": "https://fi.exemple.fr", "client_id": "suivi", "client_secret": "secret" * 6}
    page = remade("proconnect", label="Mon identité", **provider).test_client().get("/connexion").text
    assert "Mon identité" in page


SECRETS = [("proconnect", "client_secret"), ("demarche", "token"), ("grist", "key")]


@pytest.mark.parametrize(("section", "name"), SECRETS, ids=".".join)
def test_a_secret_of_elsewhere_is_read_from_its_file(tmp_path: Path, section: str, name: str) -> None:
    """`client_secret_file`, `token_file`, `key_file`."""
    (tmp_path / "secret").write_text("gardé-dans-un-fichier\n", encoding="utf-8")
    environment = {
        "AIC_APP_SECRET": token_urlsafe(48),
        "AIC_APP_INSTANCE": str(tmp_path),
        "AIC_SMTP_HOST": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite",
        f"AIC_{section.upper()}_{name.upper()}_FILE": str(tmp_path / "secret"),
    }
    if section == "proconnect":
        environment |= {"AIC_PROCONNECT_ISSUER": "https://fi.exemple.fr", "AIC_PROCONNECT_CLIENT_ID": "suivi"}
    assert getattr(getattr(config.load(environment), section), name) == "gardé-dans-un-fichier"
