"""Where the files that ship beside the code are found."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from registre.diagnostic import RegisterError

_PACKAGE = Path(__file__).resolve().parent


class PackageDataError(RegisterError):
    """A file that must ship with the program, or be given by the register, is nowhere."""

    def __init__(self, name: str, places: tuple[Path, ...]) -> None:
        self.name = name
        self.places = places
        searched = ", ".join(str(place) for place in places)
        super().__init__(
            en=f"{name}: not found (searched: {searched})",
            fr=f"{name} : introuvable (cherché dans : {searched})",
        )


def find(name: str, overrides: Path | None = None) -> Path:
    """The file or folder `name` (such as `site_templates/pages`), nearest first.

    Searched in turn: the register's own `overrides` (where `site_templates/` is left out of the
    name, so that `overrides/theme` overrides `site_templates/theme`), the data of the installed
    package, the repository. Raises `PackageDataError`.
    """
    places = tuple(_places(PurePosixPath(name), overrides))
    for place in places:
        if place.exists():
            return place
    raise PackageDataError(name, places)


def find_all(name: str, overrides: Path | None = None) -> tuple[Path, ...]:
    """Every layer of the folder `name`: the shipped one first, the register's own last."""
    shipped = find(name)
    own = tuple(_own(PurePosixPath(name), overrides)) if overrides is not None else ()
    return (shipped, *(place for place in reversed(own) if place.exists()))


def _places(name: PurePosixPath, overrides: Path | None) -> list[Path]:
    own = _own(name, overrides) if overrides is not None else []
    return [*own, _PACKAGE / "data" / name, _PACKAGE.parents[1] / name]


def _own(name: PurePosixPath, overrides: Path) -> list[Path]:
    if name.parts[0] == "site_templates" and len(name.parts) > 1:
        return [overrides / PurePosixPath(*name.parts[1:]), overrides / name]
    return [overrides / name]
