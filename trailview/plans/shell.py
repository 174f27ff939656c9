"""AWS CLI commands as they are pasted into a shell."""

from __future__ import annotations

from collections.abc import Iterable

from trailview.plans.plan import Scope


def aws_command(
    service: str, operation: str, options: Iterable[tuple[str, str]], scope: Scope
) -> str:
    """`aws SERVICE OPERATION --name value …` with the scope's Region and profile, quoted."""
    words = ["aws", service, operation]
    for name, value in (*options, ("region", scope.region), ("profile", scope.profile)):
        if value.startswith("-"):
            words.append(f"--{name}={value}")  # or it would be taken for an option
        elif value:
            words += [f"--{name}", value]
    import shlex  # for a plan that is shown

    return shlex.join(words)
