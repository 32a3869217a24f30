"""Answers with the path as an app behind WSGI reads it."""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


def app(environ, start_response):
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore").encode("utf-8")
    start_response("200 OK", [("Content-Length", str(len(path)))])
    return [path]


make_server("127.0.0.1", int(sys.argv[1]), app, handler_class=Quiet).serve_forever()
