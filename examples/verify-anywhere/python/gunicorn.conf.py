"""gunicorn reads this file where it is started: https://docs.gunicorn.org/en/stable/settings.html"""

# A context has up to 8192 characters, and its header's name comes on top.
limit_request_field_size = 16384
# No limit of gunicorn's own, whose highest is 8190: the gateway lets path and query have 16,384 characters.
limit_request_line = 0

def pre_request(worker, req):
    # WSGI reads "_" as "-": what is spelled with "_" keeps a name of its own, and the middleware sees it.
    req.headers = [(name.replace("_", "."), value) for name, value in req.headers]
