"""``--against``: what a proposal is compared with, in every clone; and whose fault is whose."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from registre import revision, work_tree
from registre.cli import main
from registre.diagnostic import RegisterError
from registre.proposing import gather
from registre.schema import Schemas
from tests.conftest import DAY
from tests.proposals import (
    ADDED,
    AMENDED,
    FAULTY_BEFORE,
    REMOVED,
    SampleProposal,
    commit,
    edit,
    git,
    repository,
    sample_proposal,
)

BASE = Path(__file__).parent / "cases" / "base"
NEW = BASE / "projects" / "parcours-avc.yaml"
PROJECT = "projects/parcours-avc.yaml"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """The smallest register, committed."""
    made = repository(tmp_path / "repo", BASE)
    commit(made, "The register as published")
    return made


@pytest.fixture(params=["good", "bad"])
def sample(request: pytest.FixtureRequest, tmp_path: Path) -> SampleProposal:
    return sample_proposal(tmp_path / request.param, request.param)


def add(repo: Path, id: str = "parcours-coeur") -> Path:
    """One more project, valid."""
    file = repo / "registry" / "projects" / f"{id}.yaml"
    text = NEW.read_text("utf-8").replace("id: parcours-avc", f"id: {id}")
    file.write_text(f"{text}published_on: {DAY}\n", "utf-8")
    return file


def checked(
    registry: Path, capfd: pytest.CaptureFixture[str], *more: str, against: str = "main"
) -> tuple[int, dict[tuple[str, str], str]]:
    """The exit code, and the severity of each finding that is no notice, by code and path."""
    code = main(
        [
            *("check", "--registry", str(registry), "--against", against),
            *("--today", str(DAY), "--lang", "en", "--format", "json"),
            *more,
        ]
    )
    said = capfd.readouterr()
    assert said.out, said.err
    findings = json.loads(said.out)["findings"]
    return code, {
        (f["code"], f["path"]): f["severity"]
        for f in findings
        if f["severity"] != "notice" and not f["code"].startswith(("TEXT", "LINK"))
    }


def refused(registry: Path, capfd: pytest.CaptureFixture[str], against: str) -> tuple[str, str]:
    """The clear line, in French and English, of a comparison that cannot be made."""
    lines = []
    for language in ("fr", "en"):
        arguments = ["--registry", str(registry), f"--against={against}", "--lang", language]
        assert main(["check", *arguments]) == 2
        said = capfd.readouterr()
        assert said.out == ""
        assert len(said.err.strip().splitlines()) == 1
        lines.append(said.err.strip())
    assert lines[0] != lines[1]
    return lines[0], lines[1]


# The sample ---------------------------------------------------------------------------


def test_a_careful_proposal_passes(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    sample = sample_proposal(tmp_path)
    assert checked(sample.registry, capfd) == (0, {})


def test_a_careless_one_is_told_each_fault_and_not_those_of_others(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path, "bad")
    assert checked(sample.registry, capfd) == (
        1,
        {
            ("CHANGE-001", REMOVED): "error",
            ("CHANGE-003", AMENDED): "error",
            ("CHANGE-008", ADDED): "error",
            ("REF-002", ADDED): "error",
            ("REF-004", FAULTY_BEFORE): "warning",
        },
    )


def test_what_differs_is_what_the_branch_changed(sample: SampleProposal, schemas: Schemas) -> None:
    proposal, found = gather(sample.registry, "main", schemas)
    settings = {"removed.yaml"} if "removed.yaml" in proposal.touched else set()
    assert proposal.touched == {ADDED, AMENDED, REMOVED} | settings
    assert [change.path for change in proposal.added] == [ADDED]
    assert [change.path for change in proposal.amended] == [AMENDED]
    assert [change.path for change in proposal.removed] == [REMOVED]
    assert found.commit == sample.base_commit


def test_one_sample_is_like_another(tmp_path: Path) -> None:
    first, second = (sample_proposal(tmp_path / name) for name in ("a", "b"))
    assert first.head_commit == second.head_commit


# One cause, one finding ---------------------------------------------------------------

CANCERS = "projects/2024/cancers-vingt-ans.yaml"
ASTHMA = "projects/2022/asthme-enfants.yaml"


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (CANCERS, "\nevents:\n", "\nEvents:\n", {"SCHEMA-001"}),
        (ASTHMA, "\nresults:\n", "\nResults:\n", {"SCHEMA-001"}),
        (ASTHMA, "\npublished_on:", "\nPublished_on:", {"SCHEMA-001"}),
        # No field is misspelt here: what goes is told.
        (CANCERS, "\npublished_on: 2024-02-12\n", "\n", {"CHANGE-007"}),
    ],
)
def test_a_field_under_a_name_that_is_none_was_not_taken_out(
    path: str,
    old: str,
    new: str,
    told: set[str],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    sample = sample_proposal(tmp_path)
    edit(sample.registry / path, old, new)
    _, found = checked(sample.registry, capfd)
    assert {code for code, place in found if place == path} == told


def test_a_pointer_to_an_event_that_was_taken_out_follows_from_that(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path)
    file = sample.registry / CANCERS
    start, _, rest = file.read_text("utf-8").partition("\nevents:\n")
    left = re.sub(r"\A(?:[ #-].*\n|\n)*", "", rest)
    file.write_text(f"{start}\n{left}", "utf-8")
    _, found = checked(sample.registry, capfd)
    codes = {code for code, path in found if path == CANCERS}
    assert "CHANGE-004" in codes
    assert "REF-007" not in codes
    # Another pointer that leads nowhere is told beside it.
    edit(file, "supports: [/route,", "supports: [/rout,")
    _, found = checked(sample.registry, capfd)
    assert ("REF-007", CANCERS) in found


def test_a_record_that_goes_in_silence_is_told_once(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    sample = sample_proposal(tmp_path)
    git(sample.repo, "checkout", "--quiet", "main")
    (sample.registry / REMOVED).unlink()
    _, found = checked(sample.registry, capfd)
    assert {code for code, _ in found if code.startswith("CHANGE")} == {"CHANGE-001"}


def test_records_that_go_with_a_word_are_still_too_many(
    repo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """One goes and says why; another one goes in silence."""
    other = add(repo)
    commit(repo, "Two projects")
    for file in (other, repo / "registry" / PROJECT):
        file.unlink()
    silent, told = ("CHANGE-001", PROJECT), ("CHANGE-012", "register.yaml")
    _, found = checked(repo / "registry", capfd, against="HEAD")
    assert told not in found
    line = "- {id: parcours-coeur, kind: project, removed_on: 2026-11-20, reason: Un doublon.}\n"
    (repo / "registry" / "removed.yaml").write_text(line, "utf-8")
    _, found = checked(repo / "registry", capfd, against="HEAD")
    assert {silent, told} <= found.keys()


# Whose fault --------------------------------------------------------------------------


def test_an_error_that_the_proposal_causes_elsewhere_stays_one(
    repo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever takes away an organisation answers for those that name it."""
    (repo / "registry/organisations/chu-exemple.yaml").unlink()
    code, found = checked(repo / "registry", capfd, "--allow-shrink", against="HEAD")
    assert found[("REF-001", PROJECT)] == "error"
    assert code == 1


def test_a_term_taken_away_is_told_where_it_is_used(
    repo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    edit(repo / "registry/terms/themes.yaml", "code: cardiology", "code: heart")
    _, found = checked(repo / "registry", capfd, against="HEAD")
    assert found[("REF-004", PROJECT)] == "error"


def test_an_id_taken_a_second_time_stays_an_error_wherever_it_is_told(
    repo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    twin = repo / "registry/projects/avant/parcours-avc.yaml"
    twin.parent.mkdir()
    shutil.copy(NEW, twin)
    code, found = checked(repo / "registry", capfd, against="HEAD")
    assert "error" in {severity for (name, _), severity in found.items() if name == "ID-001"}
    assert code == 1


def test_the_faults_of_others_forbid_nothing(repo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """An unknown file, a link, a broken declaration, a giant: they were there before."""
    registry = repo / "registry"
    (registry / "notes.txt").write_text("x", "utf-8")
    (registry / "projects/lien.yaml").symlink_to("parcours-avc.yaml")
    (registry / "projects/casse.yaml").write_text("id: [", "utf-8")
    (registry / "projects/geant.yaml").write_bytes(b"a" * (1 << 20) + b"\n")
    commit(repo, "Faults")
    add(repo)
    code, found = checked(registry, capfd, against="HEAD")
    assert set(found.values()) == {"warning"}
    assert {name.split("-")[0] for name, _ in found} == {"FILE", "YAML"}
    assert code == 0


def test_a_fault_in_a_touched_file_is_its_author_s(
    repo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = repo / "registry" / PROJECT
    edit(file, "lead: chu-exemple", "lead: chu-inconnu")
    commit(repo, "A fault")
    edit(file, "Parcours de soins", "Le parcours de soins")
    code, found = checked(repo / "registry", capfd, against="HEAD")
    assert (code, found) == (1, {("REF-001", PROJECT): "error"})


def test_a_day_that_passes_makes_nobody_guilty(
    repo: Path, schemas: Schemas, capfd: pytest.CaptureFixture[str]
) -> None:
    """Both sides are judged for the same day: a rule that bites today bit the old file too."""
    file = repo / "registry" / PROJECT
    text = file.read_text("utf-8")
    file.write_text(text + "events:\n  - {type: selected, date: 2031-01-01}\n", "utf-8")
    commit(repo, "Not yet come")
    add(repo)
    code, found = checked(repo / "registry", capfd, against="HEAD")
    assert "error" not in found.values()
    assert code == 0


def test_a_register_that_was_none_excuses_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    repo = repository(tmp_path / "repo", BASE)
    shutil.move(repo / "registry", tmp_path / "registry")
    (repo / "README").write_text("x", "utf-8")
    commit(repo, "Before the register")
    shutil.move(tmp_path / "registry", repo / "registry")
    edit(repo / "registry" / PROJECT, "lead: chu-exemple", "lead: chu-inconnu")
    code, found = checked(repo / "registry", capfd, against="HEAD")
    assert found[("REF-001", PROJECT)] == "error"
    assert code == 1


def test_an_old_file_that_no_schema_accepts_blames_nobody(
    repo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = repo / "registry" / PROJECT
    text = file.read_text("utf-8")
    file.write_text(text.replace("purpose:", "finalité:") + "events: [1, {date: []}, null]\n")
    commit(repo, "As an older format had it")
    file.write_text(text, "utf-8")
    assert checked(repo / "registry", capfd, against="HEAD") == (0, {})


def test_only_the_maintainer_allows_a_loss(repo: Path, capfd: pytest.CaptureFixture[str]) -> None:
    registry = repo / "registry"
    (registry / PROJECT).unlink()
    line = "- {id: parcours-avc, kind: project, removed_on: 2026-11-20, reason: Doublon.}\n"
    (registry / "removed.yaml").write_text(line, "utf-8")
    assert checked(registry, capfd, against="HEAD") == (
        1,
        {("CHANGE-012", "register.yaml"): "error"},
    )
    assert checked(registry, capfd, "--allow-shrink", against="HEAD") == (0, {})


# What it is compared with -------------------------------------------------------------


def test_what_the_main_branch_gained_since_is_no_removal(
    repo: Path, capfd: pytest.CaptureFixture[str], schemas: Schemas
) -> None:
    git(repo, "checkout", "--quiet", "-b", "proposal")
    add(repo, "projet-propose")
    commit(repo, "Proposed")
    git(repo, "checkout", "--quiet", "main")
    add(repo, "projet-d-un-autre")
    commit(repo, "Moved on")
    git(repo, "checkout", "--quiet", "proposal")
    assert checked(repo / "registry", capfd) == (0, {})
    proposal, _ = gather(repo / "registry", "main", schemas)
    assert [change.id for change in proposal.added] == ["projet-propose"]


def test_what_is_not_committed_counts(repo: Path, schemas: Schemas) -> None:
    add(repo)
    git(repo, "rm", "--quiet", "--cached", f"registry/{PROJECT}")
    proposal, _ = gather(repo / "registry", "HEAD", schemas)
    assert proposal.touched == {"projects/parcours-coeur.yaml"}


@pytest.mark.parametrize("folder", [".", "deux mots/é \"'$(x)\n-x"])
def test_the_register_may_lie_anywhere_in_its_repository(
    tmp_path: Path, schemas: Schemas, folder: str
) -> None:
    repo = tmp_path / "repo"
    registry = repo / folder
    registry.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(BASE, registry)
    git(repo, "init", "--quiet", "--initial-branch", "main")
    git(repo, "config", "core.quotepath", "true")
    commit(repo, "The register")
    (registry / PROJECT).unlink()
    proposal, _ = gather(registry, "main", schemas)
    assert proposal.touched == {PROJECT}
    assert proposal.former_records == 4


def test_a_work_tree_beside_the_repository_is_read_as_well(
    repo: Path, tmp_path: Path, schemas: Schemas
) -> None:
    git(repo, "worktree", "add", "--quiet", "-b", "beside", str(tmp_path / "beside"))
    (tmp_path / "beside/registry" / PROJECT).unlink()
    proposal, _ = gather(tmp_path / "beside/registry", "main", schemas)
    assert proposal.touched == {PROJECT}


def test_line_ends_that_git_translates_are_no_difference(repo: Path, schemas: Schemas) -> None:
    git(repo, "config", "core.autocrlf", "true")
    shutil.rmtree(repo / "registry")
    git(repo, "checkout", "--quiet", "--", "registry")
    assert b"\r\n" in (repo / "registry" / PROJECT).read_bytes()
    proposal, _ = gather(repo / "registry", "HEAD", schemas)
    assert proposal.touched == frozenset()


def test_a_repository_of_the_longer_digest_is_read_as_well(
    tmp_path: Path, schemas: Schemas
) -> None:
    repo = tmp_path / "repo"
    repo.mkdir()
    git(repo, "init", "--quiet", "--object-format", "sha256", "--initial-branch", "main")
    shutil.copytree(BASE, repo / "registry")
    commit(repo, "The register")
    (repo / "registry" / PROJECT).unlink()
    proposal, found = gather(repo / "registry", "main", schemas)
    assert proposal.touched == {PROJECT}
    assert found.hash == "sha256"


def test_links_and_submodules_of_the_old_tree_are_left_alone(
    repo: Path, schemas: Schemas, tmp_path: Path
) -> None:
    (repo / "registry/projects/lien.yaml").symlink_to("/etc/passwd")
    git(repo, "add", "--all")
    oid = git(repo, "rev-parse", "HEAD")
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{oid},registry/projects/module")
    git(repo, "commit", "--quiet", "--message", "A link and a submodule")
    (repo / "registry/projects/module").mkdir()
    proposal, found = gather(repo / "registry", "HEAD", schemas)
    assert proposal.touched == frozenset()
    assert found.read(found.entries).keys() == work_tree.paths(found) - {"projects/lien.yaml"}


def test_a_tree_made_by_hand_leads_nowhere_else(repo: Path, schemas: Schemas) -> None:
    blob = git(repo, "rev-parse", f"HEAD:registry/{PROJECT}")

    def tree(*entries: tuple[str, str, str, bytes]) -> str:
        written = b"".join(
            f"{mode} ".encode() + name + b"\0" + bytes.fromhex(oid)
            for mode, _, oid, name in entries
        )
        done = subprocess.run(
            ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
            cwd=repo,
            input=written,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    above = tree(("100644", "blob", blob, b"evil.yaml"))
    registry = tree(
        ("40000", "tree", above, b".."),
        ("100644", "blob", blob, b"."),
        ("100644", "blob", blob, b"register.yaml"),
    )
    root = tree(("40000", "tree", registry, b"registry"))
    made = git(repo, "commit-tree", root, "-p", "HEAD", "-m", "By hand")
    git(repo, "reset", "--quiet", "--soft", made)
    assert list(revision.at(repo / "registry", made).entries) == ["register.yaml"]


def test_nothing_of_the_repository_is_touched_nor_run(
    repo: Path, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No filter, hook, external diff, pager, file-system monitor; and no lock is taken."""
    trap = repo / "trap.sh"
    trap.write_text("#!/bin/sh\ntouch ran\ncat\n", "utf-8")
    trap.chmod(0o755)
    for name in ("filter.t.smudge", "filter.t.clean", "diff.t.textconv", "core.fsmonitor"):
        git(repo, "config", name, str(trap))
    git(repo, "config", "core.pager", str(trap))
    (repo / ".gitattributes").write_text("*.yaml filter=t diff=t\n", "utf-8")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        shutil.copy(trap, repo / ".git/hooks" / hook)
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(trap))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repo / "another-index"))
    before = git_files(repo)
    (repo / ".git/index.lock").write_text("", "utf-8")
    (repo / "registry" / PROJECT).unlink()
    proposal, _ = gather(repo / "registry", "HEAD", schemas)
    (repo / ".git/index.lock").unlink()
    assert proposal.touched == {PROJECT}
    assert git_files(repo) == before
    assert not list(repo.rglob("ran"))


def git_files(repo: Path) -> dict[str, bytes]:
    return {str(f): f.read_bytes() for f in (repo / ".git").rglob("*") if f.is_file()}


def test_variables_of_a_hook_do_not_lead_astray(
    repo: Path, tmp_path: Path, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As git sets them when it runs a hook of another repository."""
    other = repository(tmp_path / "other", BASE)
    commit(other, "Another")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_PREFIX", "x/")
    (repo / "registry" / PROJECT).unlink()
    assert gather(repo / "registry", "main", schemas)[0].touched == {PROJECT}


# Clones as CI makes them --------------------------------------------------------------


@pytest.fixture
def server(tmp_path: Path) -> SampleProposal:
    """A server: `main` has moved on, the proposal is a merge request with its merge commit."""
    sample = sample_proposal(tmp_path / "server")
    git(sample.repo, "checkout", "--quiet", "main")
    add(sample.repo, "projet-d-un-autre").unlink()
    (sample.repo / "NEWS").write_text("x", "utf-8")
    commit(sample.repo, "Moved on")
    git(sample.repo, "checkout", "--quiet", "-b", "merged", "main")
    git(sample.repo, "merge", "--quiet", "--no-ff", "-m", "Merge", "proposal")
    git(sample.repo, "update-ref", "refs/pull/1/merge", "merged")
    git(sample.repo, "checkout", "--quiet", "main")
    git(sample.repo, "branch", "--quiet", "-D", "merged")
    git(sample.repo, "config", "uploadpack.allowAnySHA1InWant", "true")
    return sample


def clone(server: SampleProposal, folder: Path, *depth: str, ref: str) -> Path:
    """As actions/checkout and GitLab's runner do: an empty repository, one reference fetched."""
    folder.mkdir()
    git(folder, "init", "--quiet")
    git(folder, "remote", "add", "origin", f"file://{server.repo}")
    git(folder, "fetch", "--quiet", "--no-tags", *depth, "origin", ref)
    git(folder, "checkout", "--quiet", "--detach", "FETCH_HEAD")
    return folder


def test_a_merge_commit_with_its_parents_is_enough(
    server: SampleProposal, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """GitHub: `fetch-depth: 2` and `--against HEAD^1`."""
    made = clone(server, tmp_path / "clone", "--depth=2", ref="refs/pull/1/merge")
    assert checked(made / "registry", capfd, against="HEAD^1") == (0, {})


def test_a_merge_commit_alone_needs_only_the_commit_that_it_names(
    server: SampleProposal, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The shallow clone hides its parents; the merge commit still says who they are."""
    made = clone(server, tmp_path / "clone", "--depth=1", ref="refs/pull/1/merge")
    git(
        made, "fetch", "--quiet", "--depth=1", "origin", "+refs/heads/main:refs/remotes/origin/main"
    )
    assert checked(made / "registry", capfd, against="origin/main") == (0, {})


def test_a_short_clone_that_holds_the_base_is_enough(
    server: SampleProposal, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """GitLab: depth 20, `--against $CI_MERGE_REQUEST_DIFF_BASE_SHA`."""
    made = clone(server, tmp_path / "clone", "--depth=20", ref="refs/heads/proposal")
    assert checked(made / "registry", capfd, against=server.base_commit) == (0, {})


@pytest.mark.parametrize(
    ("ref", "against"),
    [
        ("refs/pull/1/merge", "HEAD^1"),
        ("refs/pull/1/merge", "origin/main"),
        ("refs/heads/proposal", "origin/main"),
        ("refs/heads/proposal", "{base}"),
    ],
)
def test_a_clone_that_is_too_short_says_what_to_run_and_that_is_enough(
    server: SampleProposal,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    ref: str,
    against: str,
) -> None:
    against = against.format(base=server.base_commit)
    made = clone(server, tmp_path / "clone", "--depth=1", ref=ref)
    lines = refused(made / "registry", capfd, against)
    for line in lines:
        command = line[line.index("git fetch") :]
        assert "--unshallow origin" in command
    run(made, command)
    assert checked(made / "registry", capfd, against=against) == (0, {})


def test_two_short_ends_that_do_not_meet_are_no_comparison(
    server: SampleProposal, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """The main branch is there, the point where the proposal left it is not."""
    made = clone(server, tmp_path / "clone", "--depth=1", ref="refs/heads/proposal")
    git(
        made, "fetch", "--quiet", "--depth=1", "origin", "+refs/heads/main:refs/remotes/origin/main"
    )
    line = refused(made / "registry", capfd, "origin/main")[1]
    run(made, line[line.index("git fetch") :])
    assert checked(made / "registry", capfd, against="origin/main") == (0, {})


def run(repo: Path, command: str) -> None:
    """Run what the message told, as a shell would."""
    subprocess.run(["sh", "-c", command], cwd=repo, check=True, capture_output=True)


def test_a_clone_without_its_files_says_what_to_run(
    server: SampleProposal, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A partial clone; nothing is fetched behind anybody's back."""
    git(server.repo, "config", "uploadpack.allowFilter", "true")
    made = tmp_path / "clone"
    git(
        tmp_path, "clone", "--quiet", "--filter=blob:none", "--branch", "proposal",
        f"file://{server.repo}", str(made),
    )  # fmt: skip
    line = refused(made / "registry", capfd, server.base_commit)[1]
    run(made, line[line.index("git fetch") :])
    assert checked(made / "registry", capfd, against=server.base_commit) == (0, {})


def test_histories_without_a_common_commit_are_compared_as_they_stand(
    repo: Path, schemas: Schemas
) -> None:
    git(repo, "checkout", "--quiet", "--orphan", "alone")
    add(repo)
    commit(repo, "Alone")
    proposal, _ = gather(repo / "registry", "main", schemas)
    assert [change.id for change in proposal.added] == ["parcours-coeur"]


def test_a_branch_without_a_commit_is_compared_with_the_revision(
    repo: Path, schemas: Schemas
) -> None:
    git(repo, "checkout", "--quiet", "--orphan", "empty")
    proposal, _ = gather(repo / "registry", "main", schemas)
    assert proposal.touched == frozenset()


# What cannot be -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "against",
    ["", "-h", "--output=x", "--upload-pack=touch ran", "a\nb", "\x1b[2J", "a\u202eb", "\udcff"],
)
def test_an_odd_reference_is_never_an_option(
    repo: Path, capfd: pytest.CaptureFixture[str], against: str
) -> None:
    for line in refused(repo / "registry", capfd, against):
        assert "--against" in line
        assert "\x1b" not in line
    assert not list(repo.rglob("ran"))


@pytest.mark.parametrize("against", ["nulle-part", "main..main", "^main", "main:registry", ":/x"])
def test_an_unknown_reference_is_one_clear_line(
    repo: Path, capfd: pytest.CaptureFixture[str], against: str
) -> None:
    for line in refused(repo / "registry", capfd, against):
        assert against in line
        assert "git fetch" in line


def test_an_unknown_branch_of_a_server_is_told_how_to_be_fetched(
    repo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert refused(repo / "registry", capfd, "origin/main")[1].endswith("git fetch origin main")
    assert refused(repo / "registry", capfd, "o/$(x)")[1].endswith("git fetch o '$(x)'")


def test_a_folder_in_no_repository_is_one_clear_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    shutil.copytree(BASE, tmp_path / "registry")
    french, english = refused(tmp_path / "registry", capfd, "main")
    assert "aucun dépôt Git" in french
    assert "no Git repository" in english


def test_a_folder_that_looks_like_a_repository_is_not_taken_for_one(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A proposal can bring such a folder, with settings that Git would obey."""
    folder = tmp_path / "registry"
    shutil.copytree(BASE, folder)
    git(tmp_path, "init", "--bare", "--quiet", str(folder))
    for line in refused(folder, capfd, "main"):
        assert "safe.bareRepository" in line


def test_a_computer_without_git_is_one_clear_line(
    repo: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repo))
    french, english = refused(repo / "registry", capfd, "main")
    assert "a besoin de Git" in french
    assert "needs Git" in english


def test_a_repository_of_somebody_else_is_one_clear_line(
    repo: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a container that runs as another account (CVE-2022-24765)."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for line in refused(repo / "registry", capfd, "main"):
        assert line.endswith(f"git config --global --add safe.directory {repo}")


def test_a_damaged_repository_is_one_clear_line(
    repo: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (repo / "registry" / PROJECT).write_text("id: parcours-avc\n", "utf-8")
    oid = git(repo, "rev-parse", f"HEAD:registry/{PROJECT}")
    lost = repo / ".git/objects" / oid[:2] / oid[2:]
    lost.chmod(0o600)
    lost.unlink()
    refused(repo / "registry", capfd, "main")


def test_git_is_not_asked_without_need(
    repo: Path, schemas: Schemas, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many files, as many runs of git."""
    runs: list[Any] = []
    real = subprocess.run

    def counted(*arguments: Any, **options: Any) -> Any:
        runs.append(arguments)
        return real(*arguments, **options)

    monkeypatch.setattr("registre.plumbing.subprocess.run", counted)
    gather(repo / "registry", "main", schemas)
    few = len(runs)
    for number in range(30):
        add(repo, f"projet-{number}")
    gather(repo / "registry", "main", schemas)
    assert len(runs) == 2 * few


def test_a_comparison_that_cannot_be_made_is_an_error_of_the_operator(tmp_path: Path) -> None:
    with pytest.raises(RegisterError):
        revision.at(tmp_path / "nowhere", "main")
