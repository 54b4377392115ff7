"""How much memory a count may use, and what for."""

import re
from dataclasses import dataclass
from pathlib import Path

import psutil

from wordclass.errors import InputError

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_BINARY = {"ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}
MIN_MEMORY = 500_000_000  # bytes: the interpreter, its libraries, and the smallest useful tables


def parse_size(text: str | int) -> int:
    """Read a size such as ``1GB``, ``512MiB`` or a number of bytes.

    Examples
    --------
    >>> parse_size("1.5GB"), parse_size("1GiB")
    (1500000000, 1073741824)
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*", str(text).lower())
    if match is None:
        raise InputError("{memory} is not a size; write it like 1GB or 512MB", memory=text)
    size = int(float(match[1]) * {**_UNITS, **_BINARY}[match[2] or ""])
    if size < MIN_MEMORY:
        raise InputError("{memory} is too little to count with; allow at least 500MB", memory=text)
    return size


def cores() -> int:
    """Return the number of cores that this process may use."""
    process = psutil.Process()
    if hasattr(process, "cpu_affinity"):  # not on macOS
        return len(process.cpu_affinity())
    return psutil.cpu_count() or 1


def resident() -> int:
    """Return the bytes of memory that this process uses now."""
    return int(psutil.Process().memory_info().rss)


def available() -> int:
    """Return the bytes of memory that are free, on the machine or in the container."""
    free = psutil.virtual_memory().available
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
        free = min(free, int(limit) - used) if limit.isdecimal() else free
    except (OSError, ValueError):
        pass
    return max(free, MIN_MEMORY)


@dataclass(frozen=True)
class Budget:
    """The memory for counting, in bytes, and the number of threads that share it.

    A bigram takes 8 bytes in a counter's buffer, and 12 more while it is sorted and counted.
    """

    free: int
    threads: int

    @classmethod
    def of(cls, memory: str | int | None, threads: int) -> "Budget":
        """Use the memory specified, at most all, less what is in use; or half of what is free."""
        if memory is None:
            return cls(available() // 2, threads)
        limit = min(parse_size(memory), psutil.virtual_memory().total)
        return cls(max(limit - resident() - 60_000_000, 80_000_000), threads)

    @property
    def keys(self) -> int:
        """The size of one counter's buffer, in bigrams."""
        return max(int(self.free * 0.5) // (20 * self.threads), 1 << 16)

    @property
    def words(self) -> int:
        """The size of one counter's hash table, in words of 64 to 128 bytes, plus their text."""
        return max(int(self.free * 0.25) // (144 * self.threads), 1 << 14)

    @property
    def merging(self) -> int:
        """The number of bigrams that one thread merges at a time; more would not be faster."""
        return min(max(int(self.free * 0.3) // (64 * self.threads), 1 << 14), 1 << 21)
