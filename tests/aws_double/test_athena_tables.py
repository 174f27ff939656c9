"""The double's data catalog, and what its kinds of table make a query scan."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
import sqlglot
from botocore.exceptions import ClientError
from pyathena.error import OperationalError
from sqlglot import exp

from tests.aws_double.athena_fixture import REGION, Asking, running_athena
from tests.aws_double.athena_table import COLUMNS, OLD_COLUMNS, Place
from tests.aws_double.corpus import Corpus, Delivered
from tests.aws_double.trails import Trail
from tests.make import record
from trailview.events.times import iso

ACCOUNTS = ("111122223333", "444455556666")
REGIONS = (REGION, "us-east-1")
OWN = Trail(ACCOUNTS[0], REGION)
ORGANIZATION = Trail(ACCOUNTS[0], REGION, name="organization", organization=True, prefix="all")
DAY = 86_400
CORPUS = Corpus(
    [
        record(
            number * 7000,
            eventID=f"e{number:03d}",
            recipientAccountId=ACCOUNTS[number % 2],
            awsRegion=REGIONS[number // 2 % 2],
        )
        for number in range(40)
    ],
    delay=DAY // 2,
    duplicates=0.2,
    seed=3,
)
EVERYWHERE = (
    "cloudtrail_regions",
    "cloudtrail_organization",
    "cloudtrail_projected",
    "cloudtrail_console",
    "cloudtrail_old",
)


@pytest.fixture(scope="module")
def own() -> Iterator[Asking]:
    """Asks about a trail of one account."""
    with running_athena(CORPUS, [OWN]) as asking:
        yield asking


@pytest.fixture(scope="module")
def organization() -> Iterator[Asking]:
    """Asks about a trail of an organization."""
    with running_athena(CORPUS, [ORGANIZATION]) as asking:
        yield asking


def ids(asking: Asking, table: str, where: str = "true") -> list[str]:
    return [row[0] for row in asking.rows(f"SELECT eventid FROM {table} WHERE {where} ORDER BY 1")]


def delivered(trail: Trail) -> list[str]:
    return sorted(x.held.event_id for x in trail.deliveries(CORPUS))


def day_of(delivery: Delivered) -> str:
    return iso(delivery.at)[:10].replace("-", "/")


@pytest.mark.parametrize("table", EVERYWHERE)
def test_a_table_holds_every_delivery_of_its_trail(
    own: Asking, organization: Asking, table: str
) -> None:
    assert ids(own, table) == delivered(OWN)
    assert ids(organization, table) == delivered(ORGANIZATION)
    assert len(delivered(OWN)) < len(delivered(ORGANIZATION)) > 40


def test_the_documented_table_holds_one_region(own: Asking) -> None:
    assert ids(own, "cloudtrail_logs") == sorted(
        x.held.event_id for x in OWN.deliveries(CORPUS) if x.held.region == REGION
    )


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("cloudtrail_projected", "\"timestamp\" = '2025/11/24'"),
        ("cloudtrail_projected", "\"timestamp\" BETWEEN '2025/11/24' AND '2025/11/24'"),
        ("cloudtrail_projected", "timestamp >= '2025/11/24' AND (timestamp < '2025/11/25')"),
        ("cloudtrail_regions", "year = '2025' AND month = '11' AND day = '24'"),
        ("cloudtrail_organization", "concat(year, '/', month, '/', day) IN ('2025/11/24')"),
        ("cloudtrail_old", "(year = '2024' OR day = '24') AND eventname LIKE 'D%'"),
    ],
)
def test_partitions_are_days_of_delivery_and_only_those_asked_for_are_scanned(
    own: Asking, table: str, where: str
) -> None:
    kept = [x for x in OWN.deliveries(CORPUS) if day_of(x) == "2025/11/24"]
    cursor = own.ask(f"SELECT eventid FROM {table} WHERE {where} ORDER BY 1")
    assert [row[0] for row in cursor.fetchall()] == sorted(x.held.event_id for x in kept)
    assert cursor.data_scanned_in_bytes == sum(len(x.held.raw) for x in kept)


@pytest.mark.parametrize(
    ("table", "where", "account", "region"),
    [
        ("cloudtrail_projected", f"account = '{ACCOUNTS[1]}'", ACCOUNTS[1], None),
        ("cloudtrail_projected", "t.region = 'us-east-1'", None, "us-east-1"),
        ("cloudtrail_organization", "region <> 'us-east-1'", None, REGION),
        ("cloudtrail_regions", "region IN ('us-east-1') AND eventid > ''", None, "us-east-1"),
        ("cloudtrail_organization", "recipientaccountid = 'x'", None, None),
        ("cloudtrail_organization", "(region = 'us-east-1' OR eventid = 'x')", None, None),
        ("cloudtrail_console", "awsregion = 'us-east-1'", None, None),
    ],
)
def test_accounts_and_regions_are_partitions_where_the_table_has_them(
    organization: Asking, table: str, where: str, account: str | None, region: str | None
) -> None:
    kept = [
        x
        for x in ORGANIZATION.deliveries(CORPUS)
        if account in (None, x.held.account) and region in (None, x.held.region)
    ]
    cursor = organization.ask(f"SELECT count(*) FROM {table} t WHERE {where}")
    assert cursor.data_scanned_in_bytes == sum(len(x.held.raw) for x in kept)


def test_each_reading_of_a_table_is_scanned(own: Asking) -> None:
    once = own.ask("SELECT count(*) FROM cloudtrail_regions").data_scanned_in_bytes
    twice = own.ask(
        "SELECT count(*) FROM cloudtrail_regions a JOIN cloudtrail_regions b "
        "ON a.eventid = b.eventid"
    ).data_scanned_in_bytes
    none = own.ask("SELECT 1").data_scanned_in_bytes
    assert once is not None
    assert (twice, none) == (2 * once, 0)


def test_the_catalog_is_listed(own: Asking) -> None:
    client = own.client("athena")
    assert client.list_data_catalogs()["DataCatalogsSummary"] == [
        {"CatalogName": "AwsDataCatalog", "Type": "GLUE"}
    ]
    assert client.get_data_catalog(Name="AwsDataCatalog")["DataCatalog"]["Type"] == "GLUE"
    assert client.list_databases(CatalogName="AwsDataCatalog")["DatabaseList"] == [
        {"Name": "default"}
    ]
    assert client.get_database(CatalogName="awsdatacatalog", DatabaseName="default")["Database"]
    pages = client.get_paginator("list_table_metadata").paginate(
        CatalogName="AwsDataCatalog", DatabaseName="default", PaginationConfig={"PageSize": 4}
    )
    names = [[x["Name"] for x in page["TableMetadataList"]] for page in pages]
    assert [len(page) for page in names] == [4, 2]
    assert sorted(chain.from_iterable(names)) == sorted((*EVERYWHERE, "cloudtrail_logs"))


@pytest.mark.parametrize(
    ("table", "keys", "location"),
    [
        ("cloudtrail_logs", ["timestamp"], "AWSLogs/111122223333/CloudTrail/eu-central-1/"),
        (
            "cloudtrail_regions",
            ["region", "year", "month", "day"],
            "AWSLogs/111122223333/CloudTrail/",
        ),
        ("cloudtrail_organization", ["account", "region", "year", "month", "day"], "AWSLogs/"),
        ("cloudtrail_projected", ["account", "region", "timestamp"], "AWSLogs/"),
        ("cloudtrail_console", [], "AWSLogs/111122223333/CloudTrail/"),
    ],
)
def test_table_metadata(own: Asking, table: str, keys: list[str], location: str) -> None:
    metadata = own.client("athena").get_table_metadata(
        CatalogName="AwsDataCatalog", DatabaseName="default", TableName=table
    )["TableMetadata"]
    assert [(x["Name"], x["Type"]) for x in metadata["Columns"]] == list(COLUMNS)
    assert [x["Name"] for x in metadata["PartitionKeys"]] == keys
    assert metadata["Parameters"]["location"] == f"s3://{OWN.bucket}/{location}"
    assert metadata["Parameters"]["inputformat"].endswith("CloudTrailInputFormat")


def test_the_old_table_lacks_the_newer_columns() -> None:
    names = {column.name for column in OLD_COLUMNS}
    assert {column.name for column in COLUMNS} - names == {
        "vpcendpointaccountid",
        "eventcategory",
        "addendum",
        "sessioncredentialfromconsole",
        "edgedevicedetails",
        "tlsdetails",
    }


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"CatalogName": "nope", "DatabaseName": "default"}, "InvalidRequestException"),
        ({"CatalogName": "AwsDataCatalog", "DatabaseName": "nope"}, "MetadataException"),
        ({"CatalogName": "AwsDataCatalog", "DatabaseName": "default"}, "MetadataException"),
    ],
)
def test_what_the_catalog_does_not_have(own: Asking, parameters: dict[str, str], code: str) -> None:
    with pytest.raises(ClientError) as refused:
        own.client("athena").get_table_metadata(TableName="nope", **parameters)
    assert refused.value.response["Error"]["Code"] == code


def test_show_describe_explain(own: Asking) -> None:
    assert own.rows("SHOW TABLES;") == [
        (name,) for name in sorted((*EVERYWHERE, "cloudtrail_logs"))
    ]
    assert own.rows("show databases") == [("default",)]
    described = own.rows("DESCRIBE cloudtrail_logs")
    assert described[0] == ("eventversion\tstring",)
    assert described[-1] == ("timestamp\tstring",)
    assert own.rows("EXPLAIN SELECT * FROM cloudtrail_logs")


DDL = f"""
CREATE EXTERNAL TABLE IF NOT EXISTS audit.trail (
    eventid STRING,
    eventname STRING,
    useridentity STRUCT<type: STRING, sessioncontext: STRUCT<sourceidentity: STRING>>,
    resources ARRAY<STRUCT<arn: STRING>>
)
COMMENT 'made by hand'
PARTITIONED BY (account STRING, `timestamp` STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://{ORGANIZATION.bucket}/all/AWSLogs/o-double/'
TBLPROPERTIES (
    'projection.enabled' = 'true',
    'projection.account.type' = 'injected',
    'projection.timestamp.type' = 'date',
    'storage.location.template' =
        's3://{ORGANIZATION.bucket}/all/AWSLogs/o-double/${{account}}/CloudTrail/us-east-1/${{timestamp}}'
)
"""


def test_a_table_that_is_made_can_be_asked() -> None:
    with running_athena(CORPUS, [ORGANIZATION]) as asking:
        asking.ask(DDL)
        asking.ask(DDL)
        with pytest.raises(OperationalError, match="already exists"):
            asking.ask(DDL.replace("IF NOT EXISTS ", ""))
        metadata = asking.client("athena").get_table_metadata(
            CatalogName="AwsDataCatalog", DatabaseName="audit", TableName="trail"
        )["TableMetadata"]
        with pytest.raises(OperationalError, match=r"CONSTRAINT_VIOLATION.*column account"):
            ids(asking, "audit.trail")
        found = ids(asking, "audit.trail", f"account = '{ACCOUNTS[1]}'")
        executions = asking.service.executions
    assert found == sorted(
        x.held.event_id
        for x in ORGANIZATION.deliveries(CORPUS)
        if (x.held.account, x.held.region) == (ACCOUNTS[1], "us-east-1")
    )
    assert metadata["Columns"][2]["Type"] == (
        "struct<type:string,sessioncontext:struct<sourceidentity:string>>"
    )
    assert metadata["Parameters"]["projection.account.type"] == "injected"
    assert executions[0].kind == "DDL"


def test_a_table_over_no_trail_is_empty() -> None:
    with running_athena(CORPUS, [OWN]) as asking:
        asking.ask("CREATE EXTERNAL TABLE nothing (eventid STRING) LOCATION 's3://elsewhere/x/'")
        with pytest.raises(OperationalError, match="EXTERNAL"):
            asking.ask("CREATE TABLE inside (eventid STRING)")
        assert asking.rows("SELECT count(*) FROM nothing") == [(0,)]


def test_days_are_written_as_the_table_says() -> None:
    ddl = (
        "CREATE EXTERNAL TABLE dashed (eventid STRING) PARTITIONED BY (dt STRING) "
        f"LOCATION 's3://{OWN.bucket}/AWSLogs/' "
        "TBLPROPERTIES ('projection.dt.format' = 'yyyy-MM-dd')"
    )
    with running_athena(CORPUS, [OWN]) as asking:
        asking.ask(ddl)
        days = asking.rows("SELECT DISTINCT dt FROM dashed ORDER BY 1")
    assert days == [(day,) for day in sorted({iso(x.at)[:10] for x in OWN.deliveries(CORPUS)})]


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("s3://b/AWSLogs/", Place("b", None, None)),
        ("s3://b/AWSLogs", Place("b", None, None)),
        ("s3://b/p/q/AWSLogs/o-ab12/", Place("b", None, None)),
        ("s3://b/AWSLogs/111122223333/", Place("b", "111122223333", None)),
        ("s3://b/AWSLogs/111122223333/CloudTrail", Place("b", "111122223333", None)),
        (
            "s3://b/AWSLogs/o-ab12/${account}/CloudTrail/us-east-1/${timestamp}",
            Place("b", None, "us-east-1"),
        ),
        ("s3://b/AWSLogs/${account}/CloudTrail/${region}/${timestamp}", Place("b", None, None)),
        ("s3://b/elsewhere/", None),
    ],
)
def test_what_lies_below_a_location(location: str, place: Place | None) -> None:
    assert Place.of(location) == place


def test_the_columns_are_types_that_hive_knows() -> None:
    for column in (*COLUMNS, *OLD_COLUMNS):
        kind = exp.DataType.build(column.type, dialect="hive")
        assert kind.sql("hive").lower().replace(" ", "") == column.type
    assert sqlglot.parse_one(DDL, read="athena").find(exp.PartitionedByProperty)
