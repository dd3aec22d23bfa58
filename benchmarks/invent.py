"""A register of any size, invented: always the same for the same size."""

from __future__ import annotations

import random
import shutil
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path

SEED = 20261123
BASE = Path(__file__).resolve().parents[1] / "registry"
WORDS = (
    "parcours",
    "soins",
    "hospitalisation",
    "traitement",
    "patient",
    "maladie",
    "dépistage",
    "suivi",
    "registre",
    "cohorte",
    "évaluation",
    "risque",
    "prévention",
    "médicament",
    "chirurgie",
    "diabète",
    "asthme",
    "cancer",
    "urgence",
    "territoire",
    "réadaptation",
    "mortalité",
    "vaccination",
    "grossesse",
    "sommeil",
    "douleur",
    "vision",
    "audition",
    "autonomie",
)
# The little words of any language, so that the texts are as easy to read as a register asks.
SMALL = ("la", "de", "du", "un", "sur", "on", "va", "par", "et", "vu", "dit", "aux", "qui", "son")
ORGANISATIONS = 500
DATASETS = 200
THEMES = ("cardiology", "oncology", "neurology", "vaccination", "pharmacology")


def register(
    folder: Path, projects: int, *, datasets: int = DATASETS, organisations: int = ORGANISATIONS
) -> Path:
    """The genuine register's settings and actors, with invented records of 4 to 5 KB each.

    ``datasets`` and ``organisations`` are how many there are in all.
    """
    registry = folder / "registry"
    for name in ("datasets", "organisations", "terms"):
        shutil.copytree(BASE / name, registry / name)
    shutil.copyfile(BASE / "register.yaml", registry / "register.yaml")
    shutil.copyfile(BASE / "removed.yaml", registry / "removed.yaml")
    chance = random.Random(SEED)
    for number in range(organisations - len(_ids(registry, "organisations"))):
        _write(registry / "organisations" / f"organisme-{number:05}.yaml", _organisation, chance)
    actors = _ids(registry, "organisations")
    for number in range(datasets - len(_ids(registry, "datasets"))):
        file = registry / "datasets" / f"jeu-{number:05}.yaml"
        _write(file, partial(_dataset, actors), chance)
    # What the genuine ones cover would contradict invented periods.
    known = [id for id in _ids(registry, "datasets") if id.startswith("jeu-")]
    for number in range(projects):
        file = registry / "projects" / str(2017 + number % 8) / f"projet-{number:06}.yaml"
        _write(file, partial(_project, actors, known), chance)
    return registry


def _ids(registry: Path, kind: str) -> list[str]:
    return sorted(path.stem for path in (registry / kind).glob("*.yaml"))


def _write(file: Path, text: Callable[[str, random.Random], str], chance: random.Random) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text(file.stem, chance), "utf-8")


def _organisation(id: str, chance: random.Random) -> str:
    return f"""\
id: {id}
name:
  fr: Institut {_words(chance, 3)} {id[-5:]}
  en: Institute {_words(chance, 3)} {id[-5:]}
kind: {chance.choice(("hospital", "university", "research", "company"))}
country: FR
homepage: https://{id}.example.org/accueil
description:
  fr: >-
{_prose(chance, 1850, 4)}
  en: >-
{_prose(chance, 1850, 4)}
sources:
  - title: {_words(chance, 6)}
    url: https://{id}.example.org/presentation
    lang: fr
    consulted: 2026-11-23
    supports: [/name, /description]
"""


def _dataset(actors: list[str], id: str, chance: random.Random) -> str:
    columns = "\n".join(
        f"      - {{name: COL_{number:02}, type: {chance.choice(('string', 'integer', 'date'))}}}"
        for number in range(24)
    )
    return f"""\
id: {id}
title:
  fr: Base {_words(chance, 4)} {id[-5:]}
  en: Database {_words(chance, 4)} {id[-5:]}
description:
  fr: |
{_prose(chance, 800, 4)}
  en: |
{_prose(chance, 800, 4)}
kind: {chance.choice(("claims", "register", "cohort"))}
holders: [{chance.choice(actors)}]
access: non-public
health_categories: [e, j]
themes: [{", ".join(chance.sample(THEMES, 2))}]
keywords:
  fr: [{", ".join(chance.sample(WORDS, 5))}]
  en: [{", ".join(chance.sample(WORDS, 5))}]
spatial: [FR]
temporal: {{start: 2006}}
provenance:
  fr: {_words(chance, 12)}.
  en: {_words(chance, 12)}.
population:
  coverage:
    fr: {_words(chance, 12)}
    en: {_words(chance, 12)}
personal_data:
  - fr: Données de santé rattachées à un pseudonyme
    en: Health data attached to a pseudonym
tables:
  - name: PRINCIPALE
    title: {_words(chance, 4)}
    fields:
{columns}
  - name: SECONDAIRE
sources:
  - title: {_words(chance, 6)}
    url: https://{id}.example.org/documentation
    lang: fr
"""


def _project(actors: list[str], datasets: list[str], id: str, chance: random.Random) -> str:
    year = 2017 + int(id[-6:]) % 8
    lead, *partners = chance.sample(actors, 4)
    partner_lines = "\n".join(
        f"  - {{organisation: {p}, role: scientific-partner}}" for p in partners
    )
    data = "\n".join(
        f"  - dataset: {dataset}\n    period: {{start: {year - 5}, end: {year - 1}}}\n"
        f"    population:\n      fr: {_words(chance, 14)}.\n      en: {_words(chance, 14)}."
        for dataset in chance.sample(datasets, 2)
    )
    return f"""\
# yaml-language-server: $schema=../../../schemas/project.schema.json
id: {id}
published_on: {year}-06-01
title:
  fr: {_words(chance, 9)}
  en: {_words(chance, 9)}
summary:
  fr: >-
{_prose(chance, 560, 4)}
  en: >-
{_prose(chance, 560, 4)}
purpose:
  category: scientific-research
  statement:
    fr: >-
{_prose(chance, 200, 6)}
    en: >-
{_prose(chance, 200, 6)}
public_benefit:
  expected:
    fr: {_words(chance, 12)}.
    en: {_words(chance, 12)}.
themes: [{", ".join(chance.sample(THEMES, 2))}]
lead: {lead}
partners:
{partner_lines}
route: cnil-authorisation
calendar: {{start: {year}-10, end: {year + 3}-12}}
data:
{data}
events:
  - {{type: application-complete, date: {year}-01-15}}
  - type: opinion
    date: {year}-03-02
    body: cesrees
    outcome: favourable
  - {{type: decision, date: {year}-04-02, body: cnil, outcome: granted}}
  - {{type: data-available, date: {year}-09-30}}
results:
  - id: article
    type: publication
    title:
      fr: {_words(chance, 10)}
      en: {_words(chance, 10)}
    date: {min(year + 3, 2026)}-03
    doi: 10.1234/{id}
    summary:
      fr: >-
{_prose(chance, 260, 8)}
      en: >-
{_prose(chance, 260, 8)}
sources:
  - title: {_words(chance, 6)}
    url: https://{id}.example.org/protocole
    lang: fr
    consulted: 2026-11-23
    supports: [/summary, /purpose]
"""


def _words(chance: random.Random, count: int) -> str:
    said = [chance.choice(SMALL if place % 5 else WORDS) for place in range(count)]
    return " ".join(said).capitalize()


def _prose(chance: random.Random, length: int, indent: int) -> str:
    """Short sentences on lines of a hundred signs, about ``length`` signs in all."""
    sentences: list[str] = []
    while sum(map(len, sentences)) < length:
        sentences.append(f"{_words(chance, 8)}.")
    margin = " " * indent
    lines = textwrap.wrap(" ".join(sentences), 100, initial_indent=margin, subsequent_indent=margin)
    return "\n".join(lines)
