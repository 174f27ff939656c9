"""Remakes trailview/question/vocabulary.z from the installed botocore: `make vocabulary`."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import botocore
from botocore.loaders import Loader
from botocore.session import Session

from tools import documented

TARGET: Final = Path(__file__).parents[1] / "trailview" / "question" / "vocabulary.z"


def operations_and_services(loader: Loader) -> tuple[set[str], set[str]]:
    """What all service models call their operations, and themselves."""
    operations, services = set[str](), set[str]()
    for name in loader.list_available_services("service-2"):
        model = loader.load_service_model(name, "service-2")
        metadata = model["metadata"]
        prefix = metadata["endpointPrefix"]
        operations.update(model["operations"])
        # CloudTrail mostly writes the endpoint's last part or the name that signs.
        services.update((name, prefix, prefix.rpartition(".")[2], metadata.get("signingName", "")))
    return operations, {service.lower() for service in services if service}


def regions(session: Session) -> set[str]:
    """The Regions of all partitions."""
    found = set[str]()
    for partition in session.get_available_partitions():
        found.update(session.get_available_regions("ec2", partition, allow_non_regional=False))
    return found


def made() -> bytes:
    """The vocabulary: four lists of names, a name a line, with an empty line between lists."""
    session = Session()
    operations, services = operations_and_services(session.get_component("data_loader"))
    events = operations.union(*(names.split() for names in documented.EVENTS.values()))
    lists: tuple[Iterable[str], ...] = (
        events,
        services | set(documented.SERVICES.split()),
        documented.TYPES.split(),
        regions(session),
    )
    text = "\n\n".join("\n".join(sorted(names)) for names in lists)
    return zlib.compress(text.encode("ascii"), 9)


def main() -> None:
    """Write the vocabulary."""
    data = made()
    TARGET.write_bytes(data)
    sys.stdout.write(f"{TARGET.name}: {len(data):,} bytes, from botocore {botocore.__version__}\n")


if __name__ == "__main__":
    main()
