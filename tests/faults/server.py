"""A real SMTP server in a process of its own: each message is on the disk, fsync included, before its 250.

`python -m tests.faults.server FOLDER PORT` says its port, then obeys one JSON object a line on its standard input:
`{"script": {"RCPT": ["450 4.2.1 Plus tard", null]}}` answers the next RCPT so and the one after as usual;
`{"mix": {"faults": [["RCPT", "451 …"], [".", "keep and silence"]], "rate": 0.05, "seed": 1}}` draws faults by itself;
`{"delay": 0.01}` makes each answer to a content wait; `{"password": "…"}` asks for an AUTH PLAIN or LOGIN.
It answers « ok » to each. Verbs: CONNECT, EHLO, AUTH, MAIL, RCPT, DATA, `.` and QUIT.
"""

import asyncio
import base64
import json
import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

DROP = "drop"  # close without a word
SILENCE = "silence"  # never answer
DRIP = "drip"  # answer one byte a second
KEEP_AND_DROP = "keep and drop"  # take the message, then close without a word
KEEP_AND_SILENCE = "keep and silence"
KEEPING = (KEEP_AND_DROP, KEEP_AND_SILENCE)
ACTIONS = (DROP, SILENCE, DRIP, *KEEPING)
USUAL = {"CONNECT": "220 test", "EHLO": "250-test\r\n250 8BITMIME", "QUIT": "221 Bye", "DATA": "354 Go ahead"}
LIMIT = 64 * 1024 * 1024


class Fate:
    """What the next verb of each kind meets."""

    def __init__(self) -> None:
        self.script: dict[str, list[str | None]] = {}
        self.faults: dict[str, list[str]] = {}
        self.rate = 0.0
        self.delay = 0.0
        self.password = ""
        self.drawn = random.Random(0)

    def order(self, order: dict[str, Any]) -> None:
        self.script = {verb: list(answers) for verb, answers in order.get("script", self.script).items()}
        self.delay = order.get("delay", self.delay)
        self.password = order.get("password", self.password)
        if mix := order.get("mix"):
            self.faults = {}
            for verb, fault in mix["faults"]:
                self.faults.setdefault(verb, []).append(fault)
            self.rate, self.drawn = mix["rate"], random.Random(mix["seed"])

    def of(self, verb: str) -> str | None:
        if answers := self.script.get(verb):
            return answers.pop(0)
        if verb in self.faults and self.drawn.random() < self.rate:
            return self.drawn.choice(self.faults[verb])
        return None


class Session:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fate: Fate, folder: Path) -> None:
        self.reader, self.writer, self.fate, self.folder = reader, writer, fate, folder
        self.recipients: list[str] = []

    async def run(self) -> None:
        try:
            if await self.meets("CONNECT", USUAL["CONNECT"]):
                while line := await self.reader.readline():
                    if not await self.obey(line.decode("utf-8", "replace").strip()):
                        break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.writer.close()

    async def obey(self, line: str) -> bool:
        verb = line.partition(" ")[0].upper()
        if verb in ("EHLO", "HELO"):
            usual = USUAL["EHLO"].replace("250 8", "250-AUTH PLAIN\r\n250 8") if self.fate.password else USUAL["EHLO"]
            return await self.meets("EHLO", usual)
        if verb == "AUTH":
            _empty, _login, password = base64.b64decode(line.split()[-1]).split(b"\0")
            is_right = password.decode() == self.fate.password
            return await self.meets("AUTH", "235 Ok" if is_right else "535 5.7.8 Wrong password")
        if verb == "MAIL":
            self.recipients = []
        if verb == "RCPT":
            self.recipients.append(line[line.index("<") + 1 : line.rindex(">")])
        if verb != "DATA":
            return await self.meets(verb, USUAL.get(verb, "250 Ok")) and verb != "QUIT"
        fault = self.fate.of("DATA")
        if fault:
            return await self.answer(fault)
        await self.answer(USUAL["DATA"])
        content = await self.reader.readuntil(b"\r\n.\r\n")
        return await self.end_of(content[:-3].replace(b"\r\n..", b"\r\n."))

    async def end_of(self, content: bytes) -> bool:
        if self.fate.delay:
            await asyncio.sleep(self.fate.delay)
        fault = self.fate.of(".")
        if fault is None or fault in KEEPING or fault == DRIP or fault.startswith("2"):
            keep(self.folder, self.recipients, content)
        return await self.answer(fault or "250 Ok")

    async def meets(self, verb: str, usual: str) -> bool:
        return await self.answer(self.fate.of(verb) or usual, usual)

    async def answer(self, what: str, usual: str = "250 Ok") -> bool:
        """False when the connection is to be closed."""
        if what in (DROP, KEEP_AND_DROP):
            self.writer.transport.abort()
            return False
        if what in (SILENCE, KEEP_AND_SILENCE):
            await self.reader.read()  # until the client leaves
            return False
        if what == DRIP:
            for byte in usual.encode() + b"\r\n":
                self.writer.write(bytes([byte]))
                await self.writer.drain()
                await asyncio.sleep(1)
            return True
        self.writer.write(what.encode("utf-8", "surrogateescape") + b"\r\n")
        await self.writer.drain()
        return not what.startswith("421")


def keep(folder: Path, recipients: list[str], content: bytes) -> None:
    # The time first: a server stopped and started again goes on counting.
    name = folder / f"{time.time_ns()}.eml"
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(descriptor, f"X-Recipients: {' '.join(recipients)}\r\n".encode() + content)
    os.fsync(descriptor)
    os.close(descriptor)


async def serve(folder: Path, port: int) -> None:
    fate = Fate()
    loop = asyncio.get_running_loop()
    orders = asyncio.StreamReader(limit=LIMIT)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    server = await asyncio.start_server(
        lambda reader, writer: Session(reader, writer, fate, folder).run(), "127.0.0.1", port, limit=LIMIT, backlog=500
    )
    say(str(server.sockets[0].getsockname()[1]))
    while line := await orders.readline():
        fate.order(json.loads(line))
        say("ok")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class Server:
    """The process, and what it kept."""

    host = "127.0.0.1"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._process: subprocess.Popen[str] | None = None
        self._read: dict[Path, str] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.server", str(self.folder), str(self.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert self._process.stdout
        self.port = int(self._process.stdout.readline())

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process = None

    def order(self, **order: Any) -> None:
        assert self._process
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline().strip() == "ok"

    def accepted(self) -> Counter[str]:
        """By Message-ID, how many times each message was kept: read from the files alone."""
        for path in set(self.folder.glob("*.eml")) - set(self._read):
            match = re.search(rb"^Message-ID:\s*(<[^>]+>)", path.read_bytes(), re.MULTILINE | re.IGNORECASE)
            # A file still empty is a message that is not kept yet.
            if match:
                self._read[path] = match[1].decode()
        return Counter(self._read.values())

    def forget(self) -> None:
        for path in self.folder.glob("*.eml"):
            path.unlink()
        self._read.clear()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
