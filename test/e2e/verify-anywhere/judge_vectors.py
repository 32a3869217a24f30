"""Verifies the vectors of test/vectors/context, read from standard input, each at its own time."""

import json
import sys

from portcullis_context import ContextError, ContextVerifier


def verdict(request, verifier):
    proxy = verifier.get("proxy", {})
    checked = ContextVerifier(
        issuer=verifier["issuer"],
        audience=verifier["audience"],
        algorithm=verifier["algorithm"],
        keys=verifier["keys"],
        clock_tolerance_seconds=verifier["clockToleranceSeconds"],
        strips_prefix=proxy.get("stripsPrefix", ""),
        adds_prefix=proxy.get("addsPrefix", ""),
        replaces_forwarded_host=proxy.get("replacesForwardedHost", False),
        now=lambda: verifier["nowSeconds"],
    )
    try:
        context = checked.verify_request(request["method"], request["target"], request["headers"])
    except ContextError as error:
        token = next((value for name, value in request["headers"] if name.lower() == "portcullis-context"), "")
        if len(token) > 8 and token[:8] in str(error):
            return {"error": "the message holds a token"}
        return {"error": error.code}
    return {
        "context": {
            "requestId": context.request_id,
            "host": context.host,
            "clientAddress": context.client_address,
            "routeId": context.route_id,
            "nonce": context.nonce,
            "tenant": context.tenant,
            "user": context.user,
            "roles": context.roles,
            "authenticationMethods": context.authentication_methods,
            "authenticatedAtSeconds": context.authenticated_at_seconds,
            "sessionId": context.session_id,
            "actAs": None if context.act_as is None else dict(context.act_as),
        }
    }


json.dump([verdict(vector["request"], vector["verifier"]) for vector in json.load(sys.stdin)], sys.stdout)
