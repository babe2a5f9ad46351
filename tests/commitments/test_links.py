"""The visitor of links against real servers on this machine, which only tests allow it to reach."""

import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from aic_tracker.commitments import links
from aic_tracker.outgoing.addresses import is_public
from aic_tracker.outgoing.asking import Bounds

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """Answers each path as a test says; remembers the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, str, str]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                site.requests.append((self.command, self.headers["Host"], self.path))
                site.answers.get(self.path, status(404))(self)

            do_HEAD = do_GET = _answer  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self.thread.start()

    def url(self, path: str, host: str = "site.example.org") -> str:
        return f"http://{host}:{self.port}{path}"

    def visit(self, path: str, **values: object) -> links.LinkCheck:
        given = {"resolve": lambda host, port: ["127.0.0.1"], "allows": lambda address: True, "ports": {self.port}}
        return links.visit(self.url(path), Bounds(**(given | values)))  # type: ignore[arg-type]


def status(code: int, location: str | None = None) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        if location:
            handler.send_header("Location", location)
        handler.end_headers()

    return answer


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.server.shutdown()
    site.server.server_close()
    site.thread.join()


@pytest.mark.parametrize("code", [200, 204, 401, 410, 500])
def test_the_status_of_the_page_is_told(site: Site, code: int) -> None:
    site.answers["/"] = status(code)
    assert site.visit("/") == links.LinkCheck(code)
    assert site.requests == [("HEAD", f"site.example.org:{site.port}", "/")]


@pytest.mark.parametrize("code", [403, 404, 405, 501])
def test_a_server_that_refuses_head_is_asked_again(site: Site, code: int) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        status(200 if handler.command == "GET" else code)(handler)

    site.answers["/page"] = answer
    assert site.visit("/page").status == 200
    assert [command for command, *_ in site.requests] == ["HEAD", "GET"]


def test_accents_in_the_address_travel_as_ascii(site: Site) -> None:
    site.answers["/donn%C3%A9es?q=%C3%A9t%C3%A9"] = status(200)
    assert site.visit("/données?q=été").status == 200


def test_an_accented_host_is_the_one_of_today_s_standard() -> None:
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        raise OSError

    links.visit("http://données.faß.de/", Bounds(resolve=resolve))
    assert asked == ["xn--donnes-eva.xn--fa-hia.de"]


def test_three_redirects_are_followed_and_no_more(site: Site) -> None:
    for number in range(4):
        site.answers[f"/{number}"] = status(302, f"/{number + 1}")
    site.answers["/4"] = status(200)
    assert site.visit("/1").status == 200
    assert site.visit("/0") == links.LinkCheck(None, "Trop de redirections.")


def test_a_redirect_without_address_is_its_own_answer(site: Site) -> None:
    site.answers["/"] = status(301)
    assert site.visit("/").status == 301


@pytest.mark.parametrize(
    "location",
    [
        "http://interne.example.org:{port}/",
        "//interne.example.org:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://2130706433/",
        "http://127.1/",
        "http://localhost/",
        "file:///etc/passwd",
        "gopher://site.example.org/",
        "http://site.example.org:22/",
        "http://moi:secret@site.example.org:{port}/",
    ],
)
def test_a_redirect_to_the_inside_is_never_followed(site: Site, location: str) -> None:
    site.answers["/"] = status(302, location.format(port=site.port))
    reached = []

    def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "site.example.org" else ["10.0.0.7"]

    def allows(address: str) -> bool:
        reached.append(address)
        return address == "127.0.0.1"

    found = site.visit("/", resolve=resolve, allows=allows, ports={site.port, 80, 443})

    assert found.status is None
    assert found.problem
    assert len(site.requests) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://10.0.0.1/",
        "https://192.168.1.1/",
        "http://169.254.169.254/",
        "http://[fe80::1]/",
        "http://[fd00::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://224.0.0.1/",
        "http://[ff02::1]/",
        "http://255.255.255.255/",
        "http://１２７.0.0.1/",
    ],
)
def test_an_address_of_the_inside_is_refused_before_any_connection(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a connection was tried"))
    found = links.visit(url)
    assert found.status is None
    assert "réseau privé" in found.problem or "introuvable" in found.problem


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "http:///chemin",
        "http://example.org:99999/",
        "http://example.org:8080/",
        "http://moi:secret@example.org/",
        "http://a..b/",
        "http://[::1/",
        "http://" + "a" * 70 + ".org/",
        "",
    ],
)
def test_an_unreadable_or_unusual_address_is_not_visited(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a connection was tried"))
    found = links.visit(url, Bounds(resolve=lambda host, port: ["8.8.8.8"]))
    assert found.status is None
    assert found.problem


def test_one_private_address_among_public_ones_is_enough_to_refuse(site: Site) -> None:
    found = site.visit("/", resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"], allows=is_public)
    assert "réseau privé" in found.problem


def test_the_connection_goes_to_the_address_that_was_checked(site: Site) -> None:
    """A name that changes its mind: the second answer is never asked for."""
    site.answers["/"] = status(200)
    answers = [["127.0.0.1"]]
    assert site.visit("/", resolve=lambda host, port: answers.pop()).status == 200


def test_a_second_address_is_tried_when_the_first_is_closed(site: Site) -> None:
    site.answers["/"] = status(200)
    assert site.visit("/", resolve=lambda host, port: ["::1", "127.0.0.1"]).status == 200


def test_a_name_that_does_not_exist_is_told(site: Site) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror

    assert site.visit("/", resolve=resolve).problem == "Ce nom de site est introuvable."


def test_a_site_that_is_down_is_told() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    given = {"resolve": lambda host, port: ["127.0.0.1"], "allows": lambda address: True, "ports": {port}}
    assert links.visit(f"http://site.example.org:{port}/", Bounds(**given)).problem == "Ce site ne répond pas."


@pytest.fixture
def raw() -> Iterator[Callable[[bytes], int]]:
    """A server that sends these bytes, then nothing more; gives its port."""
    opened: list[socket.socket] = []

    def serve(content: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        opened.append(listener)

        def talk() -> None:
            try:
                connection, _ = listener.accept()
                opened.append(connection)
                connection.sendall(content)
            except OSError:
                return

        threading.Thread(target=talk, daemon=True).start()
        return int(listener.getsockname()[1])

    yield serve
    for one in opened:
        one.close()


def visit_raw(port: int, scheme: str = "http", seconds: float = 0.3) -> links.LinkCheck:
    return links.visit(
        f"{scheme}://site.example.org:{port}/",
        Bounds(resolve=lambda host, port: ["127.0.0.1"], allows=lambda address: True, ports={port}, seconds=seconds),
    )


def test_a_server_that_never_ends_its_answer_is_hung_up_on(raw: Callable[[bytes], int]) -> None:
    assert visit_raw(raw(b"HTTP/1.1 200 OK\r\nX-Slow: ")).problem == "Ce site ne répond pas à temps."


def test_a_head_without_end_is_read_no_further(raw: Callable[[bytes], int]) -> None:
    found = visit_raw(raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000), seconds=5)
    assert found.status is None


@pytest.mark.parametrize("content", [b"220 mail.example ESMTP\r\n\r\n", b"\x00\xff\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_does_not_speak_http_is_told(raw: Callable[[bytes], int], content: bytes) -> None:
    assert visit_raw(raw(content), seconds=2).problem == "Ce site ne répond pas."


def test_what_does_not_speak_tls_is_told(raw: Callable[[bytes], int]) -> None:
    assert visit_raw(raw(b"HTTP/1.1 400 Bad Request\r\n\r\n"), "https", seconds=2).problem == "Ce site ne répond pas."


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("100.64.0.1", False),
        ("192.0.2.1", False),
        ("198.18.0.1", False),
        ("240.0.0.1", False),
        ("::", False),
        ("::127.0.0.1", False),
        ("2001:db8::1", False),
        ("2001:0:7f00:1::", False),
        ("fe80::1%eth0", False),
        ("pas une adresse", False),
    ],
)
def test_public_addresses_are_told_from_the_others(address: str, public: bool) -> None:
    assert is_public(address) is public
