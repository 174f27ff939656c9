"""What is raised of damaged data by what undoes compression and reads archives."""

from __future__ import annotations

from functools import cache
from typing import cast

from isal.isal_zlib import IsalError


@cache
def damage() -> tuple[type[Exception], ...]:
    """These exceptions, to be caught."""
    import lzma  # neither is on the way to the first rows
    import tarfile
    import zipfile

    return (
        OSError,
        EOFError,
        ValueError,
        RuntimeError,  # zipfile's, of encrypted members
        tarfile.TarError,
        zipfile.BadZipFile,
        lzma.LZMAError,
        cast("type[Exception]", IsalError),  # its type stub says that it is an instance
    )
