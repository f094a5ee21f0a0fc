"""Where our servers listen, and what the settings of a webhook have to be."""

import socket
import stat
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from pydantic import ValidationError

from bot.address import Address
from bot.chat.transport import method_of
from bot.tables import Telegram
from bot.web import SOCKET_MODE, Server, certificate


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8081", Address("127.0.0.1", 8081)),
        ("0.0.0.0:0", Address("0.0.0.0", 0)),
        ("localhost:80", Address("localhost", 80)),
        ("[::1]:8081", Address("::1", 8081)),
        ("unix:/run/hengkang/web.sock", Address(path=Path("/run/hengkang/web.sock"))),
    ],
)
def test_an_address_is_a_host_with_a_port_or_a_socket(text: str, address: Address) -> None:
    assert Address.of(text) == address


@pytest.mark.parametrize(
    "text", ["8081", ":8081", "127.0.0.1", "127.0.0.1:99999", "::1:8081", "[a]:1", "unix:web", "a:b"]
)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="write an address such as"):
        Address.of(text)


async def alive(request: web.Request) -> web.Response:
    return web.Response(text="alive")


async def test_a_socket_is_open_to_its_group_alone_and_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "web.sock"
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(path))
    app = web.Application()
    app.router.add_get("/", alive)
    async with Server(app, Address(path=path)) as server:
        assert server.port == 0
        assert stat.S_IMODE(path.stat().st_mode) == SOCKET_MODE
        async with (
            aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(path))) as session,
            session.get("http://bot/") as answer,
        ):
            assert await answer.text() == "alive"
    assert not path.exists()


async def test_an_address_that_is_taken_is_told() -> None:
    async with Server(web.Application(), Address("127.0.0.1", 0)) as first:
        with pytest.raises(OSError, match="in use"):
            async with Server(web.Application(), Address("127.0.0.1", first.port)):
                pass


def test_a_certificate_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_text("no certificate", encoding="utf-8")
    with pytest.raises(OSError):
        certificate(tmp_path / "chain.pem", None)
    with pytest.raises(FileNotFoundError):
        certificate(tmp_path / "none.pem", None)


def test_telegram_posts_to_https_only() -> None:
    assert Telegram(webhook="https://bot.example.org/hook").webhook
    assert Telegram(webhook="http://10.0.0.5/hook", api="http://127.0.0.1:8081").webhook, (
        "a Bot API server of one's own"
    )
    for wrong in ("http://bot.example.org/", "bot.example.org", "https://a:b@bot.example.org/", "https://x/?a=1"):
        with pytest.raises(ValidationError, match="https://"):
            Telegram(webhook=wrong)


@pytest.mark.parametrize("wrong", ["short", "with spaces in between", "ünïcödé-letters-here", "x" * 257])
def test_a_secret_is_long_and_of_letters_that_a_header_carries(wrong: str) -> None:
    with pytest.raises(ValidationError, match="16 to 256 characters"):
        Telegram(webhook_secret=wrong)  # type: ignore[arg-type]


def test_of_an_address_only_the_method_is_counted() -> None:
    assert method_of("https://api.telegram.org/bot77:secret/sendMessage") == "sendMessage"
    assert method_of("https://api.telegram.org/bot77:secret/getUpdates?timeout=1") == "getUpdates"
    assert method_of("https://api.telegram.org/file/bot77:secret/documents/private.opml") == "file"
