"""Glue tells the same catalog as Athena."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.aws_double.conftest import Connect
from tests.aws_double.corpus import Corpus
from tests.aws_double.fixture import running_double
from tests.make import record

CORPUS = Corpus([record(1), record(2, recipientAccountId="444455556666")])


def test_what_athena_lists_glue_has(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        athena, glue = connect(running, "athena"), connect(running, "glue")
        listed = athena.list_table_metadata(CatalogName="AwsDataCatalog", DatabaseName="default")
        pages = glue.get_paginator("get_tables").paginate(
            DatabaseName="default", PaginationConfig={"PageSize": 2}
        )
        tables = [table for page in pages for table in page["TableList"]]
        assert [x["Name"] for x in tables] == [x["Name"] for x in listed["TableMetadataList"]]
        (bucket,) = {x["StorageDescriptor"]["Location"].split("/")[2] for x in tables}
        assert bucket == running.world.trails.all[0].bucket
        one = glue.get_table(DatabaseName="default", Name="cloudtrail_logs")["Table"]
        assert one in tables
        assert one["PartitionKeys"] == [{"Name": "timestamp", "Type": "string"}]
        assert [x["Name"] for x in glue.get_databases()["DatabaseList"]] == ["default"]
        assert glue.get_database(Name="default")["Database"]["Name"] == "default"


def test_there_are_no_partitions_and_what_is_missing_is_told(connect: Connect) -> None:
    table = {"DatabaseName": "default", "TableName": "cloudtrail_logs"}
    with running_double(CORPUS) as running:
        glue = connect(running, "glue")
        assert glue.get_partitions(**table)["Partitions"] == []
        for ask, asked in (
            (glue.get_partition, {**table, "PartitionValues": ["2025/11/22"]}),
            (glue.get_partitions, {**table, "TableName": "nope"}),
            (glue.get_tables, {"DatabaseName": "nope"}),
        ):
            with pytest.raises(ClientError, match="EntityNotFoundException"):
                ask(**asked)


def test_a_trails_bucket_has_a_file_of_its_region(connect: Connect) -> None:
    with running_double(CORPUS) as running:
        s3 = connect(running, "s3")
        for trail in running.world.trails.all:
            (file,) = s3.list_objects_v2(Bucket=trail.bucket)["Contents"]
            folder = f"AWSLogs/{trail.account}/CloudTrail/{trail.region}/2025/11/22/"
            assert file["Key"].startswith(folder)
            assert (
                s3.get_object(Bucket=trail.bucket, Key=file["Key"])["Body"].read(2) == b"\x1f\x8b"
            )
