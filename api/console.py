"""The built console: hashed files are kept for good, the page is asked for each time."""

from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).parent / "static"
_PAGE: Final = "index.html"
_FOREVER: Final = "public, max-age=31536000, immutable"
_NOT_BUILT: Final = "The console is not built: run make setup.\n"


class Console(StaticFiles):
    """Serves the single page for every address that is no file, so that a link into the console works."""

    async def check_config(self) -> None:
        """Accept a folder that is not there: every address then says that the console is not built."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, or the page."""
        if path.startswith(("api/", "assets/")):
            return await self._file(path, scope)
        try:
            return await self._file(path, scope)
        except HTTPException as error:
            if error.status_code != 404:
                raise
            return await self._page(scope)

    async def _file(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = path.startswith("assets/") and response.status_code in {200, 304}
        response.headers["Cache-Control"] = _FOREVER if kept else "no-cache"
        return response

    async def _page(self, scope: Scope) -> Response:
        if not (Path(str(self.directory)) / _PAGE).is_file():
            return PlainTextResponse(_NOT_BUILT, 503)
        return await self._file(_PAGE, scope)
