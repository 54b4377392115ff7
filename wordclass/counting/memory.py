"""How much memory a count may take, and how it is shared out."""

import mmap
import os
import re
from dataclasses import dataclass
from pathlib import Path

from wordclass.errors import InputError

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_BINARY = {"ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}
LEAST = 500_000_000  # bytes: the interpreter, its libraries, and tables worth the name


def parse_size(text: str | int) -> int:
    """Read a size such as ``1GB``, ``512MiB`` or a number of bytes.

    Raises
    ------
    InputError
        When it is not a size, or too small to count in.

    Examples
    --------
    >>> parse_size("1.5GB"), parse_size("1GiB")
    (1500000000, 1073741824)
    """
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?\s*", str(text).lower())
    if match is None:
        raise InputError("{memory} is not a size; write it like 1GB or 512MB", memory=text)
    size = int(float(match[1]) * {**_UNITS, **_BINARY}[match[2] or ""])
    if size < LEAST:
        raise InputError("{memory} is too little to count in; allow at least 500MB", memory=text)
    return size


def resident() -> int:
    """Bytes of memory this process holds now; 0 where it cannot be known."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * mmap.PAGESIZE


def available() -> int:
    """Bytes of memory that are free for us: the machine's, or the container's."""
    free = 4 * 10**9
    try:
        found = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text())
        free = int(found[1]) * 1024 if found else free
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
        used = int(Path("/sys/fs/cgroup/memory.current").read_text())
        free = min(free, int(limit) - used) if limit.isdecimal() else free
    except (OSError, ValueError):
        pass
    return max(free, LEAST)


def cores() -> int:
    """Cores this process may use; all where the system does not restrict them."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@dataclass(frozen=True)
class Budget:
    """Memory in bytes, and how many threads share it.

    A bigram takes 8 bytes in a counter's buffer, and 12 more once that is sorted and folded.
    """

    free: int
    threads: int

    @classmethod
    def of(cls, memory: str | int | None, threads: int) -> "Budget":
        """Share out what was asked for, less what is taken already; or half of what is free."""
        if memory is None:
            return cls(available() // 2, threads)
        return cls(max(parse_size(memory) - resident() - 60_000_000, 80_000_000), threads)

    @property
    def keys(self) -> int:
        """Bigrams in the buffer of one thread's counter."""
        return max(int(self.free * 0.5) // (20 * self.threads), 1 << 16)

    @property
    def words(self) -> int:
        """Words in the table of one thread's counter: 16 to 64 bytes each, and their letters."""
        return max(int(self.free * 0.25) // (80 * self.threads), 1 << 14)

    @property
    def merging(self) -> int:
        """Bigrams that may be merged at a time by one thread."""
        return max(int(self.free * 0.3) // (64 * self.threads), 1 << 14)
