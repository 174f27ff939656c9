"""The same doubles of AWS as the backends' tests have."""

from __future__ import annotations

from tests.backends.aws.conftest import open_site

__all__ = ["open_site"]
