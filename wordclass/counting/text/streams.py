"""Byte streams of texts: opened, hashed as the file lies there, decompressed."""

import hashlib
import io
from collections.abc import Iterator
from typing import IO, Any

from wordclass.counting.text.sources import Text
from wordclass.errors import InputError


class HashedStream(io.RawIOBase):
    """A binary stream that counts and hashes the bytes read through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()
        self.bytes = 0

    def readable(self) -> bool:
        """Tell `io` that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read up to a buffer of bytes."""
        data: Any = self._stream.read(len(buffer) // 4)  # a character is at most four bytes
        if isinstance(data, str):
            data = data.encode("utf-8", "surrogatepass")
        self.sha256.update(data)
        self.bytes += len(data)
        buffer[: len(data)] = data
        return len(data)


class ByteReader:
    """Reads the decompressed bytes of a text, and hashes the file as it is on the disk."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self._hashed: HashedStream | None = None

    @property
    def bytes_read(self) -> int:
        """Number of bytes of the file read so far."""
        return self._hashed.bytes if self._hashed else 0

    @property
    def sha256(self) -> str:
        """SHA-256 of those bytes, in hexadecimal."""
        return self._hashed.sha256.hexdigest() if self._hashed else ""

    def blocks(self, size: int = 1 << 22) -> Iterator[bytes]:
        """Read the decompressed bytes, at most ``size`` at a time.

        Raises
        ------
        InputError
            When the file cannot be read, or its compression is damaged or cut short.
        """
        from xopen import xopen

        name = self.text.name
        try:
            raw = self.text.stream if self.text.path is None else open(self.text.path, "rb")  # noqa: SIM115
        except OSError as error:
            raise InputError(f"cannot read {name}: {error.strerror}") from None
        assert raw is not None
        try:
            self._hashed = HashedStream(raw)
            buffered = io.BufferedReader(self._hashed, 1 << 20)
            if buffered.peek(1):
                with xopen(buffered, "rb", threads=0) as stream:
                    while block := stream.read(size):
                        yield block
            while self._hashed.read(1 << 20):
                pass  # trailing bytes that a decompressor leaves belong to the hash
        except Exception as error:  # every decompressor has errors of its own, of no common class
            raise InputError(
                f"{name}: cannot read on after byte {self.bytes_read}: "
                f"{str(error) or type(error).__name__}; the file is damaged or cut short: copy or "
                "download it again"
            ) from None
        finally:
            if self.text.path is not None or self.text.pipe:
                raw.close()
