"""Which names say that their value is a secret."""

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_WORDS = frozenset(
    [
        "password",
        "passwd",
        "pwd",
        "senha",
        "secret",
        "segredo",
        "token",
        "apikey",
        "authorization",
        "credential",
        "credentials",
        "csrf",
        "xsrf",
        "session",
        "sessionid",
        "sid",
        "cvv",
        "cvc",
        "otp",
        "cpf",
        "cnpj",
        "telefone",
        "phone",
        "celular",
        "whatsapp",
        "jwt",
        "passphrase",
        "csrftoken",
        "xsrftoken",
        "authtoken",
        "accesstoken",
        "refreshtoken",
        "sessid",
        "phpsessid",
    ]
)
_PAIRS = frozenset({"apikey", "accesskey", "privatekey", "secretkey", "creditcard", "cardnumber"})
_NOT = frozenset({"tokentype", "xmigratorsession"})
_HASHES = frozenset({"hash", "digest"})
_PASSWORDS = frozenset(["password", "passwd", "pwd", "senha", "passphrase"])
_ON_A_PASSWORD_PAGE = frozenset(
    [
        "atual",
        "nova",
        "novo",
        "antiga",
        "confirmacao",
        "confirmar",
        "confirm",
        "confirmation",
        "current",
        "new",
        "old",
        "repeat",
    ]
)


@dataclass(frozen=True, slots=True)
class Names:
    """The rules by name: the built-in ones, and the team's globs that keep or redact more."""

    keep: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()

    def is_secret(self, name: str) -> bool:
        """Whether the value of a field, key, header or cookie of that name is replaced."""
        plain = name.lower()
        if any(fnmatchcase(plain, glob.lower()) for glob in self.keep):
            return False
        if any(fnmatchcase(plain, glob.lower()) for glob in self.redact):
            return True
        parts = [part.lower() for part in _PARTS.findall(name)]
        whole = "".join(parts)
        return whole not in _NOT and bool(
            _WORDS & {*parts, whole} or any(pair in whole for pair in _PAIRS)
        )

    def is_password(self, name: str, path: str = "") -> bool:
        """Whether a field holds what a person types to prove who it is."""
        if is_password_name(name):
            return True
        return is_password_name(path) and bool(_ON_A_PASSWORD_PAGE & _parts(name))


def is_password_name(name: str) -> bool:
    """Whether a name speaks of a password, and not of its hash."""
    parts = _parts(name)
    return bool(_PASSWORDS & parts) and not _HASHES & parts


def _parts(name: str) -> set[str]:
    return {part.lower() for part in _PARTS.findall(name)}
