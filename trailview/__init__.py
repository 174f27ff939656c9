"""A terminal for CloudTrail: who did this in our AWS account, from where, and when."""

from __future__ import annotations

__version__ = "0.1.0"
