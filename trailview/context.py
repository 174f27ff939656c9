"""As whom AWS is asked, and where: one value from the command line or a picker to a client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from trailview.frozen import Frozen, replace

OptionValue = str | int | tuple[str, ...]
"""What can be said of a backend: a text, a number (of a switch, 1), or several texts."""

_UNSAID: Final[tuple[OptionValue, ...]] = ("", 0, ())


class Context(Frozen):
    """As whom services are asked, where, and what is said of each."""

    profiles: tuple[str, ...] = ("",)
    """Profiles as the user calls them; an empty one stands for the surroundings' credentials."""
    regions: tuple[str, ...] = ()
    """AWS Regions, or `all`; none for those that the profile or the surroundings name."""
    aws_profile: str = ""
    """The name that ~/.aws has for the profile, where settings give it another one."""
    options: tuple[tuple[str, OptionValue], ...] = ()
    """What was said of backends, by the options' names, in their order; see `told`."""

    @property
    def profile(self) -> str:
        """The profile, of a context of one; of several, the first."""
        return self.profiles[0]

    @property
    def aws_name(self) -> str:
        """The profile as the AWS tools call it; empty for the surroundings' credentials."""
        return self.aws_profile or self.profile

    def told(self, options: Mapping[str, OptionValue]) -> Context:
        """This context, with these options beside its own; an empty value takes one away."""
        said = {**dict(self.options), **options}
        kept = sorted((name, value) for name, value in said.items() if value not in _UNSAID)
        return replace(self, options=tuple(kept))

    def option(self, name: str) -> OptionValue | None:
        """What is said for an option; None where nothing is."""
        return dict(self.options).get(name)

    def text(self, name: str) -> str:
        """The text that is said for an option; empty where none is."""
        value = self.option(name)
        return value if isinstance(value, str) else ""

    def number(self, name: str) -> int:
        """The number that is said for an option, 1 of a switch that is on; 0 where none is."""
        value = self.option(name)
        return value if isinstance(value, int) else 0

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts that are said for an option that takes several."""
        value = self.option(name)
        return value if isinstance(value, tuple) else ()
