"""An rspamd of one's own on 127.0.0.1, which asks nothing of the network: what it thinks of a mail."""

import http.client
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.readers.bench import Bench
from tests.readers.servers import free_port, wait_for

# What asks others: lists of addresses, of domains, keys, shared marks.
ASKING = {
    *("arc", "asn", "dkim", "dkim_signing", "dmarc", "fuzzy_check", "greylist", "history_redis", "mx_check", "neural"),
    *("phishing", "ratelimit", "rbl", "replies", "spf", "surbl", "url_redirector"),
}


@dataclass(frozen=True)
class Opinion:
    score: float
    action: str  # "no action", "add header", "reject"…
    rules: list[str]  # those that count for half a point or more


@contextmanager
def rspamd(bench: Bench) -> Iterator[Callable[[Path], Opinion]]:
    home, port = bench.folder("rspamd"), free_port()
    _configure(home, port)
    places = [f"--var={name}={home / folder}" for name, folder in PLACES.items()]
    with (home / "out").open("wb") as out:
        command = ["rspamd", "--insecure", "--no-fork", "--config", str(home / "conf" / "rspamd.conf"), *places]
        process = subprocess.Popen(command, stdout=out, stderr=out)

    def is_up() -> bool:
        try:
            return _ask(port, "GET", "/ping")[0] == 200
        except OSError:
            return False

    def opinion(mail: Path) -> Opinion:
        status, said = _ask(port, "POST", "/checkv2", mail.read_bytes())
        if status != 200:
            raise ValueError(f"rspamd : {status}")
        found = json.loads(said)
        told = [name for name, rule in found["symbols"].items() if rule["score"] >= 0.5]
        return Opinion(found["score"], found["action"], sorted(told))

    try:
        wait_for(is_up, 120)
        yield opinion
    finally:
        process.terminate()
        process.wait(timeout=30)


PLACES = {"CONFDIR": "conf", "LOCAL_CONFDIR": "conf", "DBDIR": "db", "RUNDIR": "run", "LOGDIR": "log"}


def _configure(home: Path, port: int) -> None:
    shutil.copytree("/etc/rspamd", home / "conf")
    for folder in ("db", "run", "log", "conf/local.d"):
        (home / folder).mkdir(exist_ok=True)
    own = {
        "options.inc": 'dns { nameserver = ["127.0.0.1:9"]; timeout = 0.1s; retransmits = 1; }',
        "worker-normal.inc": f'bind_socket = "127.0.0.1:{port}"; count = 1;',
        "worker-proxy.inc": "enabled = false;",
        "worker-controller.inc": "enabled = false;",
        "worker-fuzzy.inc": "enabled = false;",
        "logging.inc": f'type = "file"; filename = "{home}/log/log"; level = "error";',
        **{f"{module}.conf": "enabled = false;" for module in ASKING},
    }
    for name, said in own.items():
        (home / "conf" / "local.d" / name).write_text(said + "\n")


def _ask(port: int, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
