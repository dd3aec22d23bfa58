"""How fast a register is checked, beside what others take for the same files, in one run."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import invent
from registre import package_data

DAY = "2026-11-23"
SCALES = (1_000, 10_000, 100_000)
# check-jsonschema takes minutes for all files: it is given some, and its start is taken off.
SAMPLE = 400
_NOTHING_COMPILED = "PYTHONDONTWRITEBYTECODE"

_LOAD = """
import sys, time, yaml
from pathlib import Path
files = sorted(Path(sys.argv[1]).rglob("*.yaml"))
started = time.perf_counter()
for file in files:
    yaml.load(file.read_bytes(), Loader=yaml.CSafeLoader)
print(time.perf_counter() - started)
"""
_VALIDATE = """
import sys, time, yaml, json
from pathlib import Path
from registre.explaining_validator import validator_for
from registre.schema import Schemas
schemas = Schemas(Path(sys.argv[2]))
data = [yaml.load(f.read_bytes(), Loader=yaml.CSafeLoader) for f in sorted(
    (Path(sys.argv[1]) / "projects").rglob("*.yaml"))[:int(sys.argv[3])]]
def plain(value):
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
data = [plain(value) for value in data]
slow = validator_for(schemas, "project")
took = []
for is_valid in (slow.is_valid, lambda value: schemas.accepts("project", value)):
    started = time.perf_counter()
    assert all(map(is_valid, data))
    took.append((time.perf_counter() - started) / len(data))
print(json.dumps(took))
"""


def measured(projects: int, repeat: int, *, scaling: bool) -> str:
    """A table in Markdown, with the command that makes it."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        rows = _side_by_side(invent.register(place, projects), place / "cache", repeat)
        shutil.rmtree(place / "registry")
        if scaling:
            for size in SCALES:
                rows |= _at_scale(place, size)
    command = f"python -m benchmarks check --projects {projects} --repeat {repeat}"
    if scaling:
        command += " --scaling"
    lines = "\n".join(f"| {what} | {figure} |" for what, figure in rows.items())
    return (
        f"# Checking: `{command}`\n\n"
        "Medians of whole runs, Python's own start included; ratios are medians of runs made "
        "turn by turn.\n\n"
        f"| {projects} projects, {invent.DATASETS} datasets, {invent.ORGANISATIONS} organisations "
        f"| {os.cpu_count()} cores |\n|---|---|\n{lines}\n"
    )


def _side_by_side(registry: Path, cache: Path, repeat: int) -> dict[str, str]:
    files = sorted(registry.rglob("*.yaml"))
    size = sum(file.stat().st_size for file in files)
    target = sorted((registry / "projects").rglob("*.yaml"))[-1]
    taken: dict[str, list[float]] = {}

    def take(name: str, run: Callable[[], float]) -> None:
        taken.setdefault(name, []).append(run())

    peak = 0.0
    for turn in range(repeat):
        take("load", lambda: float(_run(_python(_LOAD, registry)).stdout))
        shutil.rmtree(cache, ignore_errors=True)
        take("off", lambda: _seconds(_check(registry, "--no-cache"), cache))
        take("cold", lambda: _seconds(_check(registry), cache))
        peak = max(peak, _peak(_check(registry, "--no-cache"), cache))
        take("again", lambda: _seconds(_check(registry), cache))
        target.write_text(target.read_text("utf-8") + f"# {turn}\n", "utf-8")
        take("changed", lambda: _seconds(_check(registry), cache))
        take("file", lambda: _seconds(_check(registry, str(target)), cache))
    other = _check_jsonschema(registry)
    slow, fast = json.loads(_run(_python(_VALIDATE, registry, _schemas(), str(SAMPLE))).stdout)
    ratio = statistics.median(a / b for a, b in zip(taken["cold"], taken["load"], strict=True))
    cold = statistics.median(taken["cold"])
    return {
        "files": f"{len(files)}, {size / 1e6:.1f} MB",
        "`yaml.load(..., CSafeLoader)` alone, one process": _median(taken["load"]),
        "`registre check`, cold: nothing kept yet": _median(taken["cold"]),
        "`registre check --no-cache`": _median(taken["off"]),
        "ratio of cold to CSafeLoader (wanted: at most 1.2)": f"{ratio:.2f}",
        "again, one file changed (wanted: below 1.5 s)": _median(taken["changed"]),
        "again, nothing changed": _median(taken["again"]),
        "`registre check FILE` (wanted: below 1 s)": _median(taken["file"]),
        "peak memory of all processes (wanted: below 1 GB)": f"{peak:.0f} MB",
        f"check-jsonschema, a file ({SAMPLE} files, start taken off)": f"{other * 1e3:.2f} ms",
        "check-jsonschema, all files, extrapolated": f"{other * len(files):.0f} s",
        "ratio of check-jsonschema to cold (wanted: at least 12)": (
            f"{other * len(files) / cold:.0f}"
        ),
        "jsonschema alone, a project": f"{slow * 1e3:.2f} ms",
        "jsonschema-rs alone, a project": f"{fast * 1e3:.3f} ms",
    }


def _at_scale(place: Path, projects: int) -> dict[str, str]:
    registry = invent.register(
        place, projects, datasets=max(100, projects // 50), organisations=max(100, projects // 20)
    )
    cache = place / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    count = sum(1 for _ in registry.rglob("*.yaml"))
    loading = float(_run(_python(_LOAD, registry)).stdout)
    cold = _seconds(_check(registry), cache)
    again = _seconds(_check(registry), cache)
    peak = _peak(_check(registry, "--no-cache"), cache)
    shutil.rmtree(registry)
    return {
        f"{projects:,} projects ({count:,} files)": (
            f"CSafeLoader {loading:.1f} s, cold {cold:.1f} s ({cold / count * 1e3:.2f} ms a file), "
            f"again {again:.1f} s, {peak:.0f} MB"
        )
    }


def _check_jsonschema(registry: Path) -> float:
    """Seconds a file: of many files less one, so that neither start nor schemas count."""
    files = sorted((registry / "projects").rglob("*.yaml"))[: SAMPLE + 1]
    schema = str(_schemas() / "project.schema.json")
    command = [str(Path(sys.executable).with_name("check-jsonschema"))]
    command += ["--schemafile", schema, "--base-uri", Path(schema).as_uri()]
    one = _seconds([*command, str(files[0])], None)
    return (_seconds([*command, *map(str, files)], None) - one) / (len(files) - 1)


def _schemas() -> Path:
    return package_data.find("schemas")


def _python(code: str, *arguments: Path | str) -> list[str]:
    return [sys.executable, "-c", code, *map(str, arguments)]


def _check(registry: Path, *options: str) -> list[str]:
    command = [sys.executable, "-m", "registre", "check", "--registry", str(registry)]
    return [*command, "--today", DAY, *options]


def _environment(cache: Path | None) -> Mapping[str, str]:
    """Python keeps what it compiled, as it does unless somebody forbids it."""
    kept = {name: value for name, value in os.environ.items() if name != _NOTHING_COMPILED}
    return kept if cache is None else {**kept, "XDG_CACHE_HOME": str(cache)}


def _run(command: Sequence[str], cache: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=_environment(cache), capture_output=True, text=True, check=True
    )


def _seconds(command: Sequence[str], cache: Path | None) -> float:
    started = time.perf_counter()
    _run(command, cache)
    return time.perf_counter() - started


def _peak(command: Sequence[str], cache: Path) -> float:
    """MB that a command and its children held at most, if all did so at the same time."""
    watched = (
        "import resource\n"
        "from registre.cli import main\n"
        f"main({list(command[3:])!r})\n"
        "own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss\n"
        "print(f'\\n{(own + others) / 1024}')\n"
    )
    done = _run([sys.executable, "-c", watched], cache)
    return float(done.stdout.rstrip().split("\n")[-1])


def _median(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.2f} s"
