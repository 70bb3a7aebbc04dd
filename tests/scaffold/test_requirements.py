from migrator.scaffold.requirements import requirements


def test_what_the_code_imports_is_required():
    text = requirements({"a.py": b"import motor\nfrom werkzeug.utils import x\n"}, "")

    assert text.splitlines() == ["motor>=3.7.1", "uvicorn[standard]>=0.34", "werkzeug>=3.1.9"]


def test_flask_and_its_extensions_leave_and_the_rest_stays():
    theirs = (
        "Flask==3.0\nflask-login\nFlask_WTF\ngunicorn\npymongo>=4\npandas>=2  # reports\n-r x.txt\n"
    )

    lines = requirements({}, theirs).splitlines()

    assert lines == ["pandas>=2  # reports", "uvicorn[standard]>=0.34"]


def test_what_both_name_is_required_once():
    lines = requirements({"a.py": b"import jinja2\n"}, "Jinja2==3.0\n").splitlines()

    assert [line for line in lines if line.lower().startswith("jinja2")] == ["jinja2>=3.1"]
