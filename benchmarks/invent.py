"""A register of any size, invented: always the same for the same size."""

from __future__ import annotations

import random
import shutil
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
ROUTES = ("mr-004", "mr-005", "cnil-authorisation", "permanent-access", "not-stated")


def register(folder: Path, projects: int) -> Path:
    """The genuine register's organisations, datasets and terms, with invented projects."""
    registry = folder / "registry"
    for name in ("datasets", "organisations", "terms"):
        shutil.copytree(BASE / name, registry / name)
    shutil.copyfile(BASE / "register.yaml", registry / "register.yaml")
    shutil.copyfile(BASE / "removed.yaml", registry / "removed.yaml")
    chance = random.Random(SEED)
    known = {
        "organisation": sorted(path.stem for path in (BASE / "organisations").glob("*.yaml")),
        "dataset": sorted(path.stem for path in (BASE / "datasets").glob("*.yaml")),
        "theme": ["cardiology", "oncology", "neurology", "vaccination", "pharmacology"],
    }
    for number in range(projects):
        year = 2017 + number % 10
        target = registry / "projects" / str(year) / f"projet-{number:06d}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(_project(target.stem, year, known, chance), "utf-8")
    return registry


def _project(id: str, year: int, known: dict[str, list[str]], chance: random.Random) -> str:
    def pick(kind: str, count: int) -> list[str]:
        return chance.sample(known[kind], count)

    lead, *partners = pick("organisation", 4)
    partner_lines = "\n".join(
        f"  - {{organisation: {p}, role: scientific-partner}}" for p in partners
    )
    data = "\n".join(
        f"  - dataset: {dataset}\n    period: {{start: {year - 5}, end: {year}}}\n"
        f"    population: {{fr: {_sentence(chance, 12)}, en: {_sentence(chance, 12)}}}"
        for dataset in pick("dataset", 2)
    )
    return f"""\
id: {id}
published_on: {year}-06-01
title:
  fr: {_sentence(chance, 9)}
  en: {_sentence(chance, 9)}
summary:
  fr: {_sentence(chance, 60)}
  en: {_sentence(chance, 60)}
purpose:
  category: scientific-research
  statement:
    fr: {_sentence(chance, 25)}
    en: {_sentence(chance, 25)}
themes: [{", ".join(pick("theme", 2))}]
lead: {lead}
partners:
{partner_lines}
route: {chance.choice(ROUTES)}
calendar: {{start: {year}-01, end: {year + 3}-12}}
data:
{data}
events:
  - {{type: application-complete, date: {year}-01-15}}
  - {{type: decision, date: {year}-04-02, body: cnil, outcome: granted}}
  - {{type: data-available, date: {year}-09-30}}
results:
  - id: article
    type: publication
    title:
      fr: {_sentence(chance, 10)}
      en: {_sentence(chance, 10)}
    date: {min(year + 3, 2026)}-03
    doi: 10.1234/{id}
    summary:
      fr: {_sentence(chance, 30)}
      en: {_sentence(chance, 30)}
sources:
  - title: {_sentence(chance, 6)}
    lang: fr
"""


def _sentence(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(WORDS, k=words)).capitalize()
