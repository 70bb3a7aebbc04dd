"""`UserMixin` and `AnonymousUserMixin`: what Flask-Login expects of a user.

Keeps B1 and B3: who may log in, and the id that the session holds.
Delete when: the user classes say these things themselves.
"""


class UserMixin:
    """A user that may log in; `get_id` is the text of `id`."""

    __hash__ = object.__hash__

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return True

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody logged in as this user."""
        return self.is_active

    @property
    def is_anonymous(self) -> bool:
        """Whether this stands for nobody."""
        return False

    def get_id(self) -> str | None:
        """Return what the session keeps."""
        try:
            return str(self.id)  # type: ignore[attr-defined]  # the subclass says what it is
        except AttributeError:
            raise NotImplementedError("No `id` attribute - override `get_id`") from None

    def __eq__(self, other: object) -> bool:
        if isinstance(other, UserMixin):
            return self.get_id() == other.get_id()
        return NotImplemented


class AnonymousUserMixin:
    """Nobody."""

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody logged in."""
        return False

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return False

    @property
    def is_anonymous(self) -> bool:
        """Whether this stands for nobody."""
        return True

    def get_id(self) -> str | None:
        """Return nothing: nobody is kept."""
        return None
