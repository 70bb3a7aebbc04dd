"""Compare two bodies: equal bytes are equal, and any other pair is explained."""

from migrator.compare.html_body import explain_html
from migrator.compare.json_body import explain_json
from migrator.compare.shown import MOST_FOUND, SOME_FOUND, shown
from migrator.compare.text_body import explain_binary, explain_csv, explain_text
from migrator.model.exchange import Answer
from migrator.model.verdict import Difference

WHOLE = "(whole body)"


def judge_body(legacy: Answer, new: Answer, *, every: bool = False) -> tuple[Difference, ...]:
    """Nothing where the bytes are equal; else at least one difference, and ``every`` if asked."""
    if legacy.body == new.body:
        return ()
    kinds = body_kind(legacy), body_kind(new)
    if kinds[0] != kinds[1] or not (legacy.body and new.body):
        return (Difference("body", WHOLE, _summary(legacy), _summary(new)),)
    if kinds[0] == "json":
        return explain_json(legacy.body, new.body, most=MOST_FOUND if every else SOME_FOUND)
    if kinds[0] == "binary":
        return explain_binary(legacy.body, new.body)
    return _explain_decoded(kinds[0], (legacy.body, new.body), MOST_FOUND if every else 1)


def body_kind(answer: Answer) -> str:
    """json, html, csv, text or binary, by the Content-Type."""
    mimetype = (answer.header("content-type") or "").partition(";")[0].strip().lower()
    if mimetype == "application/json" or mimetype.endswith("+json"):
        return "json"
    if mimetype in {"text/html", "application/xhtml+xml"}:
        return "html"
    if mimetype == "text/csv":
        return "csv"
    is_text = mimetype.startswith("text/") or mimetype.endswith(("xml", "javascript"))
    return "text" if is_text else "binary"


def _explain_decoded(kind: str, bodies: tuple[bytes, bytes], most: int) -> tuple[Difference, ...]:
    try:
        left, right = (body.decode() for body in bodies)
    except UnicodeDecodeError:
        return explain_binary(*bodies)
    explain = {"html": explain_html, "csv": explain_csv, "text": explain_text}[kind]
    return explain(left, right, most)


def _summary(answer: Answer) -> str:
    if not answer.body:
        return "empty"
    kind = body_kind(answer)
    if kind == "binary":
        return f"binary, {len(answer.body)} bytes"
    return f"{kind}: {shown(answer.body, 80)}"
