"""A cluster for the tests of this folder, which `make spark` runs; plain `make test` leaves the folder out."""

from __future__ import annotations

import pytest
from spark.cluster import LOOPBACK, cluster

# What a cluster's owner writes into its settings. Small questions: compile fast, not well; few pieces.
DEFAULTS = """
spark.sql.shuffle.partitions 4
spark.driver.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
spark.executor.extraJavaOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
"""


@pytest.fixture(scope="session")
def spark_cluster(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cluster")
        (folder / "spark-defaults.conf").write_text(DEFAULTS, encoding="utf-8")
        patch.setenv("SPARK_CONF_DIR", str(folder))
        patch.setenv("SPARK_LOCAL_IP", LOOPBACK)
        with cluster(folder) as running:
            yield running
