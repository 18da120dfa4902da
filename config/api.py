"""The JSON API for machines, composed from the apps' routers; its OpenAPI description is at /api/openapi.json."""

from ninja import NinjaAPI

from opendata.api import router as search

api = NinjaAPI(title="Town register", version="1", docs_url=None)
api.add_router("", search)
