"""What a real browser saves as a HAR while a person clicks is a recording that replays to SAME."""

import json
import shutil

import pytest

from migrator.project.project import Project
from migrator.steps.demo import example_database
from migrator.twins.app import legacy_twin
from tests.journey.conftest import run

CHROMIUM = shutil.which("chromium")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


@pytest.fixture
def visit(tmp_path):
    """``visit(url)`` is a page whose traffic is in the HAR when its context is closed."""
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    silent = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*quiet, *silent])
        try:
            yield lambda har: browser.new_context(record_har_path=har, record_har_content="embed")
        finally:
            browser.close()


def _use(page, url):
    """A person logs in, looks around, makes a product and a movement, and leaves."""
    page.goto(f"{url}/login")
    page.fill("input[name=email]", "ana@estoque.local")
    page.fill("input[name=senha]", "admin123")
    page.click("button:has-text('Entrar')")
    for path in page.eval_on_selector_all("nav a[href]", "links => links.map(a => a.pathname)"):
        page.goto(f"{url}{path}")
    page.goto(f"{url}/produtos/novo")
    page.fill("input[name=codigo]", "HAR-1")
    page.fill("input[name=nome]", "Régua de aço")
    with page.expect_navigation():
        page.evaluate("document.querySelector('form[method=post] [name=nome]').form.submit()")
    page.goto(f"{url}/produtos?busca=cabo")
    page.goto(f"{url}/nada")


@pytest.mark.slow
def test_a_har_of_a_real_browser_replays_to_the_same(project, tmp_path, visit):
    here, har = Project.here(project), tmp_path / "visit.har"
    with example_database(project) as uri, legacy_twin(here, uri) as twin:
        context = visit(har)
        _use(context.new_page(), f"http://127.0.0.1:{twin.port}")
        context.close()

    done = run(project, "import", "har", str(har), "--json")
    assert done.returncode == 0, done.stderr
    recording = json.loads(done.stdout)["recording"]
    assert recording["routes"] >= 8

    done = run(project, "replay", "--json")

    verdict = json.loads(done.stdout)["verdict"]
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert verdict["outcome"] == "same"
    assert verdict["compared"] == recording["exchanges"]
    assert sum(route.get("strayed", 0) for route in verdict["routes"]) == 0
