"""The routes: JSON for the API, pages and forms for people."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from werkzeug.security import check_password_hash

from handwritten import clock
from handwritten.bodies import Json, plain
from handwritten.dashboard import summary
from handwritten.database import db
from handwritten.pages import page, render
from handwritten.stock import (
    BY_NAME,
    NEWEST,
    Page,
    WantedPage,
    page_of,
    places_of,
    product_or_404,
    products_matching,
    total_of,
    totals_by_product,
    with_names,
)
from handwritten.users import CurrentUser, check_csrf, current_user, flash

router = APIRouter()
SIGNED_IN = [Depends(current_user)]
UNITS = frozenset({"UN", "CX", "PC", "KG", "L", "M"})


async def products(
    wanted: WantedPage,
    busca: str = "",
    categoria: str = "",
    inativos: str = "",
    tag: Annotated[list[str], Query()] = [],  # noqa: B006 (FastAPI copies it)
) -> Page:
    """The page of products that the query string asks for, with how much there is of each."""
    found = await page_of(
        db.produtos, products_matching(busca, categoria, inativos, tag), BY_NAME, wanted
    )
    totals = await totals_by_product(product["_id"] for product in found.itens)
    for product in found.itens:
        product["total"] = totals.get(product["_id"], 0)
    return found


FoundProducts = Annotated[Page, Depends(products)]


@router.get("/api/produtos", dependencies=SIGNED_IN)
async def api_list(found: FoundProducts) -> Json:
    """Products, a page of them."""
    return Json(found.as_json())


@router.get("/api/produtos/{product_id}", dependencies=SIGNED_IN)
async def api_show(product_id: str) -> Json:
    """A product and where it is."""
    product = await product_or_404(product_id)
    product["total"] = await total_of(product["_id"])
    product["saldos"] = await places_of(product["_id"])
    return Json(plain(product))


@router.get("/api/movimentacoes", dependencies=SIGNED_IN)
async def api_movements(
    wanted: WantedPage,
    tipo: Annotated[list[str], Query()] = [],  # noqa: B006 (FastAPI copies it)
) -> Json:
    """Movements, newest first."""
    match = {"tipo": {"$in": tipo}} if tipo else {}
    found = await page_of(db.movimentacoes, match, NEWEST, wanted)
    await with_names(found.itens)
    return Json(found.as_json())


@router.get("/api/dashboard", dependencies=SIGNED_IN)
async def api_dashboard(dias: int = 30) -> Json:
    """All numbers of the dashboard."""
    if not 1 <= dias <= 365:
        return Json({"erro": "Use de 1 a 365 dias.", "status": 400}, 400)
    return Json(plain(await summary(clock.now(), dias)))


@router.get("/produtos")
async def list_page(
    request: Request, user: CurrentUser, found: FoundProducts, busca: str = ""
) -> HTMLResponse:
    """Products, for people."""
    categories = sorted(await db.produtos.distinct("categoria", {"ativo": True}))
    values = {"resultado": found, "categorias": categories, "busca": busca}
    return await page(request, user, "produtos.listar", "produtos/lista.html", values)


@router.get("/produtos/{product_id}")
async def show_page(request: Request, user: CurrentUser, product_id: str) -> HTMLResponse:
    """A product, for people."""
    product = await product_or_404(product_id)
    newest = db.movimentacoes.find({"produto_id": product["_id"]}).sort(NEWEST).limit(10)
    values = {
        "produto": product,
        "historico": await with_names(await newest.to_list(None)),
        "saldos": await places_of(product["_id"]),
        "total": await total_of(product["_id"]),
    }
    return await page(request, user, "produtos.ver", "produtos/detalhe.html", values)


@router.post("/produtos/{product_id}/editar", dependencies=[Depends(check_csrf)])
async def edit(  # noqa: PLR0913, PLR0917 (one for each field)
    request: Request,
    user: CurrentUser,
    product_id: str,
    codigo: Annotated[str, Form()],
    nome: Annotated[str, Form()],
    categoria: Annotated[str, Form()],
    preco_custo: Annotated[str, Form()],
    descricao: Annotated[str, Form()] = "",
    unidade: Annotated[str, Form()] = "UN",
    estoque_minimo: Annotated[str, Form()] = "0",
    tags: Annotated[list[str], Form()] = [],  # noqa: B006 (FastAPI copies it)
) -> Response:
    """Save what the form says."""
    if not user.tem_permissao("produtos.editar"):
        raise HTTPException(403)
    product = await product_or_404(product_id)
    try:
        price = round(float(preco_custo.replace(",", ".")), 2)
        least = int(float(estoque_minimo.replace(",", ".")))
    except ValueError as error:
        raise HTTPException(400, "Preço ou estoque mínimo inválido.") from error
    if unidade not in UNITS or price < 0 or least < 0:
        raise HTTPException(400, "Confira os campos informados.")
    fields: dict[str, Any] = {
        "codigo": codigo.strip().upper(),
        "nome": nome.strip(),
        "descricao": descricao.strip(),
        "categoria": categoria.strip(),
        "unidade": unidade,
        "preco_custo": price,
        "estoque_minimo": least,
        "tags": sorted({tag.strip().lower() for tag in tags if tag.strip()}),
        "atualizado_em": clock.now(),
    }
    await db.produtos.update_one({"_id": product["_id"]}, {"$set": fields})
    flash(request.session, "Produto atualizado.", "sucesso")
    return RedirectResponse(f"/produtos/{product_id}", 302)


@router.get("/login")
async def login_page(request: Request) -> HTMLResponse:
    """The form."""
    nobody = {"is_authenticated": False}
    return render(request, "auth.login", "login.html", email="", current_user=nobody)


@router.post("/login", dependencies=[Depends(check_csrf)])
async def login(
    request: Request,
    email: Annotated[str, Form()],
    senha: Annotated[str, Form()],
) -> Response:
    """Let somebody in."""
    user = await db.usuarios.find_one({"email": email.strip().lower()})
    if user is None or not await run_in_threadpool(check_password_hash, user["senha_hash"], senha):
        raise HTTPException(401, "E-mail ou senha inválidos.")
    now = clock.now()
    request.session["user_id"] = str(user["_id"])
    await db.usuarios.update_one({"_id": user["_id"]}, {"$set": {"ultimo_acesso": now}})
    request.session["entrou_em"] = now.isoformat(timespec="seconds")
    flash(request.session, f"Olá, {user['nome']}!", "sucesso")
    return RedirectResponse("/painel", 302)
