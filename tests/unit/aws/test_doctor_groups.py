"""What the doctor says of a log group."""

from __future__ import annotations

from tests.aws_double.log_groups import GroupSettings
from tests.aws_double.logs import Logs
from tests.backends.aws.site import OpenSite
from tests.unit.aws.test_doctor import RECORDS, check_of, doctor


def test_what_a_log_group_keeps_hides_and_changes_is_told(open_site: OpenSite) -> None:
    site = open_site(RECORDS)
    name = site.running.world.trails.all[0].log_group
    site.running.service(Logs).settings[name] = GroupSettings(
        log_class="INFREQUENT_ACCESS",
        created=(int(site.clock.now()) - 3 * 86_400) * 1000,
        retention=30,
        is_masked=True,
        transformer=({"parseToOCSF": {}},),
    )
    check = check_of(list(doctor(site).checks()), f"log group {name}")
    assert check.detail == (
        "class INFREQUENT_ACCESS, kept for 30 days, made 3 days ago; personal data is masked; "
        "transformed by parseToOCSF"
    )
    assert "ask event history" in check.advice
    assert "--backend logs" in check.advice
    assert "Insights is asked instead" in check.advice
