"""Write, a text a page, all that the build found on the path says of its demonstration season.

Usage, by `scripts/compare.py`: python read_everything.py FOLDER DAYS. Knows nothing of the build but its addresses, so
that an earlier one can be read too.
"""

import io
import re
import sys
from collections import Counter
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from aic_tracker import clock, config, create_app
from aic_tracker.accounts.models import User
from aic_tracker.db import db
from aic_tracker.demo import season
from aic_tracker.mail.models import OutgoingMail
from aic_tracker.scheduler import jobs

MORNING = datetime(2026, 11, 27, 9, 30, tzinfo=clock.PARIS)
BLOCKS = {
    "p",
    "div",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "dt",
    "dd",
    "option",
    "label",
    "title",
    "section",
    "button",
    "a",
}
SILENT = {"script", "style", "template"}
MOST, VARIANTS = 4000, 6  # pages a person, and those of one address that differ by what is asked of it


class Words(HTMLParser):
    """What a page says, a block a line, and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.depth += tag in SILENT
        if tag in BLOCKS:
            self.parts.append("\n")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if tag == "input" and given.get("type") not in ("hidden", "submit"):
            self.parts.append(f" [{given.get('value') or ''}{' ✓' if 'checked' in given else ''}] ")

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in SILENT
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.parts.append(data)

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.parts).splitlines())
        return "\n".join(line for line in lines if line)


def of_file(content: bytes) -> str:
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK"):
        book = CalamineWorkbook.from_object(io.BytesIO(content))
        rows = (row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python())
        return "\n".join("\t".join(map(str, row)) for row in rows)
    return content.decode(errors="replace")


def sign_in(client: FlaskClient, user_id: int) -> None:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/demo").text)
    assert found
    client.post(f"/demo/{user_id}", data={"csrf_token": found[1]})


def crawl(client: FlaskClient, folder: Path) -> None:
    waiting, seen = ["/"], {"/"}
    variants: Counter[str] = Counter()
    while waiting and len(seen) < MOST:
        path = waiting.pop(0)
        answer = client.get(path)
        if answer.mimetype == "text/html":
            page = Words()
            page.feed(answer.text)
            text, links = page.text(), page.links
        else:
            text, links = of_file(answer.data), []
        name = path.strip("/").replace("/", "__").replace("?", "¿") or "accueil"
        (folder / f"{name[:180]}.txt").write_text(f"{answer.status_code} {answer.mimetype}\n{text}\n")
        for link in links:
            url = urlsplit(link)
            onward = url.path + (f"?{url.query}" if url.query else "")
            if not url.netloc and url.path.startswith("/") and onward not in seen and not skipped(url.path):
                seen.add(onward)
                variants[url.path] += 1
                if variants[url.path] > VARIANTS:
                    continue
                waiting.append(onward)


def skipped(path: str) -> bool:
    # The trail tells of this very reading.
    return path.startswith(("/demo", "/static", "/assets", "/administration/audit"))


def mails(app: Flask, folder: Path, days: int) -> None:
    for day in range(1, days + 1):
        moment = (MORNING + timedelta(days=day)).replace(hour=8, minute=5)
        with app.app_context(), clock.at(moment):
            jobs.tick(is_imagined=True)
            db.session.remove()
    with app.app_context():
        for row in db.session.scalars(sa.select(OutgoingMail).order_by(OutgoingMail.dedup_key)):
            message = message_from_bytes(row.content, policy=policy.default)
            body = message.get_body(("plain",))
            sent = row.sent_at.astimezone(clock.PARIS) if row.sent_at else ""
            text = f"{row.recipient} {row.status.value} {sent}\n{row.subject}\n{body.get_content() if body else ''}"
            (folder / f"{re.sub('[^a-z0-9:-]+', '-', row.dedup_key)}.txt").write_text(text)


def main(out: Path, days: int) -> None:
    app = create_app(config.load())
    with app.app_context(), clock.at(MORNING):
        upgrade()
        season.load(clock.today())
        db.session.commit()
        first = sa.select(User.role, sa.func.min(User.id)).group_by(User.role)
        ids = {role.value: user_id for role, user_id in db.session.execute(first)}
        db.session.remove()
    for role, user_id in ids.items():
        folder = out / role
        folder.mkdir(parents=True, exist_ok=True)
        with clock.at(MORNING), app.test_client() as client:
            sign_in(client, user_id)
            crawl(client, folder)
    (out / "mails").mkdir(exist_ok=True)
    mails(app, out / "mails", days)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
