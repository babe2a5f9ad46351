"""Ask the outside judges: bandit about the code, wapiti about the running demonstration, signed in as a referent.

Started by `make security`. Every finding is fixed, or explained in docs/decisions/0009-judges.md and listed here;
another one is a failure. Wapiti speaks to 127.0.0.1 alone, for ten minutes at most.
"""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask_migrate import upgrade

from aic_tracker import clock, config, create_app
from aic_tracker.accounts.models import Role, User
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.laureates.models import Membership
from tests.support.client import Client

ROOT = Path(__file__).resolve().parents[1]
JUDGES = ROOT / ".venv" / "security" / "bin"
# By file and rule of bandit. The reasons are in docs/decisions/0009-judges.md.
EXPLAINED = {
    ("aic_tracker/backup/facts.py", "B608"),
    ("aic_tracker/backup/postgresql.py", "B404"),
    ("aic_tracker/backup/postgresql.py", "B603"),
    ("aic_tracker/backup/postgresql.py", "B608"),
    ("aic_tracker/demo/stage.py", "B311"),
    ("aic_tracker/demo/timesheets.py", "B311"),
    ("aic_tracker/mail/message.py", "B701"),
    ("aic_tracker/paper/ods.py", "B406"),
    ("aic_tracker/scheduler/delivery.py", "B311"),
    ("aic_tracker/accounts/identity.py", "B105"),
    ("aic_tracker/web/markdown.py", "B704"),
    ("aic_tracker/accounts/proconnect.py", "B105"),
}
# Anywhere: an assertion tells mypy what a rule already guarantees, and guards nothing.
EXPLAINED_ANYWHERE = {"B101"}
# By category of wapiti and path.
EXPLAINED_PAGES = {("Secure Flag cookie", "/")}
# Left out: those that ask a server outside (ssrf, xxe, log4shell, wapp…), as nothing here may leave the machine; and
# ldap, which takes two different pages for a directory where there is none.
MODULES = (
    "backup,buster,cookieflags,crlf,csp,csrf,exec,file,htaccess,http_headers,methods,"
    "permanentxss,redirect,sql,timesql,upload,xss"
)
CRAWL_SECONDS, ATTACK_SECONDS = 120, 24
# Signing out would end the visit; closing one's sessions too; the doors of the demonstration exist in no other mode.
LEFT_OUT = ("deconnexion", "mon-compte/sessions*", "demo*", "fichiers/*", "mon-compte/double-authentification*")


def main() -> int:
    left = bandit() + wapiti()
    print(f"{left} finding(s) left unexplained")  # noqa: T201
    return 1 if left else 0


def bandit() -> int:
    done = subprocess.run(
        [JUDGES / "bandit", "-q", "-r", "aic_tracker", "-f", "json"], cwd=ROOT, capture_output=True, check=False
    )
    found = json.loads(done.stdout)["results"]
    unexplained = [
        result
        for result in found
        if result["test_id"] not in EXPLAINED_ANYWHERE and (result["filename"], result["test_id"]) not in EXPLAINED
    ]
    for result in unexplained:
        print(f"bandit: {result['filename']}:{result['line_number']}: {result['test_id']} {result['issue_text']}")  # noqa: T201
    by_rule = ", ".join(f"{count} × {rule}" for rule, count in sorted(Counter(r["test_id"] for r in found).items()))
    print(f"bandit: {len(found)} finding(s) ({by_rule}), {len(unexplained)} unexplained")  # noqa: T201
    return len(unexplained)


def wapiti() -> int:
    with tempfile.TemporaryDirectory() as folder, demonstration(Path(folder)) as (address, cookie):
        report = Path(folder) / "report.json"
        command: list[Any] = [JUDGES / "wapiti", "-u", f"{address}/", "--scope", "folder", "-m", MODULES]
        command += ["-c", jar(Path(folder), cookie), "-f", "json", "-o", report, "--no-bugreport", "-v", "0"]
        command += ["--max-scan-time", str(CRAWL_SECONDS), "--max-attack-time", str(ATTACK_SECONDS), "--tasks", "4"]
        command += ["--store-session", f"{folder}/session", "--store-config", f"{folder}/config"]
        for path in LEFT_OUT:
            command += ["-x", f"{address}/{path}"]
        started = time.monotonic()
        done = subprocess.run(
            command, env={**os.environ, "HOME": folder}, capture_output=True, text=True, timeout=600, check=False
        )
        if not report.exists():
            print(f"wapiti: no report\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}")  # noqa: T201
            return 1
        return told(json.loads(report.read_text()), time.monotonic() - started)


def jar(folder: Path, cookie: str) -> Path:
    """The cookie as wapiti reads it."""
    kept = {"value": cookie, "version": 0, "expires": None, "secure": False, "port": None}
    file = folder / "cookies.json"
    file.write_text(json.dumps({"127.0.0.1": {"/": {"session": kept}}}))
    return file


def told(report: dict[str, Any], seconds: float) -> int:
    found = [
        (category, one)
        for kind in ("vulnerabilities", "anomalies")
        for category, ones in report[kind].items()
        for one in ones
    ]
    unexplained = [(category, one) for category, one in found if (category, one["path"]) not in EXPLAINED_PAGES]
    for category, one in unexplained:
        print(f"wapiti: {category}: {one['method']} {one['path']} {one.get('parameter') or ''}: {one['info']}")  # noqa: T201
    pages = report["infos"].get("crawled_pages_nbr", "?")
    print(  # noqa: T201
        f"wapiti: {pages} pages, {len(MODULES.split(','))} modules, {seconds:.0f} s: {len(found)} finding(s), "
        f"{len(unexplained)} unexplained"
    )
    return len(unexplained)


@contextmanager
def demonstration(folder: Path) -> Iterator[tuple[str, str]]:
    """The demonstration, served on a free port of this machine: its address, and the cookie of a referent."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    settings = {"AIC_DEMO": "1", "AIC_APP_INSTANCE": str(folder / "instance"), "AIC_APP_BASE_URL": address}
    app = create_app(config.load(settings))
    app.test_client_class = Client
    with app.app_context():
        upgrade()
        season.load(clock.today())
        db.session.commit()
        referent = db.session.scalars(
            db.select(User).join(Membership, Membership.user_id == User.id).where(User.role == Role.REFERENT)
        ).first()
        assert referent is not None
        client: Client = app.test_client()  # type: ignore[assignment]
        client.sign_in(referent)
        client._csrf_token()
        kept = client.get_cookie("session", domain="localhost")
        assert kept is not None
        cookie = kept.value
        db.session.remove()
        db.engine.dispose()
    server = subprocess.Popen(
        [Path(sys.executable).with_name("gunicorn"), "app:app", "--bind", f"127.0.0.1:{port}", "--log-level", "error"],
        cwd=ROOT,
        env={**os.environ, **settings},
    )
    try:
        wait_for(f"{address}/healthz")
        yield address, cookie
    finally:
        server.terminate()
        server.wait(30)


def wait_for(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=5)
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The demonstration does not start.")


if __name__ == "__main__":
    sys.exit(main())
