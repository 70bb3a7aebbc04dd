"""One browser session that crosses from Flask to FastAPI and back at every click."""

import itertools
import json
import shutil
import time

import httpx
import pytest

from migrator.project.project import Project
from migrator.steps.demo import example_database
from migrator.steps.serve import running_server

CHROMIUM = shutil.which("chromium")
SECONDS = 10.0

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


class Switch:
    """Moves the whole site from one side to the other and waits until it is there."""

    def __init__(self, project, url):
        table = project.route_specs.glob("*.json")
        self.rules = {json.loads(path.read_text()).get("rule") for path in table} - {None}
        self.file, self.url = project.cutover_file, url

    def to(self, side):
        stage = {"fastapi": "live", "flask": "legacy"}[side]
        patterns = {rule: {"stage": stage, "percent": 100} for rule in self.rules}
        self.file.write_text(json.dumps({"format": 1, "patterns": patterns}))
        deadline = time.monotonic() + SECONDS
        while httpx.get(f"{self.url}/saude").headers["x-served-by"] != side:
            assert time.monotonic() < deadline, f"the strangler did not move to {side}"
            time.sleep(0.05)


@pytest.fixture
def site(project):
    """The example behind the strangler, its database filled."""
    here = Project.here(project)
    with (
        example_database(project) as uri,
        running_server(here, {"MONGO_URI": uri, "MIGRATOR_MARK": "1"}) as url,
    ):
        yield Switch(here, url)


@pytest.fixture
def page():
    from playwright.sync_api import sync_playwright

    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    silent = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*quiet, *silent])
        try:
            yield browser.new_page()
        finally:
            browser.close()


def _log_in(page, site):
    page.goto(f"{site.url}/login")
    page.fill("input[name=email]", "ana@estoque.local")
    page.fill("input[name=senha]", "admin123")
    page.check("input[name=lembrar]")
    page.click("button:has-text('Entrar')")


def _links(page):
    return page.eval_on_selector_all("nav a[href]", "links => links.map(a => a.pathname)")


@pytest.mark.parametrize("first", ["flask", "fastapi"])
def test_a_login_lives_on_both_sides_when_every_click_crosses(site, page, first):
    sides = itertools.cycle(["fastapi", "flask"] if first == "flask" else ["flask", "fastapi"])
    site.to(first)
    _log_in(page, site)
    assert page.locator("nav").count() == 1

    site.to(next(sides))
    page.goto(f"{site.url}/produtos")
    links = list(dict.fromkeys(_links(page)))
    assert len(links) >= 4

    for link in [*links, *links]:
        side = next(sides)
        site.to(side)
        with page.expect_response(lambda answer: answer.request.is_navigation_request()) as seen:
            page.click(f"nav a[href='{link}']")
        assert seen.value.headers["x-served-by"] == side
        assert seen.value.status == 200
        assert page.url.startswith(f"{site.url}{link}")


def test_a_message_flashed_on_one_side_is_shown_on_the_other(site, page):
    site.to("flask")
    _log_in(page, site)
    for wrote, shown in (("flask", "fastapi"), ("fastapi", "flask")):
        site.to(wrote)
        page.goto(f"{site.url}/conta")
        token = page.get_attribute("meta[name=csrf-token]", "content")
        status = page.evaluate(
            """async token => (await fetch("/conta/senha", {
                method: "POST", redirect: "manual",
                body: new URLSearchParams({_csrf: token, atual: "x", nova: "y", confirmacao: "z"})
            })).type""",
            token,
        )
        assert status == "opaqueredirect"

        site.to(shown)
        page.goto(f"{site.url}/conta")

        assert page.get_by_text("A senha atual não confere.").count() == 1
        page.reload()
        assert page.get_by_text("A senha atual não confere.").count() == 0
