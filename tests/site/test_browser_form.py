"""The form in Chromium: what it makes passes ``registre check``, and what is typed never runs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from registre.formats import FORMATS
from registre.site import form as site_form
from registre.yaml_strict import parse
from tests.conftest import DAY, FICTIVE
from tests.site.conftest import Visit
from tests.site.form_filling import ADDRESSES, Filled, fill_in, forms

EPOCH = "1795392000"  # the same day
NOON = f"{DAY.isoformat()}T12:00:00Z"
USUAL = ("deux-points-et-diese", "jeu-de-donnees", "organisme")
HOSTILE = (
    '"><img src=x onerror="window.hit=1">',
    "<script>window.hit=1</script>",
    "javascript:window.hit=1",
    "{{constructor.constructor('window.hit=1')()}}",
    "</textarea><svg onload=window.hit=1>",
)


@pytest.fixture
def writer(browser: Browser) -> Iterator[BrowserContext]:
    """A browser on the day of the tests, that may copy."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    context.clock.set_fixed_time(NOON)
    yield context
    context.close()


def opened(writer: BrowserContext, url: str) -> tuple[Page, list[str]]:
    """The form at an address, and what the console says from then on."""
    page, messages = writer.new_page(), list[str]()
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(url)
    page.locator("[data-form-of]").wait_for(state="visible")
    return page, messages


def chosen() -> list[object]:
    usual = [form for form in forms() if form.name in USUAL]
    return [
        pytest.param(usual, id="usual"),
        pytest.param(list(forms()), id="all", marks=pytest.mark.full),
    ]


@pytest.mark.parametrize("filled", chosen())
def test_what_the_form_makes_passes_the_check(
    built_site: str, writer: BrowserContext, tmp_path: Path, filled: list[Filled]
) -> None:
    """Filled in field by field, downloaded, put where the form says, checked by the command."""
    registry = tmp_path / "registry"
    shutil.copytree(FICTIVE, registry)
    for form in filled:
        page, messages = opened(writer, built_site + ADDRESSES[form.kind])
        fill_in(page, form)
        page.locator("[data-check]").click()
        assert page.locator("[data-faults] li").all_inner_texts() == [], form.name
        with page.expect_download() as download:
            page.locator("[data-download]").click()
        text = download.value.path().read_text("utf-8")
        assert text == page.locator("[data-yaml]").input_value()
        place = page.locator("[data-path]").inner_text().removeprefix("Fichier : ")
        assert place.endswith(f"/{download.value.suggested_filename}")
        file = tmp_path / place
        assert not file.exists()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        declared: Any = parse(file.name, text).data
        assert {key: declared.get(key) for key in form.expected} == dict(form.expected), form.name
        assert messages == []
        page.evaluate("localStorage.clear()")
        page.close()
    checked = subprocess.run(
        [sys.executable, "-m", "registre", "check", "--registry", registry, "--no-cache"],
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH}, capture_output=True, text=True,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_person_is_told_what_remains_and_loses_nothing(
    built_site: str, writer: BrowserContext
) -> None:
    """By the keyboard alone: faults by the field, the list leads there, the draft comes back."""
    page, messages = opened(writer, built_site + ADDRESSES["project"])
    assert page.locator("[data-without]").is_hidden()
    page.locator("#f-title-fr").focus()
    page.keyboard.type("AVC")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "f-id"
    assert page.locator("#f-id").input_value() == "avc"
    page.keyboard.press("Tab")
    page.keyboard.type("Trop court")
    page.keyboard.press("Tab")
    said = page.locator("#f-summary-fr-fault")
    assert "trop court" in said.inner_text()
    assert page.locator("#f-summary-fr").get_attribute("aria-invalid") == "true"
    page.locator("[data-check]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "remaining"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "f-summary-fr"
    _see_the_conditions(page)
    axe = Axe().run(page)
    assert not axe.response["violations"], axe.generate_report()
    _see_the_draft(page)
    assert messages == []


def _see_the_conditions(page: Page) -> None:
    """An opinion asks for a body and an outcome, and not for every outcome."""
    events = page.locator("[data-field=events]")
    events.evaluate("place => { place.closest('details').open = true; }")
    events.locator("> fieldset > [data-add]").press("Enter")
    kind = events.locator("[data-field=type] select")
    assert kind.evaluate("control => control === document.activeElement")
    kind.select_option("opinion")
    assert events.locator("[data-field=outcome]").is_visible()
    assert "obligatoire ici" in events.locator("[data-field=outcome] label").inner_text()
    options = events.locator("[data-field=outcome] option:not([disabled])")
    values = options.evaluate_all("all => all.map((one) => one.value)")
    assert "favourable" in values
    assert "granted" not in values
    assert any("Issue" in text for text in page.locator("[data-faults] li").all_inner_texts())


def _see_the_draft(page: Page) -> None:
    page.reload()
    page.locator("[data-form-of]").wait_for(state="visible")
    assert page.locator("#f-title-fr").input_value() == "AVC"
    assert page.locator("[data-field=events] [data-field=type] select").input_value() == "opinion"
    page.locator("[data-erase-ask]").press("Enter")
    assert page.evaluate("document.activeElement.hasAttribute('data-erase-no')")
    page.locator("[data-erase-yes]").press("Enter")
    assert page.locator("#f-title-fr").input_value() == ""
    assert page.evaluate("localStorage.length") == 0


def test_it_works_where_storage_is_refused(built_site: str, writer: BrowserContext) -> None:
    writer.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } });"
    )
    page, messages = opened(writer, built_site + "en/declare/form/organisation/")
    page.locator("#f-name-en").or_(page.locator("#f-name-fr")).first.fill("An office")
    page.keyboard.press("Tab")
    assert "refuses to keep a draft" in page.locator("[data-draft]").inner_text()
    assert "an-office" in page.locator("[data-yaml]").input_value()
    assert messages == []


def test_what_is_typed_never_runs(built_site: str, writer: BrowserContext) -> None:
    """Hostile text in every field, in the list of what remains and in the draft of yesterday."""
    page, messages = opened(writer, built_site + ADDRESSES["project"])
    for control in page.locator("[data-add]").all():
        control.evaluate("button => button.click()")
    typed = page.evaluate(
        """(texts) => {
          const all = document.querySelectorAll("[data-ask] :is(input[type=text], textarea)");
          for (const [at, input] of all.entries()) {
            input.value = texts[at % texts.length];
            input.dispatchEvent(new Event("change", { bubbles: true }));
          }
          return all.length;
        }""",
        list(HOSTILE),
    )
    assert typed > 50
    page.locator("[data-check]").click()
    assert page.locator("[data-faults] li").count() > 5
    page.reload()
    page.locator("[data-form-of]").wait_for(state="visible")
    assert page.locator("#f-title-fr").input_value() in HOSTILE
    assert page.evaluate("window.hit") is None
    assert page.locator("main :is(img, svg[onload], script:not([type]))").count() == 0
    assert messages == []


def test_the_forge_opens_with_the_file(built_site: str, writer: BrowserContext) -> None:
    """GitHub takes name and text, GitLab the name; what no address holds is copied."""
    page, _ = opened(writer, built_site + ADDRESSES["organisation"])
    pages = page.evaluate(
        """async () => {
          const { forgePage } = await import(
            new URL("form/ending.js", document.querySelector("script[src$='js/form.js']").src));
          const of = (kind, way, name, text) => forgePage(
            { kind, new: `https://forge.example/a/b${way}`, name },
            "registry/projects/2026/x.yaml", text);
          return [
            of("github", "/new/main/", "filename", "id: é&#\\n"),
            of("github", "/new/main/", "filename", "é".repeat(9000)),
            of("gitlab", "/-/new/main/", "file_name", "id: x\\n"),
          ];
        }"""
    )
    start = "https://forge.example/a/b"
    assert pages == [
        {
            "address": f"{start}/new/main/registry/projects/2026?filename=x.yaml"
            "&value=id%3A+%C3%A9%26%23%0A",
            "isFilled": True,
        },
        {
            "address": f"{start}/new/main/registry/projects/2026?filename=x.yaml",
            "isFilled": False,
        },
        {
            "address": f"{start}/-/new/main/registry/projects/2026?file_name=x.yaml",
            "isFilled": False,
        },
    ]


SAMPLES = (
    "2019", "2019-04", "2019-04-16", "2019-02-29", "2020-02-29", "0999", "0000", "2019-13",
    "not-stated", "16/04/2019", "https://www.example.org/", "https://a.b", "http://a.example/",
    "https://user@a.example/", "https://10.0.0.1/", "https://x.local/", "https://a.example:99999/",
    "https://a.example/é", "https://localhost/", "https://127.1/", "https://a.example/<b>", "https://a.example/[1]",
    "10.1136/bmj.n37", "doi:10.1/x", "10.12/x", "contact@example.org", "a b@example.org", "a@b",
    "", "/", "/a/0", "/a~2", "a",
)  # fmt: skip


def test_the_browser_knows_the_same_formats(built_site: str, writer: BrowserContext) -> None:
    """The forms that JSON Schema leaves to us are judged as the checker judges them."""
    page, _ = opened(writer, built_site + ADDRESSES["organisation"])
    found = page.evaluate(
        """async (samples) => {
          const { FORMATS } = await import(
            new URL("form/formats.js", document.querySelector("script[src$='js/form.js']").src));
          return Object.fromEntries(Object.entries(FORMATS).map(
            ([name, judge]) => [name, samples.filter((text) => judge(text))]));
        }""",
        list(SAMPLES),
    )
    assert found == {
        name: [text for text in SAMPLES if judge(text)] for name, judge in FORMATS.items()
    }


def test_without_a_script_the_page_says_how_to_do(
    built_site: str, visit: Callable[..., Visit]
) -> None:
    seen = visit(built_site + ADDRESSES["project"], script=False)
    assert seen.page.locator("[data-form-of]").is_hidden()
    told = seen.page.locator("[data-without]")
    assert told.is_visible()
    assert "JavaScript" in told.inner_text()
    assert told.locator('a[href$="files/projet.yaml"]').count() == 1
    assert told.locator('a[href^="mailto:"]').count() == 1


def test_the_bundle_names_its_licences() -> None:
    """What npm brought stands beside the module, with the terms under which it may be used."""
    assert site_form.has_script(), "make site, or: python generator/form/bundle.py"
    from registre.package_data import find

    module = find(site_form.SCRIPT)
    notice = (module.parent / "libraries.THIRD-PARTY.txt").read_text("utf-8")
    locked = json.loads(
        (Path(__file__).parents[2] / "generator/form/package-lock.json").read_text("utf-8")
    )
    for name, package in locked["packages"][""]["dependencies"].items():
        assert f"{name} {package} (" in notice
    text = module.read_text("utf-8")
    assert "eval(" not in text
    assert "new Function" not in text
