"""Bounds of the ZIP archives that Office files are. They are checked before unpacking."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

MAX_MEMBERS = 5_000
MAX_UNPACKED_BYTES = 300_000_000
MAX_XML_BYTES = 40_000_000
MAX_RATIO = 300
SMALL_BYTES = 10_000_000  # up to which the ratio does not matter
OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")


class ZipLimitError(Exception):
    """An archive is damaged, encrypted, or would be too large when it is unpacked."""


def checked_zip(content: bytes) -> ZipFile:
    """Open an archive that is within the bounds.

    Raises:
        ZipLimitError: It is not; the message says why, as a sentence.
    """
    if content.startswith(OLE_MAGIC):
        raise ZipLimitError("it is protected by a password, or of an old Office format.")
    try:
        archive = ZipFile(BytesIO(content))
    except (BadZipFile, OSError, ValueError, NotImplementedError, OverflowError):
        raise ZipLimitError("it is damaged.") from None
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if any(member.flag_bits & 1 for member in members):
        raise ZipLimitError("it is protected by a password.")
    if (
        len(members) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED_BYTES
        or unpacked > max(SMALL_BYTES, MAX_RATIO * len(content))
        or any(one.file_size > MAX_XML_BYTES and one.filename.endswith(".xml") for one in members)
    ):
        raise ZipLimitError("it would be far too large when it is unpacked.")
    return archive
