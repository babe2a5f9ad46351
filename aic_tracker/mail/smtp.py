"""The only module that speaks SMTP: one connection kept open for a whole delivery pass.

The content is written without its final dot, `hand_over` commits that the message leaves, then the dot is written. So
an answer missing after the dot is the only doubt there is (RFC 5321 section 4.2.5; RFC 1047: it cannot be avoided).
"""

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aic_tracker.config import Smtp
from aic_tracker.heads import RenderingFault, configured, wire_address
from aic_tracker.mail import crash_points
from aic_tracker.mail.transport import SENT, Outcome, Result
from aic_tracker.mail.wire import reply_text, stuffed

UNREACHABLE = "Serveur d’envoi injoignable"
# Timeouts that one message may take in all; the lease of a claim is as long.
PATIENCE = 8
NETWORK = (OSError, smtplib.SMTPException)
# The server's answers when it does not know us: the fault is in the settings, not in the message.
NOT_SIGNED_IN = (530, 535)


class _Refusal(Exception):
    """Not accepted, for sure. `is_cut`: the connection went with it."""

    def __init__(self, outcome: Outcome, reason: str, *, is_cut: bool = False) -> None:
        super().__init__(reason)
        self.result = Result(outcome, reason)
        self.is_cut = is_cut


class _Told:
    """Says which connection it is before it opens it, which the constructor does."""

    def __init__(self, tell: Callable[[Any], None], *arguments: Any, **options: Any) -> None:
        self._tell = tell
        super().__init__(*arguments, **options)

    def connect(self, *arguments: Any, **options: Any) -> Any:
        self._tell(self)
        return super().connect(*arguments, **options)  # type: ignore[misc]


class _Plain(_Told, smtplib.SMTP):
    pass


class _Tls(_Told, smtplib.SMTP_SSL):
    pass


class SmtpTransport:
    def __init__(self, settings: Smtp) -> None:
        self.settings = settings
        self._opening: smtplib.SMTP | None = None
        self._count = self._message = 0  # the message in hand, by its number in the pass; 0: none
        self._watch: threading.Thread | None = None
        self._is_closed = threading.Event()
        self._sender = configured(settings.sender).address
        self._server: smtplib.SMTP | None = None
        self._is_used = False

    def send(self, recipient: str, content: bytes, hand_over: Callable[[], None]) -> Result:
        self._watched()
        try:
            return self._send(recipient, content, hand_over)
        except _Refusal as refusal:
            if refusal.result.outcome in (Outcome.UNREACHABLE, Outcome.MISCONFIGURED):
                self._drop()
            else:
                self._reset()
            return refusal.result
        except BaseException:
            # Not handed over: a connection cut before the dot makes the server forget the message.
            self._drop()
            raise
        finally:
            self._message = 0

    def _watched(self) -> None:
        self._count += 1
        self._message = self._count
        if self._watch is None:
            self._is_closed.clear()
            self._watch = threading.Thread(target=self._hang_up_when_stuck, name="smtp watch", daemon=True)
            self._watch.start()

    def _hang_up_when_stuck(self) -> None:
        """The timeout is for each read: a server that gives one byte a second would hold a message for hours."""
        before = 0
        while not self._is_closed.wait(PATIENCE * self.settings.timeout / 2):
            if before and self._message == before:
                self._hang_up()
            before = self._message

    def _hang_up(self) -> None:
        opening = self._server or self._opening
        if opening is not None and opening.sock is not None:
            with suppress(OSError):
                opening.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._is_closed.set()
        self._watch = None
        if self._server is not None:
            with suppress(*NETWORK):
                self._server.quit()
        self._drop()

    def check(self) -> Result:
        """Connect and sign in, without sending anything."""
        try:
            self._connected()
        except _Refusal as refusal:
            self._drop()
            return refusal.result
        return SENT

    def _send(self, recipient: str, content: bytes, hand_over: Callable[[], None]) -> Result:
        server = self._begin()
        try:
            recipient = wire_address(recipient)
        except RenderingFault as fault:
            raise _Refusal(Outcome.FAILED, str(fault)) from fault
        self._expect(server, f"RCPT TO:<{recipient}>", (250, 251))
        self._expect(server, "DATA", (354,))
        try:
            server.send(stuffed(content))
        except NETWORK as error:
            raise self._cut(error) from error
        # How long the database takes is not the server's fault: cut here, a message would be doubtful for nothing.
        self._message = 0
        hand_over()
        self._watched()
        return self._finish(server)

    def _begin(self) -> smtplib.SMTP:
        """A connection on which MAIL was accepted. One that the server closed since its last use is opened again."""
        was_used = self._is_used
        server = self._connected()
        command = f"MAIL FROM:<{self._sender}>"
        self._is_used = True
        try:
            self._expect(server, command, (250,))
        except _Refusal as refusal:
            if not (was_used and refusal.is_cut):
                raise
            server = self._connected()
            self._is_used = True
            self._expect(server, command, (250,))
        return server

    def _finish(self, server: smtplib.SMTP) -> Result:
        try:
            server.send(b".\r\n")
            crash_points.reach(crash_points.AFTER_DOT)
            code, text = server.getreply()
        except NETWORK as error:
            self._drop()
            return Result(Outcome.DOUBTFUL, f"Message remis, sans réponse du serveur ({_words(error)}).")
        if code == 250:
            return SENT
        if 400 <= code <= 599:
            return _refused(code, text)
        self._drop()
        return Result(Outcome.DOUBTFUL, f"Message remis, réponse du serveur incomprise ({reply_text(code, text)}).")

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._is_used = False
            try:
                self._server = self._open()
            except smtplib.SMTPNotSupportedError as error:
                raise _Refusal(
                    Outcome.MISCONFIGURED,
                    "Le serveur d’envoi ne propose pas le chiffrement ou l’authentification demandés.",
                ) from error
            except ssl.SSLCertVerificationError as error:
                reason = f"Le certificat du serveur d’envoi est refusé ({error.verify_message})."
                raise _Refusal(Outcome.MISCONFIGURED, reason) from error
            except NETWORK as error:
                raise _Refusal(Outcome.UNREACHABLE, f"{UNREACHABLE} ({_words(error)}).") from error
            self._sign_in(self._server)
        return self._server

    def _open(self) -> smtplib.SMTP:
        host, port, timeout = self.settings.host, self.settings.port, self.settings.timeout
        server: smtplib.SMTP
        if self.settings.security == "tls":
            server = _Tls(self._begin_opening, host, port, timeout=timeout, context=self._context())
        else:
            server = _Plain(self._begin_opening, host, port, timeout=timeout)
        try:
            if server.sock is not None:
                # The dot is a packet of its own: without this it waits for the receiver's delayed acknowledgement.
                server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.ehlo_or_helo_if_needed()
            if self.settings.security == "starttls":
                server.starttls(context=self._context())
                server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _begin_opening(self, server: smtplib.SMTP) -> None:
        self._opening = server

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.settings.ca_file or None)

    def _sign_in(self, server: smtplib.SMTP) -> None:
        if not self.settings.username:
            return
        try:
            server.login(self.settings.username, self.settings.password)
        except smtplib.SMTPNotSupportedError as error:
            reason = "Le serveur d’envoi ne propose pas d’authentification : vérifiez [smtp] security et port."
            raise _Refusal(Outcome.MISCONFIGURED, reason) from error
        except UnicodeError as error:
            reason = "L’identifiant et le mot de passe du serveur d’envoi ne peuvent contenir que des caractères ASCII."
            raise _Refusal(Outcome.MISCONFIGURED, reason) from error
        except smtplib.SMTPResponseException as error:
            words = reply_text(error.smtp_code, error.smtp_error)
            if 400 <= error.smtp_code < 500:
                raise _Refusal(Outcome.UNREACHABLE, f"{UNREACHABLE} pour l’instant ({words}).") from error
            reason = f"Le serveur d’envoi refuse l’identifiant ou le mot de passe ({words})."
            raise _Refusal(Outcome.MISCONFIGURED, reason) from error
        except NETWORK as error:
            raise _Refusal(Outcome.UNREACHABLE, f"{UNREACHABLE} ({_words(error)}).") from error

    def _expect(self, server: smtplib.SMTP, command: str, wanted: tuple[int, ...]) -> None:
        try:
            code, text = server.docmd(command)
        except NETWORK as error:
            raise self._cut(error) from error
        if code in wanted:
            return
        result = _refused(code, text)
        # 421: the server closes the connection; out of range: it speaks something else than SMTP.
        is_cut = code == 421 or not 400 <= code <= 599
        if is_cut:
            self._drop()
        raise _Refusal(result.outcome, result.reason, is_cut=is_cut)

    def _cut(self, error: BaseException) -> _Refusal:
        self._drop()
        return _Refusal(Outcome.RETRY, f"Connexion coupée par le serveur d’envoi ({_words(error)}).", is_cut=True)

    def _reset(self) -> None:
        if self._server is not None:
            try:
                self._server.rset()
            except NETWORK:
                self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None
        self._is_used = False


def _refused(code: int, text: bytes) -> Result:
    words = reply_text(code, text)
    if code < 500 or code > 599:
        return Result(Outcome.RETRY, f"Refus temporaire du serveur d’envoi ({words}).")
    if code in NOT_SIGNED_IN:
        return Result(Outcome.MISCONFIGURED, f"Le serveur d’envoi demande de s’authentifier ({words}).")
    return Result(Outcome.FAILED, f"Refus définitif du serveur d’envoi ({words}).")


def _words(error: BaseException) -> str:
    match error:
        case TimeoutError():
            return "délai dépassé"
        case ConnectionRefusedError():
            return "connexion refusée"
        case smtplib.SMTPServerDisconnected() if "timed out" in str(error):
            return "délai dépassé"
        case smtplib.SMTPServerDisconnected() | ConnectionError():
            return "connexion fermée"
        case smtplib.SMTPResponseException():
            return reply_text(error.smtp_code, error.smtp_error)
        case OSError():
            return error.strerror or type(error).__name__
    return type(error).__name__
