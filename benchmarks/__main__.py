"""Measure, then say: prints each stage's time, and the floor beside it, in one run."""

from __future__ import annotations

import argparse
import gc
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks import check, invent
from registre import assembly, building, dressing, package_data, publish
from registre.catalogue import Catalogue, load
from registre.exports import Artifact
from registre.schema import Schemas
from registre.search_index import build_index
from registre.site import SiteContext, pages, render
from registre.site.shell import Shell

ON = date(2026, 11, 23)
RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", nargs="?", choices=("all", "build", "check"), default="all")
    options.add_argument("--projects", type=int, help="default: 10000 to check, 2000 to build")
    options.add_argument("--repeat", type=int, default=5)
    options.add_argument("--scaling", action="store_true", help="also 1,000 to 100,000 projects")
    options.add_argument("--write", action="store_true", help=f"write {RESULTS.name}")
    given = options.parse_args()
    told: list[str] = []
    if given.what in ("all", "check"):
        told.append(check.measured(given.projects or 10_000, given.repeat, scaling=given.scaling))
    if given.what in ("all", "build"):
        projects = given.projects or 2000
        with tempfile.TemporaryDirectory() as folder:
            table = measure(Path(folder), projects, given.repeat)
        told.append(_text(table, projects, given.repeat))
    text = "\n".join(told)
    print(text)
    if given.write:
        RESULTS.write_text(text, "utf-8")


def measure(folder: Path, projects: int, repeat: int) -> dict[str, str]:
    """Stage -> what was measured, in words."""
    registry = invent.register(folder, projects)
    schemas = Schemas(package_data.find("schemas"))
    started = time.perf_counter()
    catalogue, report = load(registry, schemas, ON)
    loading = time.perf_counter() - started
    assert catalogue is not None, report.findings[:3]
    with dressing.shell_for(catalogue.register.languages, registry, None, None) as shell:
        return _stages(folder, catalogue, schemas, shell, repeat, loading)


def _stages(
    folder: Path, catalogue: Catalogue, schemas: Schemas, shell: Shell, repeat: int, loading: float
) -> dict[str, str]:
    started = time.perf_counter()
    context = building.context_of(catalogue, schemas, on=ON, overrides=None)
    made = list(pages(context))
    composing = time.perf_counter() - started
    bound = render.bound(shell, context)
    filled = [Artifact(path=p.file, data=render.html(p, bound, context).encode()) for p in made]
    size = sum(len(file.data) for file in filled)

    def fill(target: Path) -> None:
        publish.write(
            (
                Artifact(path=page.file, data=render.html(page, bound, context).encode())
                for page in made
            ),
            target,
        )

    def floor(target: Path) -> None:
        for file in filled:
            path = target / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)

    ours, plain = _pairs(folder, fill, floor, repeat)
    ratio = statistics.median(a / b for a, b in zip(ours, plain, strict=True))
    everything, index = _whole(folder, context, shell)
    return {
        "pages": f"{len(made)} of {size / 1e6:.1f} MB in all",
        "reading and checking the register": f"{loading:.2f} s",
        "composing the pages (Jinja)": f"{composing:.2f} s",
        "filling the shell and writing the pages": f"{statistics.median(ours):.2f} s",
        "floor: writing as many bytes in as many files": f"{statistics.median(plain):.2f} s",
        "ratio of the two above (median of pairs)": f"{ratio:.2f}",
        "composing, filling and writing every file": f"{everything:.2f} s",
        "Pagefind's index": f"{index:.2f} s",
        "peak memory of our own process": f"{_peak():.0f} MB",
    }


def _pairs(
    folder: Path, ours: Callable[[Path], None], floor: Callable[[Path], None], repeat: int
) -> tuple[list[float], list[float]]:
    """Both, turn by turn, so that a noisy machine is noisy for both."""
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(repeat):
        for which in (0, 1) if turn % 2 == 0 else (1, 0):
            target = folder / "out"
            gc.collect()
            started = time.perf_counter()
            (ours, floor)[which](target)
            times[which].append(time.perf_counter() - started)
            shutil.rmtree(target)
    return times


def _whole(folder: Path, context: SiteContext, shell: Shell) -> tuple[float, float]:
    target = folder / "whole"
    started = time.perf_counter()
    publish.write(assembly.files(context, shell), target)
    written = time.perf_counter()
    build_index(target)
    return written - started, time.perf_counter() - written


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _text(table: dict[str, str], projects: int, repeat: int) -> str:
    rows = "\n".join(f"| {stage} | {figure} |" for stage, figure in table.items())
    return (
        f"# Building: `python -m benchmarks build --projects {projects} --repeat {repeat}`\n\n"
        "Two cores, shared and noisy: medians, and ratios of what ran turn by turn.\n\n"
        f"| {projects} invented projects, two languages | |\n|---|---|\n{rows}\n"
    )


if __name__ == "__main__":
    main()
