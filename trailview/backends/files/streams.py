"""Compressed files as streams, for what is too large to be inflated at once."""

from __future__ import annotations

from typing import IO, BinaryIO, cast

from trailview.backends.files.compression import BZIP2, XZ, ZSTD


def inflating(file: BinaryIO, head: bytes) -> IO[bytes]:
    """What a compressed file inflates to, as it is read; `head` is how the file begins.

    Its reading raises what the library raises of damaged data.
    """
    if head.startswith(BZIP2):
        import bz2  # not on the way to the first rows

        return bz2.BZ2File(file)
    if head.startswith(XZ):
        import lzma  # as above

        return lzma.LZMAFile(file)
    if head.startswith(ZSTD):
        from zstandard import ZstdDecompressor

        reader = ZstdDecompressor().stream_reader(file, read_across_frames=True, closefd=False)
        return cast("IO[bytes]", reader)
    from isal.igzip import IGzipFile

    unpacked = IGzipFile(fileobj=file, mode="rb")  # type: ignore[no-untyped-call]  # it has no types
    return cast("IO[bytes]", unpacked)
