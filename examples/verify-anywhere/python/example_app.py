"""An app of each kind that says who asks. Start it with ORIGIN_APP_KEYS in the environment:

gunicorn example_app:wsgi_app
uvicorn example_app:asgi_app
"""

import json
import os

import asgi_middleware
import wsgi_middleware
from portcullis_context import Context, ContextVerifier

verifier = ContextVerifier(
    issuer="acme-edge",
    audience="app",
    algorithm="HS256",
    keys=os.environ["ORIGIN_APP_KEYS"],
)


def _who(context: "Context | None") -> bytes:
    if context is None:
        return b"open"
    return json.dumps({"tenant": context.tenant, "user": context.user, "roles": context.roles}).encode()


def _wsgi(environ, start_response):
    start_response("200 OK", [("Content-Type", "application/json")])
    return [_who(environ.get("portcullis.context"))]


async def _asgi(scope, receive, send):
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": _who(scope["portcullis.context"])})


wsgi_app = wsgi_middleware.ContextMiddleware(_wsgi, verifier, open_paths={"/health"})
asgi_app = asgi_middleware.ContextMiddleware(_asgi, verifier, open_paths={"/health"})
