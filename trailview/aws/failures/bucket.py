"""What S3 says when it refuses a list or an object, and what to do about it."""

from __future__ import annotations

from typing import Final

from trailview.errors import DeniedError, ServiceError, TrailviewError

_PAYS: Final = (
    "A bucket whose requesters pay refuses whoever does not say so: --requester-pays says it."
)
_SHORT: Final = (
    "The policy of the bucket, and that of its KMS key, have to allow it too where they are "
    "another account's."
)


def explained(error: TrailviewError, where: str, *, pays: bool) -> TrailviewError:
    """An error of S3 with the place it is about, as `s3://BUCKET/KEY`.

    `pays` is whether the request said that its requester pays.
    """
    if isinstance(error, DeniedError):
        hint = " ".join(filter(None, (error.hint, _SHORT, "" if pays else _PAYS)))
        return DeniedError(error.title, f"{where}: {error.message}", hint, error.code)
    if isinstance(error, ServiceError):
        return ServiceError(error.title, f"{where}: {error.message}", error.hint, error.code)
    return error
