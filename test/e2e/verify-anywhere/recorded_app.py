"""The example app, which also says on its standard output who asked it."""

import json
import sys

import asgi_middleware
import example_app
import wsgi_middleware


def _record(context):
    who = {"tenant": None, "user": None, "roles": [], "actor": None}
    if context is not None:
        actor = context.act_as["sub"] if context.act_as else None
        who = {"tenant": context.tenant, "user": context.user, "roles": context.roles, "actor": actor}
    print("asked " + json.dumps(who), flush=True, file=sys.stdout)


def _wsgi(environ, start_response):
    _record(environ.get("portcullis.context"))
    return example_app._wsgi(environ, start_response)


async def _asgi(scope, receive, send):
    if scope["type"] in ("http", "websocket"):
        _record(scope["portcullis.context"])
    await example_app._asgi(scope, receive, send)


wsgi_app = wsgi_middleware.ContextMiddleware(_wsgi, example_app.verifier, open_paths={"/health"})
asgi_app = asgi_middleware.ContextMiddleware(_asgi, example_app.verifier, open_paths={"/health"})
