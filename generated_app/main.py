"""The application: FastAPI, with Flask behind it while routes are still moving."""

from pathlib import Path

from generated_app.app import create_app
from generated_app.compat.openapi import describe
from generated_app.compat.strangler import Strangler
from generated_app.settings import settings

api = create_app()
describe(api, Path(__file__).with_name("openapi.json"))
app = Strangler(api, legacy=settings.legacy, cutover=settings.cutover)
