"""Which instance, function, task or pod a session was given to.

How the services name the sessions that they begin is documented by each of them:
an instance's ID (EC2), a task's ID (ECS), a function's name (Lambda), session tags
(EKS Pod Identity), a service account's name as subject (IAM roles for service accounts).
"""

from __future__ import annotations

import re
from typing import Final

from trailview.events.issued import CalledBy, Issued

_INSTANCE: Final = re.compile(r"i-(?:[0-9a-f]{8}|[0-9a-f]{17})")
_TASK: Final = re.compile(r"[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ACCOUNT_IN_KUBERNETES: Final = "system:serviceaccount:"


def workload(session: CalledBy | None, issued: Issued | None, by: CalledBy | None) -> str | None:
    """What a session was given to, in words; None where nothing tells.

    `session` is who used it, `issued` and `by` what issued it and to whom: each
    as far as it is known.
    """
    if issued is not None and (pod := _pod(issued)):
        return pod
    service = (by.invoked_by if by else None) or ""
    name = (session.name if session else None) or (issued.session_name if issued else None) or ""
    if _INSTANCE.fullmatch(name):
        return f"instance {name}"
    if session is not None and session.delivery:
        return f"instance {name}" if name else "an instance"
    if session is not None and session.given_to:
        return session.given_to
    if service == "ecs-tasks.amazonaws.com" and _TASK.fullmatch(name):
        return f"task {name}"
    if service == "lambda.amazonaws.com" and name:
        return f"function {name}"
    return None


def _pod(issued: Issued) -> str | None:
    """The pod of an EKS cluster, by session tags or by the subject of its token."""
    pod, space = (issued.tags.get(f"kubernetes-{what}") for what in ("pod-name", "namespace"))
    if pod:
        return f"pod {space}/{pod}" if space else f"pod {pod}"
    subject = issued.subject or ""
    if subject.startswith(_ACCOUNT_IN_KUBERNETES):
        account = subject.removeprefix(_ACCOUNT_IN_KUBERNETES).replace(":", "/", 1)
        return f"a pod of service account {account}"
    return None
