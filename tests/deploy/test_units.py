"""The systemd units of deploy/ are read by systemd itself."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNITS = sorted(path for path in (ROOT / "deploy").iterdir() if path.suffix in (".service", ".timer"))


def test_systemd_finds_nothing_to_say_of_the_units(tmp_path: Path) -> None:
    tool = shutil.which("systemd-analyze")
    assert tool is not None, "systemd-analyze is not installed: run `make test`, or `apt-get install systemd`"
    # The programs of this checkout stand for those of /opt.
    commands = Path(sys.executable).parent
    copies = []
    for unit in UNITS:
        copies.append(tmp_path / unit.name)
        text = unit.read_text(encoding="utf-8").replace("/opt/aic_tracker/.venv/bin", str(commands))
        copies[-1].write_text(text, encoding="utf-8")
    done = subprocess.run(
        [tool, "verify", "--recursive-errors=no", *map(str, copies)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda unit: unit.name)
def test_each_service_is_confined(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for line in ("User=aic", "ProtectSystem=strict", "NoNewPrivileges=yes", "CapabilityBoundingSet=", "UMask=0077"):
        assert f"\n{line}\n" in text, f"{unit.name} lacks {line}"
