"""Settings: where they come from, and how faults are told."""

import re
import stat
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from aic_tracker import config

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
SECRET = "a secret that only tests know, and long enough"
SOUND = {"AIC_APP_SECRET": SECRET, "AIC_SMTP_HOST": "smtp.example.org"}


def load(tmp_path: Path, text: str = "", **environ: str) -> config.Settings:
    path = tmp_path / "settings.toml"
    path.write_text(text, encoding="utf-8")
    return config.load({"AIC_CONFIG": str(path), "AIC_APP_INSTANCE": str(tmp_path / "instance"), **environ})


def faults(tmp_path: Path, text: str = "", **environ: str) -> list[str]:
    with pytest.raises(config.ConfigError) as refusal:
        load(tmp_path, text, **environ)
    return refusal.value.faults


def test_the_example_documents_each_setting_with_its_default_and_no_other() -> None:
    shown = tomllib.loads(re.sub(r"(?m)^# (?=[a-z_]+ = )", "", EXAMPLE))
    expected = {
        name: {f.name: list(f.default) if isinstance(f.default, tuple) else f.default for f in fields(section)}
        for name, section in config.SECTIONS.items()
    }
    assert shown == expected


def test_the_example_says_why_one_would_change_each_setting() -> None:
    lines = EXAMPLE.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"# [a-z_]+ = ", line):
            assert lines[number - 1].startswith("# "), f"{line}: say above what it does"


def test_the_example_as_it_is_asks_only_for_what_has_no_default(tmp_path: Path) -> None:
    assert [fault.split(" :")[0] for fault in faults(tmp_path, EXAMPLE)] == ["[app] secret", "[smtp] host"]


def test_without_anything_the_defaults_hold(tmp_path: Path) -> None:
    settings = load(tmp_path, **SOUND)
    assert settings.web.port == 8000
    assert settings.app.base_url == "http://127.0.0.1:8000"
    assert settings.database.url == f"sqlite:///{tmp_path / 'instance' / 'aic_tracker.sqlite'}"
    assert not settings.demo


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = """
    [smtp]
    prot = 25
    timeout = "long"
    security = "ssl"
    [programm]
    duration_months = 12
    [reminders]
    hour = 24
    [programme]
    referent_days_min = 5
    """
    found = faults(tmp_path, text, AIC_SMTP_HOTS="x", PORT="70000", AIC_DEMO="oui", AIC_APP_PROXIES="-1")
    said = "\n".join(found)
    for words in (
        "[smtp] prot : réglage inconnu ; vouliez-vous dire « port » ?",
        "[smtp] timeout : un nombre entier est attendu, pas « long »",
        "[smtp] security : l’un de none, starttls, tls",
        "[programm] : section inconnue ; vouliez-vous dire « programme » ?",
        "AIC_SMTP_HOTS : variable inconnue ; vouliez-vous dire « AIC_SMTP_HOST » ?",
        "[reminders] hour",
        "referent_days_min, referent_days_max",
        "PORT",
        "AIC_DEMO : 0 ou 1 est attendu, pas « oui »",
        "[app] proxies",
        "[app] secret",
        "[smtp] host",
    ):
        assert words in said
    assert len(found) == 12


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80 80", "١٢", "1_000", "8000.5", "", "9" * 20])
def test_a_wrong_port_is_refused(tmp_path: Path, port: str) -> None:
    assert any("port" in fault.lower() for fault in faults(tmp_path, **SOUND, PORT=port))


def test_an_accented_address_of_the_site_is_asked_for_as_programs_write_it(tmp_path: Path) -> None:
    assert any(
        "xn--" in fault for fault in faults(tmp_path, **SOUND | {"AIC_APP_BASE_URL": "https://élan.example.org"})
    )


def test_a_number_is_not_a_truth_value(tmp_path: Path) -> None:
    assert faults(tmp_path, "[web]\nport = true", **SOUND)


def test_the_environment_wins_by_one_rule(tmp_path: Path) -> None:
    text = '[smtp]\nhost = "file.example.org"\nport = 25\n[web]\nport = 1\n[database]\nurl = "sqlite:///file"'
    settings = load(
        tmp_path,
        text,
        AIC_APP_SECRET=SECRET,
        AIC_SMTP_HOST="env.example.org",
        PORT="9000",
        DATABASE_URL="sqlite:///env",
        AIC_APP_TRUSTED_HOSTS="a.example.org, b.example.org",
    )
    assert (settings.smtp.host, settings.smtp.port) == ("env.example.org", 25)
    assert settings.web.port == 9000
    assert settings.database.url == "sqlite:///env"
    assert settings.app.trusted_hosts == ("a.example.org", "b.example.org")
    assert settings.app.base_url == "http://127.0.0.1:9000"


def test_each_process_may_have_its_own_port_and_know_the_one_of_the_site(tmp_path: Path) -> None:
    settings = load(tmp_path, **SOUND, PORT="8101", AIC_WEB_PORT="8001")
    assert settings.app.base_url == "http://127.0.0.1:8001"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_schemes_that_hosts_give_for_postgresql_are_understood(tmp_path: Path, scheme: str) -> None:
    settings = load(tmp_path, **SOUND, DATABASE_URL=f"{scheme}://u:p@h/b")
    assert settings.database.url == "postgresql+psycopg://u:p@h/b"


def test_another_kind_of_database_is_refused(tmp_path: Path) -> None:
    assert "DATABASE_URL" in faults(tmp_path, **SOUND, DATABASE_URL="mysql://h/b")[0]


def test_secrets_are_read_from_their_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    (tmp_path / "password").write_text("s3cret\n")
    settings = load(
        tmp_path,
        AIC_APP_SECRET="shorter",
        AIC_APP_SECRET_FILE=str(tmp_path / "secret"),
        AIC_SMTP_HOST="h",
        AIC_SMTP_PASSWORD_FILE=str(tmp_path / "password"),
    )
    assert (settings.app.secret, settings.smtp.password) == (SECRET, "s3cret")


def test_a_secret_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, **SOUND, AIC_SMTP_PASSWORD_FILE=str(tmp_path / "nowhere"))
    assert found == [f"[smtp] password_file : lecture de {tmp_path / 'nowhere'} impossible."]


@pytest.mark.parametrize("secret", ["", "changeme", "dev", "short", "x" * 60, "secret" * 10])
def test_no_secret_or_a_guessable_one_refuses_to_start(tmp_path: Path, secret: str) -> None:
    found = faults(tmp_path, **{**SOUND, "AIC_APP_SECRET": secret})
    assert len(found) == 1
    assert found[0].startswith("[app] secret : ")
    assert not secret or f"« {secret} »" not in found[0]


def test_the_demonstration_makes_its_secret_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    first = load(tmp_path, AIC_DEMO="1")
    assert first.demo
    path = tmp_path / "instance" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first.app.secret) >= 48
    assert load(tmp_path, AIC_DEMO="1").app.secret == first.app.secret


def test_the_demonstration_still_refuses_a_weak_secret_given_to_it(tmp_path: Path) -> None:
    assert faults(tmp_path, AIC_DEMO="1", AIC_APP_SECRET="changeme")


@pytest.mark.parametrize("content", [b"[app", b"\xff\xfe", b"app = 1"])
def test_a_file_that_is_not_toml_is_one_more_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    with pytest.raises(config.ConfigError) as refusal:
        config.load({"AIC_CONFIG": str(path), **SOUND, "AIC_APP_INSTANCE": str(tmp_path)})
    assert len(refusal.value.faults) == 1


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(config.ConfigError, match="impossible"):
        config.load({"AIC_CONFIG": str(tmp_path / "nowhere.toml"), **SOUND})


@pytest.mark.parametrize("value", ["", "   "])
def test_a_blank_secret_in_the_environment_is_no_secret(tmp_path: Path, value: str) -> None:
    assert faults(tmp_path, **{**SOUND, "AIC_APP_SECRET": value})


def test_a_switch_is_true_or_false(tmp_path: Path) -> None:
    assert load(tmp_path, "[accounts]\nsecond_factor_required = true", **SOUND).accounts.second_factor_required
    assert load(tmp_path, **SOUND, AIC_ACCOUNTS_SECOND_FACTOR_REQUIRED="1").accounts.second_factor_required
    found = faults(tmp_path, "[accounts]\nsecond_factor_required = 'yes'", **SOUND)
    assert found == ["[accounts] second_factor_required : true ou false est attendu, pas « yes »."]


@pytest.mark.parametrize(
    ("issuer", "secret", "fault"),
    [
        ("http://provider.example", "s3cret", "[proconnect] issuer"),
        ("provider.example", "s3cret", "[proconnect] issuer"),
        ("https://provider.example", "", "[proconnect] client_id, client_secret"),
    ],
)
def test_a_provider_needs_a_safe_address_and_a_secret(tmp_path: Path, issuer: str, secret: str, fault: str) -> None:
    text = f"[proconnect]\nissuer = '{issuer}'\nclient_id = 'aic'\nclient_secret = '{secret}'"
    found = faults(tmp_path, text, **SOUND)
    assert [line.split(" :")[0] for line in found] == [fault]
