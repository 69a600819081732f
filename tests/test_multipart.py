"""Forms on their way out, read back by Python's own mail parser."""

from __future__ import annotations

import email.parser
import email.policy
import io
import subprocess
import sys
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whatsapp_biz._http import Upload
from whatsapp_biz._multipart import CHUNK, content_type, length, parts

DATA = bytes(range(256)) * 3 + b"\r\n--boundary--\r\n"
FIELDS = (("messaging_product", "whatsapp"), ("type", "image/png"))


def parsed(upload: Upload) -> list[tuple[str, str | None, str, bytes]]:
    """Each part: its name, its filename, its type and its bytes."""
    body = b"".join(parts(upload))
    assert len(body) == length(upload)
    head = f"Content-Type: {content_type()}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + body)
    assert message.get_content_type() == "multipart/form-data"
    assert not message.defects
    found = []
    for part in message.iter_parts():
        assert part.get_content_disposition() == "form-data"
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        found.append((name, part.get_filename(), part.get_content_type(), content))
    return found


def sources(tmp_path, data: bytes = DATA):
    path = tmp_path / "file"
    path.write_bytes(data)
    return {"bytes": data, "path": path, "file": io.BytesIO(data)}


@pytest.mark.parametrize("kind", ["bytes", "path", "file"])
@pytest.mark.parametrize(
    "data",
    [b"", b"x", DATA, b"\r\n", b"a" * CHUNK, b"a" * (CHUNK + 1), bytes(2 * CHUNK + 7)],
    ids=["empty", "one byte", "any byte", "line", "a chunk", "a chunk and one", "three chunks"],
)
def test_a_form_reads_as_it_was_meant(kind, data, tmp_path):
    upload = Upload(sources(tmp_path, data)[kind], "invoice.png", "image/png", FIELDS)

    assert parsed(upload) == [
        ("messaging_product", None, "text/plain", b"whatsapp"),
        ("type", None, "text/plain", b"image/png"),
        ("file", "invoice.png", "image/png", data),
    ]


def test_a_form_needs_no_fields():
    assert parsed(Upload(b"x", "f", "application/pdf")) == [("file", "f", "application/pdf", b"x")]


@given(st.binary(max_size=400), st.text(alphabet="abcäöü😀 .-_()", min_size=1, max_size=20))
def test_any_bytes_under_any_name_read_back(data, name):
    upload = Upload(data, name, "image/png", FIELDS)
    body = b"".join(parts(upload))

    assert len(body) == length(upload)
    assert body.count(f'filename="{name}"'.encode()) == 1
    assert parsed(upload)[-1][3] == data


@pytest.mark.parametrize("kind", ["bytes", "path", "file"])
def test_a_repeat_sends_the_same_bytes(kind, tmp_path):
    upload = Upload(sources(tmp_path)[kind], "f", "a/b", FIELDS)
    first = b"".join(parts(upload))

    assert b"".join(parts(upload)) == first
    assert length(upload) == len(first)
    # A repeat after a send that broke off in the middle.
    broken = parts(upload)
    next(broken)
    next(broken)
    assert b"".join(parts(upload)) == first


@pytest.mark.parametrize("start", [0, 1, 100, len(DATA) - 1, len(DATA)])
def test_a_file_is_sent_from_where_it_begins(start):
    file = io.BytesIO(DATA)
    upload = Upload(file, "f", "a/b", start=start)

    for _ in range(2):
        assert parsed(upload)[-1][3] == DATA[start:]
        file.seek(3)  # wherever somebody left it


def test_asking_for_the_length_does_not_move_the_start():
    file = io.BytesIO(DATA)
    upload = Upload(file, "f", "a/b", start=10)

    assert length(upload) == length(upload)
    assert b"".join(parts(upload)).count(DATA[10:]) == 1


def test_a_real_temporary_file_is_sent():
    with tempfile.TemporaryFile() as file:
        file.write(DATA)
        assert parsed(Upload(file, "f", "a/b", start=5))[-1][3] == DATA[5:]


@pytest.mark.parametrize("kind", ["bytes", "path", "file"])
def test_large_files_come_in_pieces(kind, tmp_path):
    assert CHUNK == 262_144
    data = bytes(3 * CHUNK + 1)
    pieces = list(parts(Upload(sources(tmp_path, data)[kind], "f", "a/b")))

    assert [len(piece) for piece in pieces[1:-1]] == [CHUNK, CHUNK, CHUNK, 1]
    assert all(type(piece) is bytes for piece in pieces)


def test_a_path_is_closed_after_it_was_sent(tmp_path):
    # An open file would be a ResourceWarning, which is an error here.
    path = sources(tmp_path)["path"]
    list(parts(Upload(path, "f", "a/b")))
    path.unlink()


def test_a_file_that_is_not_there_is_an_os_error(tmp_path):
    upload = Upload(tmp_path / "missing", "f", "a/b")

    with pytest.raises(FileNotFoundError):
        length(upload)


def test_nobody_can_guess_where_a_part_ends():
    boundary = content_type().partition("boundary=")[2]
    code = "from whatsapp_biz._multipart import content_type; print(content_type())"
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert len(boundary) <= 70  # RFC 2046, 5.1.1
    assert len(boundary.rpartition("-")[2]) == 32
    assert boundary not in other.stdout
