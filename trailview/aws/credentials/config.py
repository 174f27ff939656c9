"""What ~/.aws/config and ~/.aws/credentials say, read with the AWS library's own parser.

Nobody is asked, and nothing is looked up: only these two files, or those that
`AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from trailview.frozen import Frozen

_CONFIG: Final = ("AWS_CONFIG_FILE", "~/.aws/config")
_CREDENTIALS: Final = ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
SCOPE: Final = "sso:account:access"
"""What a login asks for unless the configuration says more; without it none can be renewed."""

Settings = Mapping[str, Any]
"""A section's settings; nested ones are mappings."""


class Sso(NamedTuple):
    """An IAM Identity Center that a profile logs in to."""

    start_url: str
    region: str
    session: str = ""
    """The name of its `sso-session`; empty for the older form, which stands in the profile."""
    scopes: tuple[str, ...] = (SCOPE,)

    @property
    def cache_key(self) -> str:
        """The name of its token's file in the cache that all AWS tools share."""
        import hashlib  # a library of its own: for a login only

        return hashlib.sha1((self.session or self.start_url).encode()).hexdigest()  # noqa: S324  (AWS's own names of files)


class AwsConfig(Frozen):
    """Both files, as one."""

    profiles: Mapping[str, Settings] = MappingProxyType({})
    """By name: those of config first, with what credentials says of them added."""
    sources: Mapping[str, str] = MappingProxyType({})
    """The file that each profile stands in; of config where it stands in both."""
    sso_sessions: Mapping[str, Settings] = MappingProxyType({})
    services: Mapping[str, Settings] = MappingProxyType({})
    """Sections that say where services are asked; profiles name one (`services = NAME`)."""
    problems: tuple[str, ...] = ()
    """What could not be read, and why."""

    def chain(self, profile: str) -> Iterator[Settings]:
        """A profile's settings, and those of the profiles it takes its credentials from."""
        seen: set[str] = set()
        while profile and profile not in seen and profile in self.profiles:
            seen.add(profile)
            settings = self.profiles[profile]
            yield settings
            profile = str(settings.get("source_profile", ""))

    def sso(self, profile: str) -> Sso | None:
        """The Identity Center that a profile, or one that it builds on, logs in to."""
        found = (self._sso_of(settings) for settings in self.chain(profile))
        return next((sso for sso in found if sso is not None), None)

    def _sso_of(self, settings: Settings) -> Sso | None:
        session = str(settings.get("sso_session", ""))
        place = self.sso_sessions.get(session, {}) if session else settings
        start_url, region = place.get("sso_start_url"), place.get("sso_region")
        if not start_url or not region:
            return None
        scopes = str(place.get("sso_registration_scopes", "")).replace(",", " ").split()
        return Sso(str(start_url), str(region), session, tuple(scopes) or (SCOPE,))


def read_config(environment: Mapping[str, str] = os.environ) -> AwsConfig:
    """Both files. What cannot be read of them is a problem, and the rest is there. Blocks."""
    config = _File(*_CONFIG, environment)
    credentials = _File(*_CREDENTIALS, environment)
    profiles: dict[str, Settings] = {}
    sources: dict[str, str] = {}
    for name, settings in config.profiles():
        profiles[name], sources[name] = settings, config.path
    for name, settings in credentials.sections.items():
        profiles[name] = {**profiles.get(name, {}), **settings}
        sources.setdefault(name, credentials.path)
    sessions = dict(config.named("sso-session"))
    services = dict(config.named("services"))
    problems = (*config.problems, *credentials.problems)
    return AwsConfig(profiles, sources, sessions, services, problems)


class _File:
    """One of the two files, by section."""

    def __init__(self, variable: str, usual: str, environment: Mapping[str, str]) -> None:
        self.path = environment.get(variable) or usual
        self.problems: list[str] = []
        plain = _plain_sections(self.path)
        self.sections = self._sections() if plain is None else plain

    def _sections(self) -> Mapping[str, Settings]:
        """What the AWS library makes of it; where that is nothing, why is a problem."""
        from botocore.configloader import raw_config_parse
        from botocore.exceptions import ConfigNotFound, ConfigParseError

        try:
            sections: Mapping[str, Settings] = raw_config_parse(self.path)
        except ConfigNotFound:
            return {}
        except (ConfigParseError, OSError) as error:
            self.problems.append(" ".join(str(error).split()))
            return {}
        return sections

    def profiles(self) -> Iterator[tuple[str, Settings]]:
        """The profiles of a config file, `default` included."""
        if "default" in self.sections:
            yield "default", self.sections["default"]
        yield from self.named("profile")

    def named(self, kind: str) -> Iterator[tuple[str, Settings]]:
        """Sections like `[kind NAME]`; those that the AWS tools pass over are problems."""
        for section, settings in self.sections.items():
            if section.split(maxsplit=1)[:1] != [kind]:
                continue
            parts = _words(section)
            if len(parts) == 2:
                yield parts[1], settings
            else:
                self.problems.append(
                    f"{self.path}: [{section}] is passed over by all AWS tools: "
                    f'write a name with spaces in quotes, [{kind} "NAME"].'
                )


def _plain_sections(path: str) -> Mapping[str, Settings] | None:
    """A file's sections, as the AWS library's parser gives them; an absent file has none.

    None where that has more to say than Python's own, on which it builds: of nested settings,
    and of what is broken. It takes longer to load than all the rest of a question over what is
    kept.
    """
    expanded = os.path.expanduser(os.path.expandvars(path))  # noqa: PTH111  (as botocore does)
    if not os.path.isfile(expanded):  # noqa: PTH113  (the same)
        return {}
    import configparser

    parser = configparser.RawConfigParser()
    try:
        parser.read([expanded])
    except (configparser.Error, UnicodeDecodeError):
        return None
    sections = {name: dict(parser.items(name)) for name in parser.sections()}
    has_nested = any(
        value.startswith("\n") for section in sections.values() for value in section.values()
    )
    return None if has_nested else sections


def _words(section: str) -> list[str]:
    """The words of a section's name, as a shell splits them; none where it cannot."""
    import shlex  # where there are no files, there is nothing to split

    try:
        return shlex.split(section)
    except ValueError:
        return []
