from fastapi import APIRouter, BackgroundTasks, Depends, FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse, StreamingResponse
from motor.motor_asyncio import AsyncIOMotorDatabase

from . import tasks
from .database import Database, get_database, lifespan, state_database
from .repository import Repository

app = FastAPI(lifespan=lifespan)
router = APIRouter(prefix="/products")


def repository(database: AsyncIOMotorDatabase = Depends(get_database)) -> Repository:
    return Repository(database)


@router.get("/")
async def index(database: Database, tag: str | None = None):
    query = {"tag": tag} if tag else {}
    cursor = database.products.find(query).skip(0).limit(10)
    return [{"sku": product["sku"]} async for product in cursor]


@router.get("/latest")
async def latest(shop: Repository = Depends(repository)):
    product = await shop.latest()
    return {"sku": product["sku"] if product else None}


@router.get("/{sku}")
async def show(sku: str, shop: Repository = Depends(repository)):
    if (product := await shop.by_sku(sku)) is None:
        raise HTTPException(404)
    return {"name": product["name"], "all": [s async for s in shop.skus()]}


@router.post("/{sku}", status_code=201)
async def create(sku: str, database: Database, background: BackgroundTasks):
    result = await database.products.insert_one({"sku": sku})
    background.add_task(tasks.wait_a_little)
    return {"id": str(result.inserted_id)}


@router.get("/state/count")
async def count(request: Request, database=Depends(state_database)):
    first = await request.app.state.db.products.count_documents({})
    return {"n": first, "again": await database.products.count_documents({})}


@router.get("/export/csv")
async def export(database: Database):
    async def lines():
        yield "sku\n"
        async for product in database.products.find():
            yield f"{product['sku']}\n"

    return StreamingResponse(lines(), media_type="text/csv")


@router.get("/report/sync")
def report():
    return {"n": tasks.rebuild()}


@app.get("/health")
async def health(request: Request):
    session = request.cookies.get("session")
    return JSONResponse({"session": session, "digest": await tasks.safe_digest("x")})


@app.middleware("http")
async def stamp(request: Request, call_next):
    response = await call_next(request)
    response.headers["x-shop"] = "1"
    return response


app.include_router(router)
