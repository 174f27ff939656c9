"""Decompression alone, the limit of all reading: `python -m bench.gunzip FOLDER PROCESSES [check]`.

With `check`, each text is seen to be whole JSON too, as a broken one has to
be told, and its records are told apart: the limit of answering a question by
reading. Prints the seconds from the first process's start to the last one's
end.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from isal.isal_zlib import decompressobj

from bench.logs import files

CHECK: Final = "check"
_SHARE: Final = "share"


def share(folder: str, of: int, number: int, *, checks: bool) -> None:
    """Undo every `of`-th file and forget it."""
    for path in files(folder)[number::of]:
        data = Path(path).read_bytes()
        (size,) = struct.unpack("<I", data[-4:])
        text = decompressobj(wbits=31).decompress(data, size + 1)
        if checks:
            import msgspec  # decompression alone does without its start

            msgspec.json.decode(text, type=dict[str, list[msgspec.Raw]])


def main(words: Sequence[str]) -> None:
    folder, processes, *more = words
    began = time.perf_counter()
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.gunzip", _SHARE, str(number), folder, processes, *more]
        )
        for number in range(int(processes))
    ]
    codes = [worker.wait() for worker in workers]
    if any(codes):
        sys.exit("a process has failed")
    print(time.perf_counter() - began)


if __name__ == "__main__":
    if sys.argv[1] == _SHARE:
        _, _, given, where, count, *wanted = sys.argv
        share(where, int(count), int(given), checks=CHECK in wanted)
    else:
        main(sys.argv[1:])
