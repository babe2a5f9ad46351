"""A real SMTP server in a thread, whose answers a test may script.

    with smtp.Server() as server:
        server.script["RCPT"] = ["450 4.2.1 Plus tard"]   # the next RCPT only, then business as usual
        server.script["AUTH"] = "535 5.7.8 Refusé"        # every AUTH
        server.script["."] = [smtp.KEEP_AND_DROP]         # accepted, but the client never hears of it

Verbs: CONNECT (the greeting), EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, `.` (the answer to the content) and QUIT.
"""

import asyncio
import email.policy
import ssl
import tempfile
import threading
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any, Literal

import trustme
from aiosmtpd import smtp

DROP = "drop"
"""Close the connection without a word."""
KEEP_AND_DROP = "keep and drop"
"""After the content: take the message, then close the connection without a word."""

Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True)
class Received:
    """One accepted message, as it travelled."""

    sender: str
    recipients: list[str]
    raw: bytes
    login: str | None
    is_encrypted: bool

    @property
    def message(self) -> EmailMessage:
        return BytesParser(EmailMessage, policy=email.policy.default).parsebytes(self.raw)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain",))
        return str(part.get_content()) if part else ""


class Server:
    """Listens on a free port of 127.0.0.1, which it keeps when stopped and started again."""

    host = "127.0.0.1"

    def __init__(self, *, auth: tuple[str, str] | None = None, security: Security = "none") -> None:
        self.port = 0
        self.auth = auth
        self.security = security
        self.messages: list[Received] = []
        self.script: dict[str, str | list[str]] = {}
        self.commands: list[str] = []
        self.tls: ssl.SSLContext | None = None
        self._directory = tempfile.TemporaryDirectory(prefix="aic-smtp-")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._listener: asyncio.Server | None = None
        if security != "none":
            authority = trustme.CA()
            authority.cert_pem.write_to_path(str(self.ca_file))
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert("127.0.0.1", "localhost").configure_cert(self.tls)

    @property
    def ca_file(self) -> Path:
        """The authority that a client must trust, for SSL_CERT_FILE."""
        return Path(self._directory.name) / "ca.pem"

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._directory.cleanup()

    def start(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)
        self._thread.start()
        self._listener = self._run(
            self._loop.create_server(
                lambda: _Protocol(self), self.host, self.port, ssl=self.tls if self.security == "tls" else None
            )
        )
        assert self._listener is not None
        self.port = self._listener.sockets[0].getsockname()[1]

    def stop(self) -> None:
        """Refuse connections from now on, and cut those that are open."""
        if self._loop is None or self._thread is None:
            return
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=5)
        self._loop.close()
        self._loop = self._thread = None

    def wait_for(self, count: int, timeout: float = 10.0) -> list[Received]:
        """The messages, once there are at least `count` of them."""
        limit = time.monotonic() + timeout
        while len(self.messages) < count:
            if time.monotonic() > limit:
                raise AssertionError(f"{len(self.messages)} messages received after {timeout} s, expected {count}")
            time.sleep(0.01)
        return self.messages

    def next_answer(self, verb: str) -> str | None:
        self.commands.append(verb)
        answers = self.script.get(verb)
        if isinstance(answers, str):
            return answers
        return answers.pop(0) if answers else None

    def _run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=10)

    async def _close(self) -> None:
        if self._listener is not None:
            self._listener.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        # One more turn, for the transports to let their sockets go.
        await asyncio.sleep(0.01)


class _Handler:
    def __init__(self, server: Server) -> None:
        self.server = server

    async def handle_DATA(self, protocol: "_Protocol", session: smtp.Session, envelope: smtp.Envelope) -> str:
        answer = self.server.next_answer(".")
        if answer is None or answer == KEEP_AND_DROP or answer.startswith("2"):
            self.server.messages.append(
                Received(
                    sender=envelope.mail_from or "",
                    recipients=list(envelope.rcpt_tos),
                    raw=envelope.original_content or b"",
                    login=session.auth_data,
                    is_encrypted=protocol.is_encrypted,
                )
            )
        if answer in (DROP, KEEP_AND_DROP):
            await protocol.drop()
        return answer or "250 2.0.0 Ok"


class _Protocol(smtp.SMTP):
    """The server's side of one connection: asks the script before each answer."""

    def __init__(self, server: Server) -> None:
        super().__init__(
            _Handler(server),
            hostname="localhost",
            enable_SMTPUTF8=True,
            tls_context=server.tls if server.security == "starttls" else None,
            require_starttls=server.security == "starttls",
            authenticator=self._check_login,
            loop=server._loop,
        )
        self.server = server
        # Set here because the constructor warns about passwords in clear, which is what a test may want.
        self._auth_required = server.auth is not None
        self._auth_require_tls = server.auth is None

    @property
    def is_encrypted(self) -> bool:
        return self.transport is not None and self.transport.get_extra_info("sslcontext") is not None

    def _check_login(
        self, _server: smtp.SMTP, session: smtp.Session, _envelope: smtp.Envelope, _mechanism: str, data: Any
    ) -> smtp.AuthResult:
        login, password = data.login.decode(), data.password.decode()
        if (login, password) != self.server.auth:
            return smtp.AuthResult(success=False, handled=False)
        return smtp.AuthResult(success=True, auth_data=login)

    async def drop(self) -> None:
        """Cut the connection; never returns."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()
        await asyncio.Event().wait()

    async def _is_answered(self, verb: str) -> bool:
        answer = self.server.next_answer(verb)
        if answer is None:
            return False
        if answer == DROP:
            await self.drop()
        await self.push(answer)
        # 421: "closing transmission channel".
        if answer.startswith("421") and self.transport is not None:
            self.transport.close()
        return True

    async def _handle_client(self) -> None:
        if await self._is_answered("CONNECT"):
            if self.transport is not None:
                self.transport.close()
            return
        await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:
        if not await self._is_answered("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:
        if not await self._is_answered("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        if not await self._is_answered("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:
        if not await self._is_answered("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:
        if not await self._is_answered("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if not await self._is_answered("DATA"):
            await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:
        if not await self._is_answered("QUIT"):
            await super().smtp_QUIT(arg)
