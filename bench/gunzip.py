"""Decompression alone, the limit of all reading: `python -m bench.gunzip FOLDER [PROCESSES]`.

Prints the seconds from the first process's start to the last one's end.
"""

from __future__ import annotations

import struct
import subprocess
import sys
import time
from pathlib import Path

from isal.isal_zlib import decompressobj

from bench.logs import files


def share(folder: str, number: int, of: int) -> None:
    """Undo every `of`-th file and forget it."""
    for path in files(folder)[number::of]:
        data = Path(path).read_bytes()
        (size,) = struct.unpack("<I", data[-4:])
        decompressobj(wbits=31).decompress(data, size + 1)


def main(folder: str, processes: int) -> None:
    began = time.perf_counter()
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.gunzip", folder, str(number), str(processes)]
        )
        for number in range(processes)
    ]
    for worker in workers:
        worker.wait()
    print(time.perf_counter() - began)


if __name__ == "__main__":
    if len(sys.argv) > 3:
        share(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    else:
        main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2)
