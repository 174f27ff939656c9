"""The trails of a double, and the log groups and buckets that they deliver into."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from tests.aws_double.corpus import Corpus, Delivered
from tests.aws_double.service import ApiError, Call

_LARGEST_LOGGED: Final = 256 * 1024


@dataclass(frozen=True)
class Trail:
    """A trail of all Regions that delivers into a log group and a bucket."""

    account: str
    """Whose trail it is."""
    region: str
    """Its home Region, where its log group is too."""
    name: str = "main"
    organization: bool = False
    """Whether it holds all accounts' events, and not just its own's."""
    prefix: str = ""
    """What the bucket's keys begin with, without a slash at its end."""

    @property
    def arn(self) -> str:
        return f"arn:aws:cloudtrail:{self.region}:{self.account}:trail/{self.name}"

    @property
    def bucket(self) -> str:
        return f"aws-cloudtrail-logs-{self.account}-{self.name}"

    @property
    def log_group(self) -> str:
        return f"aws-cloudtrail-logs-{self.account}-{self.name}"

    @property
    def log_group_arn(self) -> str:
        """Without the `:*` that some answers append."""
        return f"arn:aws:logs:{self.region}:{self.account}:log-group:{self.log_group}"

    @property
    def log_stream(self) -> str:
        """The stream's name holds the trail's Region, not its events'."""
        return f"{self.account}_CloudTrail_{self.region}"

    def deliveries(self, corpus: Corpus) -> Iterator[Delivered]:
        """What the trail delivered, earliest first."""
        for delivered in corpus.deliveries:
            if self.organization or delivered.held.account == self.account:
                yield delivered

    def first_file(self, corpus: Corpus) -> dict[str, bytes]:
        """By its key, the first file that the trail wrote about its own Region, with one event.

        The bucket has it for those who look whether there is any; what Athena
        reads comes from the corpus.
        """
        found = (d for d in self.deliveries(corpus) if d.held.region == self.region)
        first = next(found, None)
        if first is None:
            return {}
        prefix = f"{self.prefix}/" if self.prefix else ""
        organization = "o-double/" if self.organization else ""
        account, at = first.held.account, datetime.fromtimestamp(first.at, UTC)
        name = f"{account}_CloudTrail_{self.region}_{at:%Y%m%dT%H%MZ}_0000000000000000.json.gz"
        folder = f"AWSLogs/{organization}{account}/CloudTrail/{self.region}/{at:%Y/%m/%d}"
        data = b'{"Records":[' + first.held.raw + b"]}"
        return {f"{prefix}{folder}/{name}": gzip.compress(data)}

    def logged(self, corpus: Corpus) -> Iterator[Delivered]:
        """What its log group holds: events of more than 256 KB are not sent there."""
        for delivered in self.deliveries(corpus):
            if len(delivered.held.raw) <= _LARGEST_LOGGED:
                yield delivered


class Trails:
    """The trails there are."""

    def __init__(self, trails: Iterable[Trail]) -> None:
        self.all = tuple(trails)

    @classmethod
    def one_per_account(cls, corpus: Corpus, region: str) -> Trails:
        return cls(Trail(account, region) for account in corpus.accounts)

    def of_group(self, call: Call, identifier: str) -> Trail:
        """The trail whose log group a name or an ARN means to the caller.

        Raises ApiError where there is none in the caller's account and Region.
        """
        for trail in self.all:
            if (trail.account, trail.region) == (call.account, call.region) and identifier in (
                trail.log_group,
                trail.log_group_arn,
            ):
                return trail
        raise ApiError("ResourceNotFoundException", "The specified log group does not exist.")
