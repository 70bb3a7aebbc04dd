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
    code = {"compat/a.py": b"import jinja2\n"}

    lines = requirements(code, "Jinja2==3.0\n").splitlines()

    assert [line for line in lines if line.lower().startswith("jinja2")] == ["jinja2>=3.1"]


def test_what_only_their_code_imports_stays_as_they_want_it():
    lines = requirements({"forms.py": b"import wtforms, jwt\n"}, "WTForms==2.2.1\n").splitlines()

    assert lines == ["PyJWT>=2.10", "uvicorn[standard]>=0.34", "WTForms==2.2.1"]


def test_a_version_that_the_rest_cannot_take_is_let_go_with_the_reason():
    theirs = "Click==8.1.7\ndnspython==1.16.0\nsix==1.12.0\nbson==0.5.8\n"
    code = {"database.py": b"import motor, pymongo\n"}

    lines = requirements(code, theirs).splitlines()

    assert "Click==8.1.7" in lines
    assert "six==1.12.0" in lines
    assert not any(line.startswith("bson") for line in lines)
    loose = next(line for line in lines if line.startswith("dnspython"))
    assert loose.startswith("dnspython  # was ==1.16.0, but pymongo needs ")


def test_a_library_that_is_only_named_is_not_required():
    files = {"a.py": b'"""import httpx"""\nimport motor\n', "b.py": b"httpx = motor = 1\n"}

    assert requirements(files, "").splitlines() == ["motor>=3.7.1", "uvicorn[standard]>=0.34"]


def test_a_library_that_one_of_many_files_imports_is_required():
    files = {"a.py": b"import motor\n", "b.py": b"x = 1\nif x:\n    import motor, httpx\n"}

    assert "httpx>=0.28" in requirements(files, "").splitlines()
