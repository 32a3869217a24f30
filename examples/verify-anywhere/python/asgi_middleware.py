"""Puts ContextVerifier in front of an ASGI app (Starlette, FastAPI, Django, …), under uvicorn."""

import logging
from typing import Any, Awaitable, Callable, Collection

from portcullis_context import ConfigurationError, ContextError, ContextVerifier
from wsgi_middleware import problem

_log = logging.getLogger("portcullis")


class ContextMiddleware:
    """The app finds the verified context in scope["portcullis.context"]; on an open path there is none.

    open_paths: exact paths that need no context, such as {"/health"}.
    """

    def __init__(
        self, app: Callable[..., Awaitable[None]], verifier: ContextVerifier, open_paths: Collection[str] = ()
    ) -> None:
        self._app, self._verifier, self._open = app, verifier, frozenset(open_paths)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return await self._app(scope, receive, send)
        scope = {**scope, "portcullis.context": None}
        path, targets = _raw_targets(scope)
        if path not in self._open:
            try:
                headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
                # A WebSocket begins as a GET.
                method = scope.get("method", "GET")
                scope["portcullis.context"] = self._verifier.verify_request(method, targets, headers)
            except ContextError as error:
                _log.warning("%s", error)
                return await _refuse(scope, send, error.status)
        await self._app(scope, receive, send)


def _raw_targets(scope: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    # scope["path"] is decoded: "/a%2Fb" and "/a/b" are the same there.
    raw_path, query = scope.get("raw_path"), scope["query_string"].decode("latin-1")
    if raw_path is None:
        raise ConfigurationError("the server says the request's path only decoded: use uvicorn")
    path = raw_path.decode("latin-1")
    # ASGI does not say whether an empty query had its "?".
    return path, (f"{path}?{query}",) if query else (path, f"{path}?")


async def _refuse(scope: dict[str, Any], send: Any, status: int) -> None:
    if scope["type"] == "websocket":
        # Before it is accepted, this is answered with status 403.
        return await send({"type": "websocket.close", "code": 1008})
    headers, body = problem(status)
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers]
    await send({"type": "http.response.start", "status": status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
