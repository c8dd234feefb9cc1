"""The file of a backup: whatever is changed in it, anywhere, is found and named."""

from __future__ import annotations

import contextlib
import os
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from articles.backup import container
from articles.backup.encryption import CHUNK, DecryptingReader, EncryptingWriter
from articles.backup.errors import BackupError, WrongPassphrase

MEMBERS = {"rows/a.jsonl": b'{"id":1}\n' * 9, "uploads/رسالة طويلة.txt": "نصّ".encode() * 200, "empty": b""}


def written() -> bytes:
    file = BytesIO()
    writer = container.Writer(file)
    for name, data in MEMBERS.items():
        writer.add(name, data)
    writer.close({"version": "1"})
    return file.getvalue()


def damage(data: bytes) -> list[str]:
    reader = container.Reader(BytesIO(data))
    for _ in reader:
        pass
    return reader.damage()


def test_members_come_back_as_they_were():
    reader = container.Reader(BytesIO(written()))
    assert {member.name: member.read() for member in reader} == MEMBERS
    assert reader.damage() == []
    assert reader.manifest["version"] == "1"


def test_any_tar_reader_reads_it(tmp_path):
    (tmp_path / "file.tar").write_bytes(written())
    with tarfile.open(tmp_path / "file.tar") as tar:
        assert set(tar.getnames()) == {*MEMBERS, container.MANIFEST, container.SUMS}


def test_every_byte_counts():
    """Headers, padding, manifest and sums too; a byte of a member is told with the member's name."""
    whole = written()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 0x01
        assert damage(bytes(changed)), place
    for name, data in MEMBERS.items():
        for place in range(whole.find(data), whole.find(data) + len(data)):
            changed = bytearray(whole)
            changed[place] ^= 0x80
            assert [line for line in damage(bytes(changed)) if line.startswith(name)], (name, place)


@pytest.mark.parametrize("part", [container.MANIFEST, container.SUMS])
def test_the_last_members_are_named(part):
    whole = written()
    place = whole.rfind(b'"version": "1"') + 12 if part == container.MANIFEST else len(whole) - 3
    assert damage(whole[:place] + b"2" + whole[place + 1 :])[0].startswith(part)


def test_a_file_that_was_cut_anywhere_is_refused():
    whole = written()
    assert all(damage(whole[:size]) for size in range(0, len(whole), 7))


def test_what_was_added_behind_is_refused():
    assert damage(written() + bytes(512))


def test_a_file_that_shrinks_while_it_is_read_is_no_backup(tmp_path, monkeypatch):
    path = tmp_path / "upload"
    path.write_bytes(b"x" * 3_000_000)

    class Shrinking(BytesIO):
        def write(self, data: bytes) -> int:
            path.write_bytes(b"")
            return super().write(data)

    with path.open("rb", buffering=0) as file, pytest.raises(BackupError, match="became shorter"):
        container.Writer(Shrinking()).add_file("uploads/x", file)


def test_the_name_appears_with_the_whole_file(tmp_path):
    path = tmp_path / "backup.tar"
    with contextlib.suppress(RuntimeError), container.written_whole(path) as file:
        file.write(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    with container.written_whole(path) as file:
        file.write(b"whole")
    assert path.read_bytes() == b"whole"
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(BackupError, match="exists already"), container.written_whole(path):
        pass


def test_what_a_killed_one_has_left_goes_when_nobody_writes_it_any_more(tmp_path):
    path = tmp_path / "backup [1].tar"
    left, written, other = (
        tmp_path / f".{name}.partial" for name in (path.name + ".1", path.name + ".2", "x")
    )
    for file in (left, written, other):
        file.write_bytes(b"half")
    for file in (left, other):
        os.utime(file, (1, 1))
    with container.written_whole(path):
        pass
    assert {file.name for file in tmp_path.iterdir()} == {path.name, written.name, other.name}


# ---- encrypted ------------------------------------------------------------------------------------


def sealed(data: bytes, passphrase: str = "كلمة السرّ") -> bytes:
    file = BytesIO()
    writer = EncryptingWriter(file, passphrase)
    for start in range(0, len(data), 50_000):
        writer.write(data[start : start + 50_000])
    writer.close()
    return file.getvalue()


def unsealed(data: bytes, passphrase: str = "كلمة السرّ") -> bytes:
    return DecryptingReader(BytesIO(data), passphrase).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_what_was_encrypted_is_decrypted(size):
    data = bytes(range(256)) * (size // 256) + bytes(size % 256)
    file = sealed(data)
    assert unsealed(file) == data
    assert size < 32 or data[:32] not in file


def test_another_passphrase_opens_nothing():
    with pytest.raises(WrongPassphrase):
        unsealed(sealed(b"text"), "another")


def test_damage_of_an_encrypted_file_is_named():
    file = sealed(bytes(2 * CHUNK + 100))
    head = len(file) - (2 * CHUNK + 100) - 3 * 16
    for place, name in ((head + 5, "chunk 1 "), (head + CHUNK + 20, "chunk 2 "), (len(file) - 1, "chunk 3 ")):
        with pytest.raises(BackupError, match=name):
            unsealed(file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :])
    for place in (0, 25, 32, 40, 60, 100, 160, head - 3):
        with pytest.raises(BackupError):
            unsealed(file[:place] + bytes([file[place] ^ 1]) + file[place + 1 :])


@pytest.mark.parametrize("less", [1, 100 + 16, CHUNK + 16 + 100 + 16])
def test_a_cut_encrypted_file_is_refused(less):
    with pytest.raises(BackupError, match="cut off"):
        unsealed(sealed(bytes(2 * CHUNK + 100))[:-less])


def test_a_head_that_asks_for_much_memory_is_refused():
    file = sealed(b"text")
    with pytest.raises(BackupError, match="head"):
        unsealed(file.replace(b" 17\n", b" 40\n", 1))


def test_no_passphrase_for_an_encrypted_file(tmp_path: Path):
    path = tmp_path / "backup.tar.age"
    path.write_bytes(sealed(b"text"))
    with pytest.raises(WrongPassphrase, match="BACKUP_PASSPHRASE"), container.opened(path):
        pass
