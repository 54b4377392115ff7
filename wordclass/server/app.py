"""The web application: pages behind a secret address, on this machine only."""

import asyncio
import json
import secrets

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from wordclass.errors import InputError
from wordclass.server.form import Form
from wordclass.server.report import ServedReport

HOST = "127.0.0.1"
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address is secret
    "X-Content-Type-Options": "nosniff",
}


def application(report: ServedReport | None = None, token: str | None = None) -> Starlette:
    """Serve a report, or the form that makes one, under ``/TOKEN/``; all else is not found.

    The form's report is at ``/TOKEN/report``, so that the form can make another.
    Requests that name another host are refused, so that no other page's script can reach it.
    """
    form = Form()

    async def page(request: Request) -> Response:
        content = await asyncio.to_thread(lambda: form.page() if report is None else report.page)
        return HTMLResponse(content, headers=_HEADERS)

    async def made(request: Request) -> Response:
        if form.report is None:
            return Response(status_code=404)
        return HTMLResponse(form.report.page, headers=_HEADERS)

    async def word(request: Request) -> Response:
        shown = report or form.report
        if shown is None:
            return Response(status_code=404)
        try:
            found = await asyncio.to_thread(shown.word, request.query_params.get("w", ""))
        except InputError as error:
            return _refused(error, 404)
        return Response(json.dumps(found), media_type="application/json", headers=_HEADERS)

    async def run(request: Request) -> Response:
        if report is not None:
            return Response(status_code=404)
        try:
            await form.receive(request.stream(), dict(request.query_params))
        except InputError as error:
            return _refused(error, 409)
        return JSONResponse(form.progress(), headers=_HEADERS)

    async def progress(request: Request) -> Response:
        return JSONResponse(form.progress(), headers=_HEADERS)

    routes = [
        Route("/", page),
        Route("/report", made),
        Route("/word", word),
        Route("/run", run, methods=["POST"]),
        Route("/progress", progress),
    ]
    return Starlette(
        routes=[Mount(f"/{token or new_token()}", routes=routes)],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST])],
    )


def new_token() -> str:
    """A secret for the address."""
    return secrets.token_urlsafe(18)


def _refused(error: InputError, status: int) -> Response:
    return JSONResponse({"error": str(error)}, status_code=status, headers=_HEADERS)
