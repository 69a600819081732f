"""Other people's clients, unchanged but for the address they speak to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from whatsapp_biz.emulator import EmulatorServer

from .conftest import NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

heyoo = pytest.importorskip("heyoo")
pywa = pytest.importorskip("pywa")

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


@pytest.fixture
def theirs(server: EmulatorServer) -> Iterator[Any]:
    emulator = server.emulator
    with httpx.Client() as session:
        client = pywa.WhatsApp(
            phone_id=emulator.phone_number_id, token=emulator.token, session=session
        )
        session.base_url = httpx.URL(f"{server.url}/v25.0")
        yield client


@pytest.fixture
def old(server: EmulatorServer) -> Any:
    emulator = server.emulator
    client = heyoo.WhatsApp(emulator.token, phone_number_id=emulator.phone_number_id)
    client.base_url = f"{server.url}/v14.0"
    client.v15_base_url = f"{server.url}/v15.0"
    client.url = f"{client.base_url}/{emulator.phone_number_id}/messages"
    return client


def test_pywa_sends_a_text(server: EmulatorServer, theirs: Any) -> None:
    ana = server.emulator.customer(NUMBER)
    ana.says("Hello?")

    sent = theirs.send_message(to=NUMBER, text="Hi")

    assert [(message.id, message.text) for message in ana.inbox] == [(sent.id, "Hi")]


def test_pywa_uploads_looks_up_and_downloads(theirs: Any, tmp_path: Path) -> None:
    media = theirs.upload_media(media=PNG, mime_type="image/png", filename="a.png")

    found = theirs.get_media_url(media.id)
    path = theirs.download_media(url=found.url, path=tmp_path, filename="a.png")

    assert Path(path).read_bytes() == PNG


def test_pywa_understands_a_refusal(server: EmulatorServer, theirs: Any) -> None:
    server.emulator.fail_next(graph_code=131047)

    with pytest.raises(pywa.errors.ReEngagementMessage):
        theirs.send_message(to=NUMBER, text="Hi")


def test_pywa_takes_our_webhooks(server: EmulatorServer) -> None:
    emulator = server.emulator
    client = pywa.WhatsApp(
        phone_id=emulator.phone_number_id,
        token=emulator.token,
        server=None,
        verify_token=emulator.verify_token,
        app_secret=emulator.app_secret,
        validate_updates=True,
    )
    seen: list[str] = []
    client.add_handlers(
        pywa.handlers.MessageHandler(lambda _, message: seen.append(message.text)),
        pywa.handlers.MessageStatusHandler(lambda _, status: seen.append(status.status.value)),
    )
    ana = emulator.customer(NUMBER, name="Änne")
    told = [ana.says("Grüße /")]
    client.api._session.base_url = f"{server.url}/v25.0"
    client.send_message(to=NUMBER, text="Hi")
    ana.reads()

    for body, headers in [*told, *emulator.deliveries()]:
        assert client.webhook_update_validator(body, headers["X-Hub-Signature-256"]) is None
        assert client.webhook_update_handler(body)[1] == 200

    assert seen == ["Grüße /", "sent", "delivered", "read"]
    client.api._session.close()


def test_heyoo_sends_a_text(server: EmulatorServer, old: Any) -> None:
    ana = server.emulator.customer(NUMBER)
    ana.says("Hello?", message_id="wamid.1")

    answer = old.send_message("Hi", NUMBER.replace(" ", "").removeprefix("+"))
    old.mark_as_read("wamid.1")

    assert [message.id for message in ana.inbox] == [answer["messages"][0]["id"]]
    assert server.emulator.world.inbound["wamid.1"].read


# It leaves the file it uploads open.
@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_heyoo_uploads_looks_up_and_downloads(old: Any, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(PNG)

    media_id = old.upload_media(str(tmp_path / "a.png"))["id"]
    url = old.query_media_url(media_id)
    path = old.download_media(url, "image/png", str(tmp_path / "b"))

    assert Path(path).read_bytes() == PNG
