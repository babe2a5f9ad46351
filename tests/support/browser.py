"""The Chromium that journeys drive: the system's, or the one Playwright installed."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@functools.cache
def executable() -> str | None:
    """Path of a Chromium that starts, None when there is none."""
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in [*filter(None, found), *_of_playwright()] if _starts(path)), None)


def _of_playwright() -> list[str]:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return [str(path) for path in sorted(cache.glob("chromium-*/chrome-linux*/chrome"), reverse=True)]


def _starts(path: str) -> bool:
    # Ubuntu's package is a script that only asks for snap.
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
