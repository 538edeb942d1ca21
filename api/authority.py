"""Our own certificate authority, to be fetched once by every browser and phone that is to trust it."""

from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

ADDRESS: Final = "/ca.crt"
# what makes a browser or phone offer to install it
_TYPE: Final = "application/x-x509-ca-cert"


def offer_authority(app: FastAPI, certificate: Path | None) -> None:
    """Answer `/ca.crt` with the certificate, to anybody: it is public by its nature; None: offer nothing.

    It stands before the console, which answers every address that nobody else does.
    """
    if certificate is None:
        return

    async def send(_: Request) -> FileResponse:
        return FileResponse(certificate, media_type=_TYPE, filename="siangsa-ca.crt")

    app.router.routes.insert(0, Route(ADDRESS, send))
