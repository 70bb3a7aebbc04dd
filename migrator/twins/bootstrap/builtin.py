"""A function in place of a built-in one: like that, it does not become a method of a class."""


class Builtin:
    """Calls a function; ``converter = time.localtime`` in a class body stays what it was."""

    def __init__(self, function):
        self._function = function

    def __call__(self, *given, **named):
        """What the function says."""
        return self._function(*given, **named)
