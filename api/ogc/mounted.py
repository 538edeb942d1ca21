"""The app of the layers: tipg's routes with our bounds, our errors, our front page; built when asked.

Only tipg's routes are used: its middleware (open to every origin, cached for an hour), its pages (programs
from other sites) and its CSV (cells that become formulas) are not.
"""

from importlib.metadata import version

import morecantile
from fastapi import FastAPI, Request
from morecantile.defaults import TileMatrixSets
from starlette.middleware import Middleware
from tipg import dependencies
from tipg.factory import COMMON_CONFORMS, FEATURES_CONFORMS, TILES_CONFORMS, Endpoints
from tipg.openapi import _update_openapi

from api import problems
from api.ogc import bounds, faults, filters

TITLE = "Siangsa: peta pengangkutan sampah / waste collection layers"
_PAGES = "/html"
_GRID = "WebMercatorQuad"


def build() -> FastAPI:
    """Return the app; its pool and catalogue are set by whoever opens it."""
    app = FastAPI(
        title=TITLE,
        version=version("siangsa"),
        openapi_url="/api",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=[Middleware(problems.Shield)],
    )
    _update_openapi(app)
    _add_front_page(app)
    endpoints = Endpoints(
        title=TITLE,
        collection_dependency=bounds.layer,
        collections_dependency=bounds.visible_layers,
        supported_tms=TileMatrixSets({_GRID: morecantile.tms.get(_GRID)}),
        with_tiles_viewer=False,
        with_common=False,
    )
    app.include_router(endpoints.router)
    app.dependency_overrides = {
        dependencies.OutputType: bounds.document_form,
        dependencies.QueryablesOutputType: bounds.queryables_form,
        dependencies.ItemsOutputType: bounds.items_form,
        dependencies.bbox_query: bounds.box,
        dependencies.ids_query: bounds.identities,
        dependencies.properties_query: bounds.wanted_columns,
        dependencies.sortby_query: bounds.order,
        dependencies.datetime_query: bounds.times,
        dependencies.filter_query: filters.wanted,
        dependencies.TileParams: bounds.tile,
    }
    faults.install(app)
    return app


def _add_front_page(app: FastAPI) -> None:
    @app.get("/", tags=["OGC Common"])
    def landing(request: Request) -> dict[str, object]:
        """Return what there is and where."""
        base = str(request.base_url).rstrip("/")
        links = [
            _link(f"{base}/", "self", "application/json", "This page"),
            _link(f"{base}/api", "service-desc", "application/vnd.oai.openapi+json;version=3.0", "OpenAPI"),
            _link(f"{base}/conformance", "conformance", "application/json", "Conformance"),
            _link(f"{base}/collections", "data", "application/json", "Layers"),
            _link(
                f"{base}/tileMatrixSets",
                "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                "application/json",
                "Tiling schemes",
            ),
        ]
        return {"title": TITLE, "description": "docs/gis.md", "links": links}

    @app.get("/conformance", tags=["OGC Common"])
    def conformance() -> dict[str, list[str]]:
        """Return which parts of the standards hold; pages in HTML do not."""
        known = (*COMMON_CONFORMS, *FEATURES_CONFORMS, *TILES_CONFORMS)
        return {"conformsTo": [each for each in known if not each.endswith(_PAGES)]}


def _link(href: str, rel: str, kind: str, title: str) -> dict[str, str]:
    return {"href": href, "rel": rel, "type": kind, "title": title}
