"""The CREATE TABLE statement for a trail's bucket, with partition projection.

Columns, format and properties are those of the Athena user guide, page
"Create the table for CloudTrail logs in Athena using partition projection";
accounts and Regions are partition keys too, so that one table holds a whole
organization.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from trailview.errors import UsageError

COLUMNS: Final = """\
  eventversion STRING,
  useridentity STRUCT<
    type: STRING,
    principalid: STRING,
    arn: STRING,
    accountid: STRING,
    invokedby: STRING,
    accesskeyid: STRING,
    username: STRING,
    onbehalfof: STRUCT<
      userid: STRING,
      identitystorearn: STRING>,
    sessioncontext: STRUCT<
      attributes: STRUCT<
        mfaauthenticated: STRING,
        creationdate: STRING>,
      sessionissuer: STRUCT<
        type: STRING,
        principalid: STRING,
        arn: STRING,
        accountid: STRING,
        username: STRING>,
      ec2roledelivery: STRING,
      webidfederationdata: STRUCT<
        federatedprovider: STRING,
        attributes: MAP<STRING, STRING>>>>,
  eventtime STRING,
  eventsource STRING,
  eventname STRING,
  awsregion STRING,
  sourceipaddress STRING,
  useragent STRING,
  errorcode STRING,
  errormessage STRING,
  requestparameters STRING,
  responseelements STRING,
  additionaleventdata STRING,
  requestid STRING,
  eventid STRING,
  readonly STRING,
  resources ARRAY<STRUCT<
    arn: STRING,
    accountid: STRING,
    type: STRING>>,
  eventtype STRING,
  apiversion STRING,
  recipientaccountid STRING,
  serviceeventdetails STRING,
  sharedeventid STRING,
  vpcendpointid STRING,
  vpcendpointaccountid STRING,
  eventcategory STRING,
  addendum STRUCT<
    reason: STRING,
    updatedfields: STRING,
    originalrequestid: STRING,
    originaleventid: STRING>,
  sessioncredentialfromconsole STRING,
  edgedevicedetails STRING,
  tlsdetails STRUCT<
    tlsversion: STRING,
    ciphersuite: STRING,
    clientprovidedhostheader: STRING>"""

_TEMPLATE: Final = """\
CREATE EXTERNAL TABLE {table} (
{columns}
)
COMMENT 'CloudTrail events in {bucket}'
PARTITIONED BY (
  `account` STRING,
  `region` STRING,
  `timestamp` STRING
)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION '{location}'
TBLPROPERTIES (
{properties}
)"""

_NAMES: Final = {
    "bucket": (r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "a bucket's name"),
    "prefix": (r"(?:[A-Za-z0-9!_.*()/-]{1,200})?", "a key prefix without odd characters"),
    "organization": (r"(?:o-[a-z0-9]{10,32})?", "an organization's ID such as `o-exampleorgid`"),
    "account": (r"[0-9]{12}", "an account's 12 digits"),
    "region": (r"[a-z]{2,3}(?:-[a-z]+)+-[0-9]{1,2}", "a Region such as `us-east-1`"),
    "name": (r"[a-z_][a-z0-9_]{0,254}", "a name of small letters, digits and `_`"),
    "database": (r"(?:[a-z_][a-z0-9_-]{0,254})?", "a name of small letters, digits and `_`"),
}
_YEARS: Final = range(2013, 2100)


def create_table(
    bucket: str,
    accounts: Sequence[str],
    regions: Sequence[str],
    *,
    prefix: str = "",
    organization: str = "",
    name: str = "cloudtrail_logs",
    database: str = "",
    since_year: int = 2020,
) -> str:
    """The statement that makes a table of a trail's events.

    Without `accounts`, every question has to say which accounts it is about
    (projection type `injected`). Raises UsageError for values that cannot be.
    """
    given = {"bucket": bucket, "prefix": prefix, "organization": organization}
    for what, text in {**given, "name": name, "database": database}.items():
        _check(what, text)
    for what, texts in (("account", accounts), ("region", regions)):
        for text in texts:
            _check(what, text)
    if not regions:
        raise UsageError("No Region", "A table needs at least one Region.", "Name the trail's.")
    if since_year not in _YEARS:
        raise UsageError("Year not understood", f"No trail goes back to the year {since_year}.")
    folders = (bucket, prefix.strip("/"), "AWSLogs", organization)
    location = "s3://" + "/".join(folder for folder in folders if folder)
    properties = {
        "projection.enabled": "true",
        **_projected("account", accounts),
        **_projected("region", regions),
        "projection.timestamp.type": "date",
        "projection.timestamp.format": "yyyy/MM/dd",
        "projection.timestamp.interval": "1",
        "projection.timestamp.interval.unit": "DAYS",
        "projection.timestamp.range": f"{since_year}/01/01,NOW",
        "storage.location.template": location + "/${account}/CloudTrail/${region}/${timestamp}",
    }
    return _TEMPLATE.format(
        table=f"`{database}`.`{name}`" if database else f"`{name}`",
        columns=COLUMNS,
        bucket=bucket,
        location=f"{location}/",
        properties=",\n".join(f"  '{key}'='{value}'" for key, value in properties.items()),
    )


def _projected(key: str, values: Sequence[str]) -> dict[str, str]:
    if not values:
        return {f"projection.{key}.type": "injected"}
    joined = ",".join(dict.fromkeys(values))
    return {f"projection.{key}.type": "enum", f"projection.{key}.values": joined}


def _check(what: str, text: str) -> None:
    pattern, expected = _NAMES[what]
    if not re.fullmatch(pattern, text):
        raise UsageError(
            f"{what.capitalize()} not understood", f"Expected {expected}, not {text!r}."
        )
