"""Every time of a season as one file, through gunicorn: its first byte, its memory above rest, beside a bare csv loop.

1,500 laureates (54,000 rows) unless told. Fails when the CSV does not begin within 200 ms, costs more than twice the
bare loop over the same rows, or holds more than 20 MB above rest.
"""

import argparse
import csv
import http.client
import io
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from aic_tracker.web.table_files import csv_pieces
from benchmarks.seasons.beside import builds, trees
from benchmarks.seasons.readers import web

PATHS = ("/pilotage/temps.csv", "/pilotage/temps.xlsx")
FIRST, ABOVE, TIMES = 0.2, 20_000_000, 2.0
HEADER = ("Lauréat", "Référente ou référent", "Jour", "Temps (jours)", "Activité", "Note")


def asked(port: int, cookie: str, path: str) -> tuple[float, float, bytes]:
    """Seconds until the first byte of the body, until the last, and the body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    began = time.monotonic()
    connection.request("GET", path, headers={"Cookie": cookie, "Connection": "close"})
    answer = connection.getresponse()
    body = [answer.read(1)]
    first = time.monotonic() - began
    body.append(answer.read())
    connection.close()
    assert answer.status == 200
    return first, time.monotonic() - began, b"".join(body)


def children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def held(pid: int, what: str) -> int:
    """Bytes of the worker: `VmRSS` now, `VmHWM` at most since it was told to forget."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1000 for line in lines if line.startswith(what))


def cpu_of(rows: list[list[str]], *, bare: bool) -> float:
    """Seconds of processor for the file of these rows, the best of five."""
    times = []
    for _ in range(5):
        began = time.process_time()
        if bare:
            writer = csv.writer(io.StringIO(newline=""), delimiter=";")
            for row in rows:
                writer.writerow(row)
        else:
            for _piece in csv_pieces(HEADER, rows):
                pass
        times.append(time.process_time() - began)
    return min(times)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--laureates", type=int, default=1500)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    told = parser.parse_args()
    is_met = True
    with (
        trees(None) as among,
        builds(among, told.database, told.laureates) as (build,),
        web(build, workers=1) as served,
    ):
        port, pid = served
        for path in PATHS:
            asked(port, build.told["cookie"], "/pilotage")
            (worker,) = children(pid)
            Path(f"/proc/{worker}/clear_refs").write_text("5")
            rest = held(worker, "VmRSS")
            first, whole, body = asked(port, build.told["cookie"], path)
            above = held(worker, "VmHWM") - rest
            say(f"{path}: {len(body) / 1e6:.1f} MB, first byte {first * 1000:.0f} ms, whole {whole:.2f} s")
            say(f"  {above / 1e6:.1f} MB above rest")
            is_met &= above <= ABOVE and (path != PATHS[0] or first <= FIRST)
            if path == PATHS[0]:
                rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))[1:]
    ours, bare = cpu_of(rows, bare=False), cpu_of(rows, bare=True)
    say(f"{len(rows)} rows: {ours * 1000:.0f} ms of CPU, the bare loop {bare * 1000:.0f} ms: × {ours / bare:.2f}")
    return 0 if is_met and ours <= TIMES * bare else 1


if __name__ == "__main__":
    sys.exit(main())
