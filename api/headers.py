"""Headers that keep browsers safe, on every answer."""

from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.address import is_https

_FIXED: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "camera=(), microphone=(), payment=()",
}

# a browser that came over HTTPS once does not come without it for a year
_STRICT_TRANSPORT: Final = "max-age=31536000"


def content_security_policy(basemap_style_url: str | None) -> str:
    """Return what pages may load: nothing from elsewhere, except a configured base map."""
    origin = ""
    if basemap_style_url:
        parts = urlsplit(basemap_style_url)
        origin = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return "; ".join(
        (
            "default-src 'self'",
            "worker-src 'self' blob:",
            f"img-src 'self' data: blob:{origin}",
            "style-src 'self' 'unsafe-inline'",
            f"connect-src 'self'{origin}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class SafeHeaders:
    """Adds the headers to every answer; an answer of the api that names no caching is kept nowhere.

    Parameters
    ----------
    policy
        Content security policy.
    trusted
        Addresses of reverse proxies that tell whether the browser came over HTTPS.
    """

    def __init__(self, app: ASGIApp, policy: str, trusted: Collection[str] = ()) -> None:
        self.app = app
        self.policy = policy
        self.trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the app and complete its headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = self.policy
                for name, value in _FIXED.items():
                    headers.setdefault(name, value)
                if is_https(scope, self.trusted):
                    headers.setdefault("Strict-Transport-Security", _STRICT_TRANSPORT)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, safe)
