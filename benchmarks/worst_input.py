"""The worst texts known for each long field, on each way out: milliseconds of CPU and megabytes at their peak.

Each shape is built at the length that the field allows and then shortened to the longest text that the form accepts;
what it does not accept is drawn too, as it is kept, cut. Fails above the limits.
"""

import pathlib
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from aic_tracker import config, create_app, markup
from aic_tracker.checkpoints.meeting import merged
from aic_tracker.mail.message import render
from aic_tracker.paper import prose, typesetting
from aic_tracker.roadmap.revisions.words import marked
from aic_tracker.web.fields import LongText
from aic_tracker.web.forms import BaseForm
from aic_tracker.web.markdown import markdown

MOST_MS, MOST_MB, TIMES = 100, 20, 3
AT = datetime(2026, 1, 1, tzinfo=UTC)
MARKS = [
    "- a\n",
    "a\n",
    "a\n\n",
    "> a\n\n",
    "# a\n",
    "*a* ",
    "**a**",
    "[a",
    "![",
    "[a](b) ",
    "`a` ",
    "<",
    "&",
    "\\*",
    "mot ",
    "é",
]
PAPER = {"title": "t", "author": "", "heading": "t", "subtitle": "s", "programme": "p", "footer": "f", "facts": []}


def shapes(length: int) -> Iterator[tuple[str, str]]:
    for mark in MARKS:
        yield repr(mark), (mark * length)[:length]
    for columns in (2, 30, 150):
        head = "|a" * columns + "|\n" + "|-" * columns + "|\n"
        yield f"table of {columns}", (head + "|\n" * length)[:length]
    yield "one address", ("[a]" * (length // 5) + "\n\n[a]: /" + "u" * length)[:length]
    yield "tasks", "".join(f"- [x] tâche {n}\n" for n in range(length))[:length]


def accepted(text: str) -> str:
    low, high = 0, len(text)
    if markup.excess(text) is None:
        return text
    while high - low > 20:
        middle = (low + high) // 2
        low, high = (low, middle) if markup.excess(text[:middle]) else (middle, high)
    return text[:low]


def document(text: str) -> bytes:
    parts = [{"title": "Texte", "blocks": prose.blocks(text)}]
    return typesetting.pdf("minutes", PAPER | {"parts": parts, "actions": [], "next": ""}, at=AT)


def mail(text: str) -> bytes:
    """The minutes as they are mailed, with their document: the longest mail that anybody causes."""
    context = {
        "laureate_name": "Vikidia",
        "number": 1,
        "day": AT.date(),
        "starts_at": AT,
        "present": ["Camille"],
        "changes": [],
        "minutes": text,
        "decisions": "",
        "actions": [],
        "next_starts_at": None,
        "next_place": "",
        "no_next_reason": "r",
        "link": "http://aic.test/",
        "why": "w",
        "is_optional": False,
    }
    return render("minutes", dedup_key="k", to=("Camille", "camille@example.org"), at=AT, context=context).content


def measured(way: Callable[[], Any]) -> tuple[float, float]:
    """The best of a few runs, in ms, and how many MB more than at rest the process held at its peak."""
    durations = []
    at_rest = _memory("VmRSS")
    pathlib.Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew: proc(5)
    for _ in range(TIMES):
        start = time.process_time()
        way()
        durations.append(time.process_time() - start)
    return min(durations) * 1000, max(_memory("VmHWM") - at_rest, 0) / 1024


def _memory(figure: str) -> int:
    """In kB, as the kernel counts it."""
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{figure}:"))


def lengths() -> dict[int, list[str]]:
    """The long fields of every form, by the length they allow."""
    # Made for each dimension of the grid.
    found: dict[int, list[str]] = {4_000: ["DiagnosticForm.…_findings"]}
    for form in _forms(BaseForm):
        for name, field in vars(form).items():
            if getattr(field, "field_class", None) is LongText:
                most = field.kwargs.get("max_length", 10_000)
                found.setdefault(most, []).append(f"{form.__name__}.{name}")
    return dict(sorted(found.items()))


def _forms(form: type) -> Iterator[type]:
    for child in form.__subclasses__():
        yield child
        yield from _forms(child)


def ways(text: str, *, is_kept: bool) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Only what was accepted is compared."""
    other = text[len(text) // 3 :] + text[: len(text) // 3].replace("a", "b").replace("x", " ")
    yield "page", lambda: markdown(text)
    yield "document", lambda: document(text)
    yield "mail", lambda: mail(text)
    if not is_kept:
        return
    yield "words", lambda: marked(text[:10_000], other[:10_000])
    yield "merge", lambda: merged(text, other)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite",
            "AIC_APP_SECRET": "a secret that only the benchmark knows, long enough",
            "AIC_APP_BASE_URL": "http://aic.test",
            "AIC_APP_INSTANCE": folder,
            "AIC_SMTP_HOST": "127.0.0.1",
        }
        create_app(config.load(settings))
        document("Un mot.")
        mail("Un mot.")
        return int(_is_over())


def _is_over() -> bool:
    is_over = False
    only = {int(length) for length in sys.argv[1:]}
    for length, names in lengths().items():
        if only and length not in only:
            continue
        print(f"{length} characters: {', '.join(names)}")  # noqa: T201
        worst: dict[str, tuple[float, float, str]] = {}
        for shape, whole in shapes(length):
            fits = accepted(whole)
            # Twice what is accepted shows how it is cut: no need of what would cost another reader dear.
            for text in {fits, whole[: 2 * len(fits)]}:
                for way, go in ways(text, is_kept=text == fits):
                    ms, mb = measured(go)
                    worst[way] = max(worst.get(way, (0.0, 0.0, "")), (ms, mb, shape))
        for way, (ms, mb, shape) in worst.items():
            is_over |= ms > MOST_MS or mb > MOST_MB
            print(f"  {way:<10}{ms:8.1f} ms{mb:8.1f} MB   {shape}")  # noqa: T201
    print(f"at most {MOST_MS} ms and {MOST_MB} MB")  # noqa: T201
    return is_over


if __name__ == "__main__":
    sys.exit(main())
