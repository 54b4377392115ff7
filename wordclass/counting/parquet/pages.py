"""Bigram counts as a Parquet file, written from ids.

Words have ids here already, which is what a dictionary-encoded column of Parquet holds: the
words of a group of rows once, and for every row a number. So nothing is looked up, and the
rows stay in the order they come in; in two fifths of the time that DuckDB takes to join the
words on and to find them out again. The format: https://parquet.apache.org/docs/file-format/
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from wordclass import __version__
from wordclass.counting.parquet.thrift import BINARY, I32, I64, LIST, STRUCT, struct, varint
from wordclass.counting.segments import kernels

ROW_GROUP = 122_880  # rows to a group, as DuckDB has it
_MAGIC = b"PAR1"
_ROOM = 1 << 30  # bytes of a group's different words; a page may have twice that
_QUOTED = 64  # bytes of a word that is told among a group's statistics

# Of the format's enumerations, those used here.
_INT64, _BYTE_ARRAY = 2, 6  # Type
_REQUIRED, _OPTIONAL = 0, 1  # FieldRepetitionType
_PLAIN, _RLE, _RLE_DICTIONARY = 0, 3, 8  # Encoding
_ZSTD = 6  # CompressionCodec
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2  # PageType
_UTF8 = 0  # ConvertedType
_STRING = struct((1, STRUCT, struct()))  # LogicalType


@dataclass(frozen=True)
class _Chunk:
    """A column of a group of rows: its pages, and what the footer says about them."""

    name: bytes
    kind: int
    n_values: int
    dictionary: bytes
    data: bytes
    uncompressed: int
    statistics: bytes

    def meta(self, offset: int) -> bytes:
        """Give the ColumnChunk that lies at ``offset`` of the file."""
        encodings = [_PLAIN, _RLE, _RLE_DICTIONARY] if self.dictionary else [_PLAIN]
        behind = [(11, I64, offset)] if self.dictionary else []
        inside = struct(
            (1, I32, self.kind),
            (2, LIST, (I32, encodings)),
            (3, LIST, (BINARY, [self.name])),
            (4, I32, _ZSTD),
            (5, I64, self.n_values),
            (6, I64, self.uncompressed),
            (7, I64, len(self.dictionary) + len(self.data)),
            (9, I64, offset + len(self.dictionary)),
            *behind,
            (12, STRUCT, self.statistics),
        )
        return struct((2, I64, offset), (3, STRUCT, inside))


Group = tuple[_Chunk, _Chunk, _Chunk]


@dataclass(frozen=True)
class Encoder:
    """Bigrams and their counts to groups of rows; may be called from several threads.

    Parameters
    ----------
    starts, arena
        The words in the order of their bytes, as in a :class:`Segment`; the first is the
        boundary.
    unknown : int, optional
        The id of the unknown word, which is the last and stands in the file as NULL.
    """

    starts: npt.NDArray[np.int64]
    arena: npt.NDArray[np.uint8]
    unknown: int | None = None

    def groups(
        self, keys: npt.NDArray[np.uint64], counts: npt.NDArray[np.int64]
    ) -> Iterator[Group]:
        """Give rows in one group, or in several where their words are too long for one."""
        following = keys.astype(np.uint32)
        ids, codes = kernels.local_codes(following, len(self.starts) - 1)
        if len(keys) > 1 and int((self.starts[ids + 1] - self.starts[ids]).sum()) > _ROOM:
            half = len(keys) // 2
            yield from self.groups(keys[:half], counts[:half])
            yield from self.groups(keys[half:], counts[half:])
            return
        prev = kernels.local_codes((keys >> np.uint64(32)).astype(np.uint32), len(self.starts) - 1)
        yield self._words(b"prev", *prev), self._words(b"next", ids, codes), _numbers(counts)

    def _words(
        self, name: bytes, ids: npt.NDArray[np.uint32], codes: npt.NDArray[np.uint32]
    ) -> _Chunk:
        """Give a column of words: ``ids[codes]``."""
        n_rows, n_null = len(codes), 0
        levels = varint(n_rows << 1) + b"\1"  # "there is a value", so many times
        if self.unknown is not None and len(ids) and ids[-1] == self.unknown:
            ids = ids[:-1]
            known = codes < len(ids)
            codes = codes[known]
            n_null = n_rows - len(codes)
            levels = _bit_packed(n_rows, np.packbits(known, bitorder="little").tobytes())
        width = (max(len(ids) - 1, 1).bit_length() + 7) // 8  # bytes to a code
        padded = np.zeros(-(-len(codes) // 8) * 8, dtype="<u4")
        padded[: len(codes)] = codes
        narrow = padded.view(np.uint8).reshape(-1, 4)[:, :width].tobytes()
        body = (
            len(levels).to_bytes(4, "little") + levels
            + bytes([8 * width]) + _bit_packed(len(codes), narrow)
        )  # fmt: skip
        words = kernels.length_prefixed(self.starts, self.arena, ids).tobytes()
        dictionary, size = _page(
            _DICTIONARY_PAGE, words, (7, STRUCT, struct((1, I32, len(ids)), (2, I32, _PLAIN)))
        )
        data, more = _data_page(body, n_rows, _RLE_DICTIONARY)
        statistics = _statistics(n_null, *(self._word(ids[i]) for i in (0, -1) if len(ids)))
        return _Chunk(name, _BYTE_ARRAY, n_rows, dictionary, data, size + more, statistics)

    def _word(self, word_id: int) -> bytes:
        return self.arena[self.starts[word_id] : self.starts[word_id + 1]].tobytes()


def _numbers(counts: npt.NDArray[np.int64]) -> _Chunk:
    values = counts.astype("<i8", copy=False)
    data, size = _data_page(values.tobytes(), len(values), _PLAIN)
    statistics = _statistics(0, values.min().tobytes(), values.max().tobytes())
    return _Chunk(b"count", _INT64, len(values), b"", data, size, statistics)


def _statistics(n_null: int, *ends: bytes) -> bytes:
    """Give the Statistics of a column with this least and this greatest value."""
    told = ends and max(map(len, ends)) <= _QUOTED
    return struct((3, I64, n_null), *([(5, BINARY, ends[1]), (6, BINARY, ends[0])] if told else []))


def _bit_packed(n: int, packed: bytes) -> bytes:
    """Give ``n`` packed values as one run of the hybrid encoding; whole eights of values."""
    return varint(-(-n // 8) << 1 | 1) + packed


def _data_page(body: bytes, n_values: int, encoding: int) -> tuple[bytes, int]:
    header = struct((1, I32, n_values), (2, I32, encoding), (3, I32, _RLE), (4, I32, _RLE))
    return _page(_DATA_PAGE, body, (5, STRUCT, header))


def _page(kind: int, body: bytes, header: tuple[int, int, bytes]) -> tuple[bytes, int]:
    """Compress a page; gives it with its header, and how many bytes that would be plain."""
    from zstandard import ZstdCompressor

    compressed = ZstdCompressor(level=1, write_checksum=True).compress(body)
    head = struct((1, I32, kind), (2, I32, len(body)), (3, I32, len(compressed)), header)
    return head + compressed, len(head) + len(body)


class CountsFile:
    """A Parquet file of ``prev``, ``next``, ``count`` that is being written, group by group."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._offset = file.write(_MAGIC)
        self._groups: list[bytes] = []
        self.n_rows = 0

    def append(self, group: Group) -> None:
        """Write a group of rows."""
        n_rows, chunks = group[-1].n_values, []
        start = self._offset
        for chunk in group:
            chunks.append(chunk.meta(self._offset))
            self._offset += self._file.write(chunk.dictionary) + self._file.write(chunk.data)
        self._groups.append(
            struct(
                (1, LIST, (STRUCT, chunks)),
                (2, I64, sum(chunk.uncompressed for chunk in group)),
                (3, I64, n_rows),
                (5, I64, start),
                (6, I64, self._offset - start),
            )
        )
        self.n_rows += n_rows

    def finish(self, metadata: Mapping[str, str]) -> None:
        """Write the footer, with these entries of the caller's."""
        columns = [
            struct((1, I32, _BYTE_ARRAY), (3, I32, _OPTIONAL), (4, BINARY, name),
                   (6, I32, _UTF8), (10, STRUCT, _STRING))
            for name in (b"prev", b"next")
        ]  # fmt: skip
        columns.append(struct((1, I32, _INT64), (3, I32, _REQUIRED), (4, BINARY, b"count")))
        entries = [
            struct((1, BINARY, key.encode()), (2, BINARY, value.encode()))
            for key, value in metadata.items()
        ]
        by_type = struct((1, STRUCT, struct()))  # how the statistics' least and greatest are told
        footer = struct(
            (1, I32, 2),
            (2, LIST, (STRUCT, [struct((4, BINARY, b"counts"), (5, I32, 3)), *columns])),
            (3, I64, self.n_rows),
            (4, LIST, (STRUCT, self._groups)),
            (5, LIST, (STRUCT, entries)),
            (6, BINARY, f"wordclass version {__version__}".encode()),
            (7, LIST, (STRUCT, [by_type] * 3)),
        )
        self._file.write(footer + len(footer).to_bytes(4, "little") + _MAGIC)
