"""IAM: what an account is called."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from tests.aws_double.service import Call, UnknownOperation

_NAMESPACE: Final = "https://iam.amazonaws.com/doc/2010-05-08/"


class Iam:
    """ListAccountAliases. An account has one alias, if it has any."""

    name = "iam"

    def __init__(self) -> None:
        self.aliases: dict[str, str] = {}
        """By account."""

    def call(self, call: Call) -> str:
        if call.operation != "ListAccountAliases":
            raise UnknownOperation(call.operation)
        alias = self.aliases.get(call.account)
        members = f"<member>{escape(alias)}</member>" if alias else ""
        return (
            f'<ListAccountAliasesResponse xmlns="{_NAMESPACE}"><ListAccountAliasesResult>'
            f"<IsTruncated>false</IsTruncated><AccountAliases>{members}</AccountAliases>"
            "</ListAccountAliasesResult><ResponseMetadata><RequestId>double</RequestId>"
            "</ResponseMetadata></ListAccountAliasesResponse>"
        )
