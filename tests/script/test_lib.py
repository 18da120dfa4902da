"""What the scripts say when they cannot go on."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_says_what_needs_root_when_there_is_no_sudo() -> None:
    without_rights = ["setpriv", "--reuid=65534", "--clear-groups"] if os.geteuid() == 0 else []
    script = f"source {ROOT}/script/lib.sh; PATH=/nonexistent; as_root apt-get install postgis"

    stopped = subprocess.run([*without_rights, "/bin/bash", "-c", script], text=True, capture_output=True, check=False)

    assert stopped.returncode == 1
    assert "this needs root to run: apt-get install postgis" in stopped.stderr
