"""Sequences of requests with a cookie jar for each side, or one that both sides pass on."""

from pairs import Case, Jar, comparable


def play(pair, app, steps):
    """Send the same steps to both sides, each with its own jar."""
    old_jar, new_jar = Jar(), Jar()
    for number, step in enumerate(steps):
        case = step if isinstance(step, Case) else Case("step", step, None)
        old = pair.flask.send(app, case, old_jar.header())
        new = pair.compat.send(app, case, new_jar.header())
        theirs, ours = comparable(old, case.ignore), comparable(new, case.ignore)
        assert ours == theirs, f"step {number} {case}\nFlask:  {theirs}\ncompat: {ours}"
        old_jar.update(old)
        new_jar.update(new)
        assert sorted(old_jar.cookies) == sorted(new_jar.cookies)


def swap(pair, app, steps):
    """Send the steps to both sides, passing the jars across after every step."""
    old_jar, new_jar = Jar(), Jar()
    for number, step in enumerate(steps):
        case = step if isinstance(step, Case) else Case("step", step, None)
        old = pair.flask.send(app, case, old_jar.header())
        new = pair.compat.send(app, case, new_jar.header())
        theirs, ours = comparable(old, case.ignore), comparable(new, case.ignore)
        assert ours == theirs, f"step {number} {case}\nFlask:  {theirs}\ncompat: {ours}"
        old_jar.update(old)
        new_jar.update(new)
        old_jar, new_jar = new_jar, old_jar
