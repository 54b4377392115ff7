"""Write files atomically, open Parquet files, and lock folders.

A killed run leaves either the old file or the new.
"""

import errno
import fcntl
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from wordclass.errors import InputError, check_path

if TYPE_CHECKING:
    import pyarrow.parquet as pq

DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
LOCK = "lock"  # the file by which a folder is locked


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Write to a temporary file beside ``path``, renamed to ``path`` if the block succeeds.

    The temporary file is removed if the block raises. An InputError says why no file can be created
    there; an OSError, that the disk is full: its ``filename`` is ``path``.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> with replacing(folder / "a.txt") as partial:
    ...     _ = partial.write_text("text")
    >>> [p.name for p in folder.iterdir()], (folder / "a.txt").read_text()
    (['a.txt'], 'text')
    """
    real = check_target(path)  # a link stays a link
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{real.name[:100]}.", dir=real.parent)
    except OSError as error:
        raise InputError(
            f"cannot write {target}: {error.strerror}; choose a folder that exists and is writable"
        ) from error
    os.close(handle)
    partial = Path(name)
    try:
        yield partial
        mask = os.umask(0)
        os.umask(mask)
        partial.chmod(0o666 & ~mask)
        partial.replace(real)
    except OSError as error:
        if error.errno in DISK_FULL and error.filename is None:
            error.filename = str(target)  # the operating system does not set it
        raise
    finally:
        partial.unlink(missing_ok=True)


def check_target(path: str | os.PathLike[str], remedy: str = "") -> Path:
    """Return the path that links lead to; raise an InputError if it cannot be that of a file."""
    check_path("path", path)
    target = Path(path)
    real = Path(os.path.realpath(target))
    if real.is_symlink():
        raise InputError(f"cannot write {target}: it is a link to itself")
    if real.is_dir():
        raise InputError(f"cannot write {target}: it is a directory; name a file in it")
    if target.exists() and not target.is_file():  # /dev/stdout leads to what is no path
        raise InputError(f"cannot write {target}: it is not a regular file{remedy}")
    return real


@contextmanager
def open_parquet(path: str | os.PathLike[str], **options: Any) -> Iterator["pq.ParquetFile"]:
    """Open a Parquet file of any name: pyarrow takes s3:x for an address, and names for UTF-8."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pa.OSFile(os.fsencode(path)) as source, pq.ParquetFile(source, **options) as file:
        yield file


@contextmanager
def reading_parquet(path: str | os.PathLike[str]) -> Iterator["pq.ParquetFile"]:
    """Open a Parquet file of a user; raise an InputError that names it if it is damaged."""
    import pyarrow as pa

    try:
        with open_parquet(path, page_checksum_verification=True) as file:
            yield file
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: not a readable Parquet file: {error}; write or copy it again"
        ) from None


def remove_leftovers(path: str | os.PathLike[str]) -> None:
    """Remove the temporary files of :func:`replacing` that killed runs left beside ``path``.

    The caller must make sure that no other process is writing to ``path``.
    """
    target = Path(path).resolve()
    name = re.compile(rf"\.{re.escape(target.name[:100])}\.[a-z0-9_]{{8}}")
    for file in target.parent.iterdir():
        if name.fullmatch(file.name) and file.is_file():
            file.unlink(missing_ok=True)


def lock_folder(folder: Path) -> TextIO:
    """Make a folder if there is none, and lock it until the file returned is closed.

    Whoever removes the folder does so before it is unlocked.

    Raises
    ------
    InputError
        When the folder cannot be written, or another process has locked it.
    """
    while True:
        try:
            folder.mkdir(exist_ok=True)
            lock = open(folder / LOCK, "w")
        except OSError as error:
            raise InputError(
                f"cannot write {folder}: {error.strerror}; choose a writable folder"
            ) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(lock.fileno()), os.stat(folder / LOCK)):
                return lock
        except BlockingIOError:
            lock.close()
            raise InputError(f"another run is using {folder}; wait until it has finished") from None
        except FileNotFoundError:  # another run has finished and removed the folder just now
            pass
        except OSError as error:
            lock.close()
            raise InputError(
                f"cannot lock {folder}: {error.strerror}; write to a local folder"
            ) from None
        lock.close()
