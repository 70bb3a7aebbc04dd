"""Verdicts as JUnit XML: a suite is a route, a case is a comparison or a difference."""

from collections.abc import Collection, Iterable
from xml.etree import ElementTree as ET

from migrator.model.verdict import Difference, Outcome, RouteVerdict
from migrator.report.problem import Problem


def junit(
    verdicts: Iterable[RouteVerdict], moved: Collection[str], problems: Iterable[Problem]
) -> str:
    """A JUnit report.

    A difference is a failure where users meet it, on a pattern in ``moved``; elsewhere, and where
    nothing was compared, the case is skipped with the reason.
    """
    root = ET.Element("testsuites", name="migrator")
    for verdict in verdicts:
        root.append(_suite(verdict, is_moved=verdict.rule in moved))
    root.append(_problems(list(problems)))
    total = {
        name: sum(int(s.get(name, "0")) for s in root) for name in ("tests", "failures", "skipped")
    }
    for name, count in total.items():
        root.set(name, str(count))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(verdict: RouteVerdict, *, is_moved: bool) -> ET.Element:
    name = f"{verdict.endpoint} {verdict.rule}".strip() or verdict.why
    suite = ET.Element("testsuite", name=_clean(name), file=verdict.source.partition(":")[0])
    match verdict.outcome:
        case Outcome.SAME:
            _case(suite, f"{verdict.compared} exchanges are the same")
        case Outcome.UNKNOWN:
            case = _case(suite, "was compared")
            ET.SubElement(case, "skipped", message=_clean(verdict.why))
        case Outcome.DIFFERENT:
            for difference in verdict.differences:
                _difference(suite, difference, is_moved=is_moved)
    return _counted(suite)


def _difference(suite: ET.Element, difference: Difference, *, is_moved: bool) -> None:
    case = _case(suite, f"{difference.aspect} {difference.where}")
    message = f"{difference.expected} became {difference.actual}"
    if not is_moved:
        ET.SubElement(case, "skipped", message=_clean(f"still on Flask: {message}"))
        return
    failure = ET.SubElement(case, "failure", type=difference.aspect, message=_clean(message))
    failure.text = _clean(
        f"exchange {difference.exchange}, {difference.count} times\n"
        f"cause: {difference.cause or 'not known'}\nsource: {difference.source or 'not known'}"
    )


def _problems(problems: list[Problem]) -> ET.Element:
    suite = ET.Element("testsuite", name="migrator check")
    for problem in problems:
        case = _case(suite, problem.check)
        ET.SubElement(case, "failure", type=problem.check, message=_clean(problem.message))
    if not problems:
        _case(suite, "specs and generated files are up to date")
    return _counted(suite)


def _case(suite: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(suite, "testcase", name=_clean(name), classname=suite.get("name", ""))


def _counted(suite: ET.Element) -> ET.Element:
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(len(suite.findall("testcase/failure"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    return suite


def _clean(text: str) -> str:
    """Without the control characters that XML 1.0 cannot hold."""
    return "".join(c if c >= " " or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
