"""What the web server does not load: the parts that read and write files are for jobs and for who asks for a file."""

import subprocess
import sys

HEAVY = ("distributed", "exactextract", "geopandas", "pandas", "pyarrow", "pyogrio", "scipy.stats")
TOLD = "import sys, django; django.setup(); import config.urls; print(*sys.modules)"


def test_web_server_starts_without_what_only_files_need() -> None:
    told = subprocess.run([sys.executable, "-c", TOLD], capture_output=True, text=True, check=True).stdout.split()

    assert "opendata.ogc.views" in told
    assert not set(HEAVY) & set(told)
