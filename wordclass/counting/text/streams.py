"""The bytes of a text: hashed as stored, then decompressed."""

import hashlib
import io
from collections.abc import Iterator
from typing import IO, Any

from wordclass.counting.text.sources import Text
from wordclass.errors import InputError

_CHUNK = 1 << 22  # bytes


class HashedStream(io.RawIOBase):
    """A binary stream that counts and hashes the bytes read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.sha256 = hashlib.sha256()
        self.bytes = 0

    def readable(self) -> bool:
        """Return True, as ``io`` requires."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer at least partly, unless the stream has ended."""
        if hasattr(self._stream, "readinto1"):
            n = self._stream.readinto1(buffer)  # what a pipe holds, without waiting for more
        else:
            # A character is at most four bytes.
            data: Any = getattr(self._stream, "read1", self._stream.read)(len(buffer) // 4)
            if isinstance(data, str):
                data = data.encode("utf-8", "surrogatepass")
            n = len(data)
            buffer[:n] = data
        self.sha256.update(buffer[:n])
        self.bytes += n
        return n


class ByteReader:
    """Reads the decompressed bytes of a text, and hashes the file as stored.

    If ``live``, each chunk is what a pipe holds at the time.
    """

    def __init__(self, text: Text, live: bool = False) -> None:
        self.text = text
        self._live = live
        self._hashed: HashedStream | None = None

    @property
    def bytes_read(self) -> int:
        """The number of bytes read from the file so far."""
        return self._hashed.bytes if self._hashed else 0

    @property
    def sha256(self) -> str:
        """The SHA-256 of these bytes, in hexadecimal."""
        return self._hashed.sha256.hexdigest() if self._hashed else ""

    def chunks(self) -> Iterator[bytes]:
        """Yield the decompressed bytes in chunks; an InputError says where a file is damaged."""
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
                    read = getattr(stream, "read1", stream.read) if self._live else stream.read
                    while chunk := read(_CHUNK):
                        yield chunk
            while self._hashed.read(1 << 20):
                pass  # hash the bytes after the compressed data, which a decompressor ignores
        except Exception as error:  # the decompressors' errors have no common base class
            raise InputError(
                f"{name}: cannot be read beyond byte {self.bytes_read}: "
                f"{str(error) or type(error).__name__}; the file is damaged or truncated: copy or "
                "download it again"
            ) from None
        finally:
            if self.text.path is not None or self.text.pipe:
                raw.close()
