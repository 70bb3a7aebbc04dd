import ast

import pytest

from migrator.model.translation import Grade
from tests.translate.cases import PAGES, Case, formatted, imports, read_pages, run, shown, split

CASES = read_pages()


def test_every_recipe_has_a_page_and_every_page_has_cases():
    recipes = {path.stem for path in PAGES.glob("*.py")} - {"__init__"}

    pages = {case.page for case in CASES}

    assert recipes <= pages
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_page_says_what_the_engine_does(case: Case, tmp_path):
    translation = run(case, tmp_path)

    reasons = [r for route in translation.routes for r in route.reasons]
    if case.refused or case.threaded:
        said = "\n".join(f"{r.file}:{r.line} {r.construct}: {r.why}" for r in reasons)
        assert said == "" or reasons
        for line in (case.refused + case.threaded).strip().splitlines():
            assert line in said
        grades = {route.grade for route in translation.routes}
        assert (Grade.REFUSED if case.refused else Grade.THREADED) in grades or not reasons
    else:
        assert reasons == []
    for file, expected in case.fastapi.items():
        wanted, code = split(expected)
        found, hoped = formatted(shown(translation, file), code)
        assert found == hoped
        assert wanted <= imports(translation, file)
    for file in translation.files:
        ast.parse(file.content)
