"""Style sheets, scripts and fonts: ours, and those of the wheels that carry the DSFR and htmx.

The address holds a version (of the wheel, or of our file's content), so browsers keep them for good.
"""

import gzip
import hashlib
import importlib.metadata
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, request, url_for
from werkzeug.utils import safe_join

from aic_tracker.access.guards import public
from aic_tracker.site import style_sheet

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "static"
WHEELS = {
    "dsfr": ("django-dsfr", "dsfr/static/dsfr/dist"),
    "htmx": ("django-htmx", "django_htmx/static/django_htmx"),
}
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
}
IMAGES = {".png", ".ico", ".webp"}
COMPRESSED = {".css", ".js", ".svg", ".webmanifest"}
ONE_YEAR = 31_536_000
# What of the DSFR our pages use (style_sheet.py), under a name that tells its content.
SHEET = "dsfr-used.css"
SHEETS = (
    "dsfr.min.css",
    *(f"utility/icons/icons-{kind}/icons-{kind}.min.css" for kind in ("system", "arrows", "user")),
)
# Before anybody signs in, one file less: what is half bold is bold.
FIRST_VIEW = "dsfr-first-view.css"
BOLD_FOR_MEDIUM = (
    "@font-face{font-display:swap;font-family:Marianne;font-style:normal;font-weight:500;"
    'src:url(fonts/Marianne-Bold.woff2) format("woff2"),url(fonts/Marianne-Bold.woff) format("woff")}'
)

bp = Blueprint("assets", __name__)


def init_app(app: Flask) -> None:
    for pack in WHEELS:
        _wheel(pack)  # a missing wheel is told at start, not by a naked page
    app.register_blueprint(bp)
    app.jinja_env.globals["asset_url"] = asset_url


def asset_url(pack: str, name: str) -> str:
    """asset_url("dsfr", SHEET), asset_url("app", "css/app.css")."""
    version = _version(pack, name)
    if (pack, name) == ("dsfr", SHEET):
        name = _sheet_name()
    return url_for("assets.asset", pack=pack, version=version, name=name)


@bp.get("/fichiers/<pack>/<version>/<path:name>")
@public
def asset(pack: str, version: str, name: str) -> Response:
    file = (_made(name) if pack == "dsfr" else None) or _file(pack, name)
    if file is None or version != _version(pack, name):
        abort(404)
    zipped = file.suffix in COMPRESSED and request.accept_encodings["gzip"] > 0
    if isinstance(file, Path):
        body = _gzipped(file, file.stat().st_mtime_ns) if zipped else file.read_bytes()
    else:
        body = file.zipped if zipped else file.body
    response = Response(body, content_type=TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0])
    if zipped:
        response.content_encoding = "gzip"
    if file.suffix in COMPRESSED:
        response.vary.add("Accept-Encoding")
    response.cache_control.public = True
    response.cache_control.max_age = ONE_YEAR
    response.cache_control.immutable = True
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.set_etag(f"{version}{'-gz' if zipped else ''}")
    response.make_conditional(request)
    return response


@dataclass(frozen=True)
class Made:
    """A file that no disk holds."""

    name: str
    body: bytes
    zipped: bytes
    suffix: str = ".css"


def _made(name: str) -> Made | None:
    if name == FIRST_VIEW:
        body = BOLD_FOR_MEDIUM.encode()
        return Made(name, body, gzip.compress(body, mtime=0))
    return _sheet() if name == _sheet_name() else None


def _sheet_name() -> str:
    return _sheet().name


@lru_cache
def _sheet() -> Made:
    """Made once a process, in a quarter of a second."""
    root = _wheel("dsfr")[0]
    ours = [path.read_text() for path in sorted(OURS.rglob("*.*s"))]
    places = (ROOT / "templates").rglob("*.html"), (ROOT / "aic_tracker").rglob("*.py")
    names = style_sheet.names_in([*ours, *(path.read_text() for place in places for path in place)])
    # Icons stand beside the fonts, for a sheet at the root.
    whole = "".join((root / name).read_text().replace("../../../icons/", "icons/") for name in SHEETS)
    referring = "".join((*ours, (root / "dsfr.module.min.js").read_text()))
    body = style_sheet.pruned(whole, names, referring).encode()
    name = f"{SHEET.removesuffix('.css')}-{hashlib.sha256(body).hexdigest()[:12]}.css"
    return Made(name, body, gzip.compress(body, 9, mtime=0))


def _file(pack: str, name: str) -> Path | None:
    if pack != "app" and pack not in WHEELS:
        return None
    root = OURS if pack == "app" else _wheel(pack)[0]
    found = safe_join(str(root), name)
    if found is None:
        return None
    file = Path(found)
    return file if file.suffix in TYPES.keys() | IMAGES and file.is_file() else None


def _version(pack: str, name: str) -> str:
    if pack != "app":
        return _wheel(pack)[1]
    file = OURS / name
    return _fingerprint(file, file.stat().st_mtime_ns)


@lru_cache
def _wheel(pack: str) -> tuple[Path, str]:
    distribution, folder = WHEELS[pack]
    installed = importlib.metadata.distribution(distribution)
    root = Path(str(installed.locate_file(folder))).resolve()
    if not root.is_dir():
        raise RuntimeError(f"{distribution} {installed.version} does not hold {folder}")
    return root, installed.version


@lru_cache(maxsize=64)
def _fingerprint(file: Path, modified: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=64)
def _gzipped(file: Path, modified: int) -> bytes:
    return gzip.compress(file.read_bytes(), 6, mtime=0)
