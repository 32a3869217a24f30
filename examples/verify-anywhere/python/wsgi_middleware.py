"""Puts ContextVerifier in front of a WSGI app (Flask, Django, …), under gunicorn, uWSGI or mod_wsgi."""

import json
import logging
from typing import Any, Callable, Collection, Iterable

from portcullis_context import ConfigurationError, ContextError, ContextVerifier

_PROBLEMS = {
    401: ("context_required", "This app only answers requests that come through its gateway."),
    503: ("unavailable", "This app cannot answer for now."),
}
_REASONS = {401: "401 Unauthorized", 503: "503 Service Unavailable"}


def problem(status: int) -> tuple[list[tuple[str, str]], bytes]:
    """Headers and body of the answer to a request that is refused."""
    code, title = _PROBLEMS[status]
    kind = f"urn:portcullis:problem:{code}"
    body = json.dumps({"type": kind, "title": title, "status": status, "code": code}).encode()
    headers = [
        ("Content-Type", "application/problem+json"),
        ("Cache-Control", "no-store"),
        ("WWW-Authenticate", "Portcullis") if status == 401 else ("Retry-After", "1"),
        ("Content-Length", str(len(body))),
    ]
    return headers, body


_NAME = "HTTP_PORTCULLIS_CONTEXT"
_log = logging.getLogger("portcullis")


class ContextMiddleware:
    """The app finds the verified context in environ["portcullis.context"]; on an open path there is none.

    open_paths: exact paths that need no context, such as {"/health"}.
    mounted_at: where the server has the app mounted, which it says in SCRIPT_NAME; without it, at the root.
    """

    def __init__(
        self,
        app: Callable[..., Iterable[bytes]],
        verifier: ContextVerifier,
        open_paths: Collection[str] = (),
        mounted_at: str = "",
    ) -> None:
        self._app, self._verifier, self._open = app, verifier, frozenset(open_paths)
        self._mounted_at = mounted_at

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ.pop("portcullis.context", None)
        target = _raw_target(environ)
        is_moved = environ.get("SCRIPT_NAME", "") != self._mounted_at
        if is_moved or target.partition("?")[0] not in self._open:
            try:
                # gunicorn may take it from a request header, and the app would route by what is left of the path.
                if is_moved:
                    raise ContextError("ERR_CONTEXT_REQUEST_MISMATCH")
                _refuse_aliases(environ)
                environ["portcullis.context"] = self._verifier.verify(
                    environ["REQUEST_METHOD"],
                    target,
                    _values(environ, "HTTP_X_FORWARDED_HOST"),
                    _values(environ, _NAME),
                )
            except ContextError as error:
                _log.warning("%s", error)
                headers, body = problem(error.status)
                start_response(_REASONS[error.status], headers)
                return [body]
        return self._app(environ, start_response)


def _raw_target(environ: dict[str, Any]) -> str:
    # PATH_INFO is decoded: "/a%2Fb" and "/a/b" are the same there.
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI")
    if target is None:
        raise ConfigurationError("the server says the request's target only decoded: use gunicorn, uWSGI or mod_wsgi")
    return target


def _refuse_aliases(environ: dict[str, Any]) -> None:
    # "Portcullis_Context" is distinguished from the real one only with the hook of gunicorn.conf.py.
    if any(name != _NAME and name.replace(".", "_") == _NAME for name in environ):
        raise ContextError("ERR_CONTEXT_ALIAS")


def _values(environ: dict[str, Any], name: str) -> list[str]:
    # A server joins the values of a repeated header by commas, and the verifier refuses those.
    return [environ[name]] if name in environ else []
