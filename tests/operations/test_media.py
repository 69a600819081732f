"""Files kept at Meta: uploads, where the token may go, and whether it is the right file."""

from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path
from urllib.parse import urlsplit

import attrs
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.operations.answers import answer
from whatsapp_biz import errors
from whatsapp_biz._multipart import parts
from whatsapp_biz.operations.media import (
    LARGEST,
    MEDIA_HOSTS,
    DeleteMedia,
    DownloadMedia,
    GetMedia,
    MediaInfo,
    UploadMedia,
    media_hosts,
    require_host,
)

FILE = b"the file"
DIGEST = hashlib.sha256(FILE)


def info(url: str = "https://lookaside.fbsbx.com/media?mid=5", **more) -> MediaInfo:
    return MediaInfo(id="5", url=url, **more)


def upload(source=FILE, **more) -> UploadMedia:
    return UploadMedia(
        **{"phone_number_id": "111", "mime_type": "image/png", **more}, source=source
    )


# Uploads ------------------------------------------------------------------------------------


def test_a_file_is_uploaded_as_a_form():
    request = upload(filename="a.png").request()

    assert (request.method, request.path) == ("POST", "111/media")
    assert (request.body, request.query, request.url) == (None, (), None)
    assert request.upload.source is FILE
    assert (request.upload.filename, request.upload.mime_type) == ("a.png", "image/png")
    assert request.upload.fields == (("messaging_product", "whatsapp"), ("type", "image/png"))
    assert request.upload.start == 0
    assert upload().request().upload.filename == "file"


def test_an_open_file_is_sent_from_where_it_stood_each_time():
    file = io.BytesIO(b"skipped" + FILE)
    file.seek(7)
    operation = upload(file)

    for _ in range(3):
        sent = b"".join(parts(operation.request().upload))
        assert FILE in sent
        assert b"skipped" not in sent


def test_a_path_is_sent(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(FILE)

    assert FILE in b"".join(parts(upload(path).request().upload))


@pytest.mark.parametrize(
    "source", ["a.png", "the file", bytearray(FILE), memoryview(FILE), None, 5, [FILE]]
)
def test_what_might_be_a_path_or_a_text_is_no_file(source):
    with pytest.raises(TypeError, match="must be bytes, a pathlib.Path or a binary file"):
        upload(source)


def test_a_text_file_is_no_file():
    with pytest.raises(TypeError):
        upload(io.StringIO("text"))


@pytest.mark.parametrize(
    "filename", ["a.png", "Rechnung März 2026.pdf", "写真.png", "😀.png", "f"]
)
def test_a_file_may_have_any_printable_name(filename):
    assert upload(filename=filename).request().upload.filename == filename


@pytest.mark.parametrize(
    "filename",
    ['a".png', "a\\.png", "a\r\nX: y", "a\n", "a\x00.png", "a\x1b[2J", "a\u202egnp.exe", "\ud800"],
    ids=["quote", "backslash", "header", "newline", "NUL", "escape", "bidi", "half a surrogate"],
)
def test_no_name_breaks_out_of_its_header(filename):
    with pytest.raises(ValueError, match="filename must be printable"):
        upload(filename=filename)


@pytest.mark.parametrize("mime_type", ["image/png", "audio/ogg; codecs=opus", "text/plain"])
def test_a_type_looks_like_one(mime_type):
    assert dict(upload(mime_type=mime_type).request().upload.fields)["type"] == mime_type


@pytest.mark.parametrize(
    "mime_type", ["", "png", ".png", "image/png/x", "imäge/png", "image／png"]
)
def test_what_is_no_type_is_refused(mime_type):
    with pytest.raises(ValueError, match="mime_type must look like image/png"):
        upload(mime_type=mime_type)


@pytest.mark.parametrize(
    "mime_type",
    ["image/png\r\nX-Evil: 1", "image/png\n", "image/png\x00", "/", "image/", "/png", " / "],
    ids=["header", "newline", "NUL", "slash", "no subtype", "no type", "blanks"],
)
def test_no_type_breaks_out_of_its_header(mime_type):
    with pytest.raises(ValueError, match="mime_type"):
        upload(mime_type=mime_type)


def test_an_upload_shows_neither_file_nor_name():
    shown = repr(upload(b"canary-body-file", filename="canary-body-name.png"))

    assert "canary" not in shown
    assert repr(upload().request().upload) == "Upload(image/png)"


def test_the_id_of_an_upload_is_its_result():
    assert upload().parse(answer({"id": "1013859600285441"})) == "1013859600285441"


@pytest.mark.parametrize("media_id", [None, "", 5, ["5"], {"id": "5"}, True])
def test_an_upload_without_an_id_may_have_been_done(media_id):
    with pytest.raises(errors.DeliveryUnknown, match="without an id"):
        upload().parse(answer({"id": media_id}))


# Looking up and deleting ----------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "method"), [(GetMedia, "GET"), (DeleteMedia, "DELETE")])
def test_a_file_is_named_by_its_id(kind, method):
    alone = kind(media_id="5").request()
    owned = kind(media_id="5", phone_number_id="111").request()

    assert (alone.method, alone.path, alone.query) == (method, "5", ())
    assert (owned.method, owned.path, owned.query) == (method, "5", (("phone_number_id", "111"),))
    assert alone.body is None


def test_where_a_file_lies_is_read():
    body = {
        "id": "5",
        "url": "https://lookaside.fbsbx.com/canary-body-url",
        "mime_type": "image/jpeg",
        "sha256": DIGEST.hexdigest(),
        "file_size": "8",
        "messaging_product": "whatsapp",
    }

    found = GetMedia(media_id="5").parse(answer(body))

    assert found == MediaInfo(
        id="5",
        url=body["url"],
        mime_type="image/jpeg",
        sha256=DIGEST.hexdigest(),
        file_size=8,
        extra={"messaging_product": "whatsapp"},
    )
    assert "canary" not in repr(found)


def test_what_meta_left_out_of_a_file_is_empty():
    bare = GetMedia(media_id="5").parse(answer({"id": "5", "url": "https://x"}))

    assert set(attrs.asdict(bare, filter=lambda _, value: bool(value))) == {"id", "url"}


@pytest.mark.parametrize(
    ("said", "gone"), [(True, True), (False, False), (None, False), ("true", False), (1, False)]
)
def test_a_file_is_gone_only_if_meta_says_so(said, gone):
    assert DeleteMedia(media_id="5").parse(answer({"success": said})) is gone
    assert DeleteMedia(media_id="5").parse(answer({})) is False


# Where the token may go -----------------------------------------------------------------------

KNOWN = [
    "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=5&ext=1&hash=A",
    "https://lookaside.fbsbx.com",
    "https://lookaside.fbsbx.com:443/x",
    "https://LOOKASIDE.FBSBX.COM/x",
    "HTTPS://lookaside.fbsbx.com/x",
    "https://lookaside.fbsbx.com./x",
    "https://lookaside.cdnwhatsapp.net/x",
    "https://graph.facebook.com/v26.0/5",
    "https://lookaside.fbsbx.com/x?next=https://evil.example/",
    "https://lookaside.fbsbx.com/x?user@evil.example",
    "https://lookaside.fbsbx.com/@evil.example",
    "https://lookaside.fbsbx.com/x#@evil.example",
    "https://lookaside.fbsbx.com/%2e%2e/x",
]
HOSTILE = {
    "user info that looks like the host": "https://lookaside.fbsbx.com@evil.example/x",
    "user info with a port": "https://lookaside.fbsbx.com:443@evil.example/x",
    "user info on the right host": "https://user:pw@lookaside.fbsbx.com/x",
    "empty user info": "https://@lookaside.fbsbx.com/x",
    "a longer host": "https://lookaside.fbsbx.com.evil.example/",
    "a prefixed host": "https://evillookaside.fbsbx.com/",
    "a subdomain": "https://x.lookaside.fbsbx.com/",
    "the parent domain": "https://fbsbx.com/",
    "another host of Meta's": "https://www.facebook.com/",
    "a CDN host": "https://scontent.xx.fbcdn.net/x",
    "a backslash": "https://lookaside.fbsbx.com\\@evil.example",
    "a backslash before a dot": "https://lookaside.fbsbx.com\\.evil.example/",
    "a backslash in the path": "https://lookaside.fbsbx.com/\\evil.example",
    "ideographic full stops": "https://lookaside。fbsbx。com/",
    "full-width letters": "https://ｌｏｏｋａｓｉｄｅ.fbsbx.com/",
    "Cyrillic letters": "https://lооkaside.fbsbx.com/",
    "punycode": "https://xn--lkaside-7fgb.fbsbx.com/",
    "a soft hyphen": "https://look\u00adaside.fbsbx.com/",
    "http": "http://lookaside.fbsbx.com/x",
    "port 8443": "https://lookaside.fbsbx.com:8443/x",
    "port 80": "https://lookaside.fbsbx.com:80/x",
    "port 0": "https://lookaside.fbsbx.com:0/x",
    "a port beyond all": "https://lookaside.fbsbx.com:99999/x",
    "a port in letters": "https://lookaside.fbsbx.com:https/x",
    "a port in Arabic": "https://lookaside.fbsbx.com:٤٤٣/x",
    "two ports": "https://lookaside.fbsbx.com:443:80/x",
    "file:": "file:///etc/passwd",
    "file: on the host": "file://lookaside.fbsbx.com/etc/passwd",
    "ftp:": "ftp://lookaside.fbsbx.com/x",
    "data:": "data:text/plain,x",
    "javascript:": "javascript:alert(1)",
    "ws:": "wss://lookaside.fbsbx.com/x",
    "no scheme": "//lookaside.fbsbx.com/x",
    "only the host": "lookaside.fbsbx.com/x",
    "only a path": "/x",
    "no slashes": "https:lookaside.fbsbx.com/x",
    "one slash": "https:/lookaside.fbsbx.com/x",
    "three slashes": "https:///lookaside.fbsbx.com/x",
    "empty": "",
    "a blank": " ",
    "no host": "https://",
    "an encoded dot": "https://lookaside%2efbsbx%2ecom/x",
    "an encoded at": "https://lookaside.fbsbx.com%40evil.example/x",
    "an encoded slash": "https://evil.example%2f@lookaside.fbsbx.com/x",
    "an encoded NUL": "https://lookaside.fbsbx.com%00.evil.example/x",
    "IPv6 of this machine": "https://[::1]/x",
    "a broken IPv6": "https://[::1/x",
    "a bracketed name": "https://[lookaside.fbsbx.com]/x",
    "this machine": "https://127.0.0.1/x",
    "localhost": "https://localhost/x",
    "the metadata service": "http://169.254.169.254/latest/meta-data/",
    "the metadata service over TLS": "https://169.254.169.254/",
    "an address in hex": "https://0x7f000001/",
    "an address as a number": "https://2130706433/",
    "a private address": "https://10.0.0.1/",
    "a newline in the host": "https://lookaside.fbsbx.com\n.evil.example/",
    "a tab in the host": "https://lookaside.fbsbx.com\t.evil.example/",
    "a comma": "https://lookaside.fbsbx.com,evil.example/",
    "a semicolon": "https://lookaside.fbsbx.com;@evil.example/",
    "a path beyond ASCII": "https://lookaside.fbsbx.com/é",
    "a blank in the host": "https://lookaside.fbsbx.com .evil.example/",
}


@pytest.mark.parametrize("url", KNOWN)
def test_files_are_fetched_from_metas_media_hosts(url):
    require_host(url, MEDIA_HOSTS)

    request = DownloadMedia(info=info(url)).request()
    assert (request.method, request.path, request.url) == ("GET", "media", url)
    assert request.largest == LARGEST == 104_857_600
    assert (request.body, request.query, request.upload) == (None, (), None)


@pytest.mark.parametrize("case", HOSTILE)
def test_the_token_goes_nowhere_else(case):
    with pytest.raises(errors.MediaRefused):
        require_host(HOSTILE[case], MEDIA_HOSTS)
    with pytest.raises(errors.MediaRefused):
        DownloadMedia(info=info(HOSTILE[case]))


def goes_to(url: str) -> tuple[str, str, int | None] | None:
    """Where httpx would connect; None if it would not."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, UnicodeError):
        return None
    return parsed.scheme, parsed.host.rstrip("."), parsed.port


pieces = st.sampled_from(
    [
        "https", "http", ":", "/", "//", "://", "@", "\\", ".", "#", "?", "%2e", "%40", "\t", "\n",
        " ", "[", "]", ":443", ":80", "lookaside.fbsbx.com", "evil.example", "。", "：", "＠", "／",
        "user", "x", "\x00", "\x7f", "é",
    ]
)  # fmt: skip


@given(st.lists(pieces, max_size=8).map("".join), st.booleans())
def test_what_is_let_through_goes_where_it_was_let(rest, whole):
    url = rest if whole else f"https://{rest}"
    try:
        require_host(url, MEDIA_HOSTS)
    except errors.MediaRefused:
        return

    # What httpx refuses is not connected to at all.
    assert goes_to(url) in {None, *(("https", host, None) for host in MEDIA_HOSTS)}


@given(st.text())
def test_any_address_is_let_through_or_refused(url):
    try:
        require_host(url, MEDIA_HOSTS)
    except errors.MediaRefused:
        return
    assert urlsplit(url).hostname


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://evil.example/secret?x=1", "evil.example"),
        ("https://user:pw@evil.example/", "evil.example"),
        ("https://lооkaside.fbsbx.com/", "an odd host"),
        ("https://" + "a" * 300 + ".example/", "a" * 100 + ":"),
    ],
    ids=["host", "user info", "Cyrillic", "long"],
)
def test_a_refusal_names_the_host_and_nothing_else(url, shown):
    with pytest.raises(errors.MediaRefused) as caught:
        require_host(url, MEDIA_HOSTS)

    assert shown in str(caught.value)
    assert len(str(caught.value)) < 200
    for hidden in ("secret", "pw", "о"):
        assert hidden not in str(caught.value)


def test_more_hosts_may_be_trusted_by_name():
    hosts = MEDIA_HOSTS | {"cdn.shop.example", "cdn.shop.example:8443"}

    for url in ("https://cdn.shop.example/x", "https://cdn.shop.example:8443/x"):
        require_host(url, hosts)
    with pytest.raises(errors.MediaRefused):
        require_host("https://cdn.shop.example:9443/x", hosts)


def test_an_emulator_on_this_machine_is_a_media_host_there():
    hosts = media_hosts("http://127.0.0.1:8080")

    assert hosts == MEDIA_HOSTS | {"127.0.0.1:8080"}
    require_host("http://127.0.0.1:8080/media/5", hosts)
    for other in (
        "http://127.0.0.1:8081/x",
        "http://127.0.0.1/x",
        "http://localhost:8080/x",
        "http://127.0.0.2:8080/x",
        "http://lookaside.fbsbx.com:8080/x",
        "http://u@127.0.0.1:8080/x",
        "http://127.0.0.1:8080@evil.example/x",
    ):
        with pytest.raises(errors.MediaRefused):
            require_host(other, hosts)


@pytest.mark.parametrize("scheme", ["ftp", "file", "ws", "javascript"])
def test_an_emulator_on_this_machine_speaks_http_only(scheme):
    with pytest.raises(errors.MediaRefused):
        require_host(f"{scheme}://127.0.0.1:8080/x", media_hosts("http://127.0.0.1:8080"))


@pytest.mark.parametrize("base", ["https://graph.facebook.com", "https://proxy.example:8443", "x"])
def test_no_other_host_becomes_a_media_host(base):
    assert media_hosts(base) == MEDIA_HOSTS


@pytest.mark.parametrize(
    "base", ["http://[::1]:8080", "http://localhost"], ids=["IPv6", "no port"]
)
def test_every_address_of_this_machine_that_config_accepts_serves_media(base):
    require_host(f"{base}/media/5", media_hosts(base))


# Whether it is the right file -----------------------------------------------------------------

SPELLED = {
    "hex": DIGEST.hexdigest(),
    "upper-case hex": DIGEST.hexdigest().upper(),
    "base64": base64.b64encode(DIGEST.digest()).decode(),
}


@pytest.mark.parametrize("spelling", SPELLED)
def test_the_announced_file_is_accepted(spelling):
    operation = DownloadMedia(info=info(sha256=SPELLED[spelling]))

    assert operation.parse(answer(FILE)) == FILE


@pytest.mark.parametrize("spelling", SPELLED)
@pytest.mark.parametrize("body", [b"", b"the filf", FILE + b"\n", FILE[:-1]])
def test_another_file_is_refused(spelling, body):
    operation = DownloadMedia(info=info(sha256=SPELLED[spelling]))

    with pytest.raises(errors.MediaRefused, match="its hash differs"):
        operation.parse(answer(body))


def test_without_a_hash_any_file_is_accepted():
    assert DownloadMedia(info=info()).parse(answer(b"anything")) == b"anything"


@pytest.mark.parametrize("sha256", ["zz", DIGEST.hexdigest()[:-2], "sha256=" + DIGEST.hexdigest()])
def test_a_hash_that_cannot_be_read_proves_nothing(sha256):
    with pytest.raises(errors.MediaRefused):
        DownloadMedia(info=info(sha256=sha256)).parse(answer(b"anything"))


def test_a_file_that_is_said_to_be_too_large_is_not_fetched():
    assert DownloadMedia(info=info(file_size=100), largest=100).request().largest == 100
    with pytest.raises(errors.MediaRefused, match="101 bytes, over the limit of 100"):
        DownloadMedia(info=info(file_size=101), largest=100)
    with pytest.raises(errors.MediaRefused, match="over the limit"):
        DownloadMedia(info=info(file_size=LARGEST + 1))


@pytest.mark.parametrize("status", [201, 204, 206, 301, 302, 304, 400, 404, 500, 503])
def test_a_file_comes_with_200_or_not_at_all(status):
    operation = DownloadMedia(info=info(sha256=DIGEST.hexdigest()))

    with pytest.raises(errors.ApiError) as caught:
        operation.parse(answer(FILE, status, location="https://evil.example/"))
    assert caught.value.status == status
    assert str(caught.value).endswith(f"(HTTP {status}): the file cannot be fetched")
    assert FILE.decode() + "\n" not in str(caught.value)


@pytest.mark.parametrize("status", [404, 410, 500, 503])
def test_an_address_that_ran_out_does_not_blame_the_token(status):
    with pytest.raises(errors.ApiError) as caught:
        DownloadMedia(info=info()).parse(answer(b"gone", status))

    assert not isinstance(caught.value, errors.NotAuthorised)


def test_metas_envelope_goes_before_the_status():
    with pytest.raises(errors.NotAuthorised) as caught:
        DownloadMedia(info=info()).parse(
            answer({"error": {"code": 190, "message": "expired"}}, 401)
        )

    assert caught.value.code == 190


def test_media_operations_are_values():
    first, second = GetMedia(media_id="5"), GetMedia(media_id="5")

    assert first == second
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        first.media_id = "6"
    assert isinstance(upload(Path("a.png")).source, Path)


def test_files_are_given_more_time_than_messages():
    assert upload().request().patience == 300
    assert DownloadMedia(info=info()).request().patience == 300
