"""Who is using the app: session, login, CSRF."""

import secrets
from dataclasses import dataclass
from typing import Annotated, Any

from bson import ObjectId
from fastapi import Depends, Form, Header, HTTPException, Request

from handwritten.database import db


@dataclass(frozen=True, slots=True)
class User:
    """The user of a request, with what their profile allows."""

    document: dict[str, Any]
    permissions: frozenset[str] = frozenset()
    is_authenticated: bool = True

    @property
    def nome(self) -> str:
        """Their name."""
        return self.document["nome"]

    @property
    def is_admin(self) -> bool:
        """Admins may do everything."""
        return self.document["perfil"] == "admin"

    def tem_permissao(self, permission: str) -> bool:
        """Whether they may do this; templates ask."""
        return self.is_admin or permission in self.permissions


async def current_user(request: Request) -> User:
    """The user of the session; 401 for the API, the login page for people."""
    user_id = request.session.get("user_id")
    document = None
    if user_id is not None:
        document = await db.usuarios.find_one({"_id": ObjectId(user_id), "ativo": True})
    if document is None:
        if request.url.path.startswith("/api/"):
            raise HTTPException(401, "Autenticação necessária.")
        raise HTTPException(302, headers={"Location": f"/login?next={request.url.path}"})
    if document["perfil"] == "admin":
        return User(document)
    profile = await db.perfis.find_one({"_id": document["perfil"]})
    return User(document, frozenset(profile["permissoes"] if profile else ()))


CurrentUser = Annotated[User, Depends(current_user)]


def csrf_token(session: dict[str, Any]) -> str:
    """The session's token, made when somebody asks first."""
    if "_csrf" not in session:
        session["_csrf"] = secrets.token_hex(16)
    return session["_csrf"]


async def check_csrf(
    request: Request,
    field: Annotated[str, Form(alias="_csrf")] = "",
    x_csrf_token: Annotated[str, Header()] = "",
) -> None:
    """Refuse what was not sent by one of our pages."""
    expected = request.session.get("_csrf", "")
    sent = x_csrf_token or field
    if not expected or not secrets.compare_digest(sent.encode(), expected.encode()):
        raise HTTPException(400, "Token CSRF ausente ou inválido. Recarregue a página.")


def flash(session: dict[str, Any], text: str, category: str) -> None:
    """Keep a message for the next page."""
    session["_flashes"] = [*session.get("_flashes", []), (category, text)]
