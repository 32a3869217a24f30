"""Verifies the tenant context that a Portcullis gateway signs for each request.

Needs PyJWT 2.6 or later, with "cryptography" for EdDSA. Nothing here depends on a web framework:
wsgi_middleware.py and asgi_middleware.py put it in front of an app.
"""

import base64
import hashlib
import json
import re
import time
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Callable, Iterable, Mapping, NoReturn, Optional, Sequence, Tuple, Union

import jwt

# Path and query as they arrived, before any decoding; several where the server cannot tell which of them it was.
Target = Union[str, Tuple[str, ...]]
CONTEXT_HEADER = "portcullis-context"
_TOKEN_TYPE = "tenant-context+jwt"
_LONGEST_LIFE_SECONDS = 60
_MAX_CHARACTERS = 8192
# A context holds a longer target by its digest.
_MAX_PLAIN_TARGET = 1024
_MIN_SECRET_BYTES = 32
_LARGEST_TIME = 2**53 - 1
# Whole groups of four, then two or three characters without stray bits (RFC 4648 section 3.5).
_BASE64URL = re.compile(
    "(?=.)(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?"
)


class ContextError(Exception):
    """A request's context was refused. `code` is one of ERR_CONTEXT_…; no message holds any part of a token."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"Refused: {code}" + (f" ({detail})" if detail else ""))
        self.code = code
        # Where the app itself cannot tell, a client must not take the answer for "signed out".
        self.status = 503 if code == "ERR_CONTEXT_REPLAY_UNKNOWN" else 401


class ConfigurationError(Exception):
    """An option is missing or unsafe, or the server does not say what must be verified."""

    code = "ERR_CONFIGURATION"


@dataclass(frozen=True)
class Context:
    """A verified context. `user` is None where no user is signed in, and then `roles` is empty. Times are in seconds."""

    tenant: Optional[str]
    user: Optional[str]
    roles: Tuple[str, ...]
    authentication_methods: Tuple[str, ...]
    authenticated_at_seconds: Optional[int]
    session_id: Optional[str]
    act_as: Optional[Mapping[str, str]]
    request_id: str
    host: str
    client_address: Optional[str]
    route_id: str
    nonce: Optional[str]
    claims: Mapping[str, Any]


class ContextVerifier:
    """Verifies contexts. Every option that decides trust must be given; raises ConfigurationError at once.

    issuer: "gateway" in the rules. audience: this origin's name there. algorithm: "HS256" or "EdDSA".
    keys: the JWK Set, as JSON text or as a dict; several keys verify, so that they can be rotated.
    strips_prefix, adds_prefix, replaces_forwarded_host: what a proxy between gateway and app changes.
    claim: called with a request's id and seconds; says whether the id is new, and remembers it for so long.
    """

    def __init__(
        self,
        *,
        issuer: str,
        audience: str,
        algorithm: str,
        keys: Union[str, Mapping[str, Any]],
        clock_tolerance_seconds: int = 5,
        strips_prefix: str = "",
        adds_prefix: str = "",
        replaces_forwarded_host: bool = False,
        claim: Optional[Callable[[str, int], bool]] = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        if not issuer or not audience:
            raise ConfigurationError('"issuer" and "audience" must be given, as in the rules of the gateway')
        if algorithm not in ("HS256", "EdDSA"):
            raise ConfigurationError('"algorithm" must be "HS256" or "EdDSA", as the rules say for this origin')
        if not 0 <= clock_tolerance_seconds <= 30:
            raise ConfigurationError('"clock_tolerance_seconds" must be from 0 to 30')
        for prefix in (strips_prefix, adds_prefix):
            if prefix and not re.fullmatch(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)+", prefix):
                raise ConfigurationError('a prefix must be the beginning of a path, such as "/app"')
        self._issuer, self._audience, self._algorithm = issuer, audience, algorithm
        self._keys = _read_keys(keys, algorithm)
        self._tolerance = clock_tolerance_seconds
        self._strips_prefix, self._adds_prefix = strips_prefix, adds_prefix
        self._replaces_forwarded_host = replaces_forwarded_host
        self._claim = claim
        self._now = now

    def verify_request(self, method: str, target: Target, headers: Iterable[Tuple[str, str]]) -> Context:
        """Verifies a request by all of its headers, so that look-alike names are refused as well."""
        tokens, hosts = [], []
        for name, value in headers:
            lower = name.lower()
            if lower == CONTEXT_HEADER:
                tokens.append(value)
            elif lower == "x-forwarded-host":
                hosts.append(value)
            elif re.sub("[_.]", "-", lower) == CONTEXT_HEADER:
                raise ContextError("ERR_CONTEXT_ALIAS")
        return self.verify(method, target, hosts, tokens)

    def verify(self, method: str, target: Target, hosts: Sequence[str], tokens: Sequence[str]) -> Context:
        """Verifies header values, for servers that do not show all headers: every X-Forwarded-Host, every context."""
        if len(tokens) > 1:
            raise ContextError("ERR_CONTEXT_DUPLICATE")
        token = tokens[0] if tokens else ""
        if token == "":
            raise ContextError("ERR_CONTEXT_MISSING")
        if len(token) > _MAX_CHARACTERS:
            raise ContextError("ERR_CONTEXT_TOO_LONG")
        # Servers join repeated headers with a comma, which no token holds.
        if "," in token:
            raise ContextError("ERR_CONTEXT_DUPLICATE")
        header, payload = self._authentic(token)
        if header.get("typ") != _TOKEN_TYPE:
            raise ContextError("ERR_CONTEXT_TYPE")
        claims = _json(payload, "ERR_CONTEXT_CLAIMS")
        context = _context(claims)
        if claims["iss"] != self._issuer:
            raise ContextError("ERR_CONTEXT_ISSUER")
        if claims["aud"] != self._audience:
            raise ContextError("ERR_CONTEXT_AUDIENCE")
        now = int(self._now())
        if not now < claims["exp"] + self._tolerance:
            raise ContextError("ERR_CONTEXT_EXPIRED")
        if not claims["iat"] <= now + self._tolerance:
            raise ContextError("ERR_CONTEXT_CLOCK")
        self._assert_bound(claims, method, target, hosts)
        seconds_left = int(claims["exp"]) + self._tolerance - now
        self._assert_unused(context.request_id, seconds_left)
        return context

    def _assert_unused(self, request_id: str, seconds_left: int) -> None:
        if self._claim is None:
            return
        try:
            is_new = self._claim(request_id, seconds_left)
        except Exception as error:
            raise ContextError("ERR_CONTEXT_REPLAY_UNKNOWN") from error
        if is_new is not True:
            raise ContextError("ERR_CONTEXT_REPLAYED")

    def _authentic(self, token: str) -> Tuple[Mapping[str, Any], bytes]:
        parts = token.split(".")
        # PyJWT's decoder skips characters that are not base64, so that one token would have many spellings.
        if len(parts) != 3 or not all(_BASE64URL.fullmatch(part) for part in parts):
            raise ContextError("ERR_CONTEXT_MALFORMED")
        header = _json(_decoded(parts[0]), "ERR_CONTEXT_MALFORMED")
        if not isinstance(header, dict) or "crit" in header or not isinstance(header.get("alg"), str):
            raise ContextError("ERR_CONTEXT_MALFORMED")
        if header["alg"] != self._algorithm:
            raise ContextError("ERR_CONTEXT_SIGNATURE", "algorithm")
        kid = header.get("kid")
        key = self._keys.get(kid) if isinstance(kid, str) else None
        if key is None:
            raise ContextError("ERR_CONTEXT_SIGNATURE", "key id")
        try:
            # The signature alone: PyJWT's own checks of claims take "5" for a time and know nothing of requests.
            return header, jwt.PyJWS(algorithms=[self._algorithm]).decode(token, key, algorithms=[self._algorithm])
        except jwt.InvalidSignatureError:
            raise ContextError("ERR_CONTEXT_SIGNATURE") from None
        except jwt.PyJWTError:
            raise ContextError("ERR_CONTEXT_MALFORMED") from None

    def _assert_bound(self, claims: Mapping[str, Any], method: str, target: Target, hosts: Sequence[str]) -> None:
        if claims["htm"] != method:
            raise ContextError("ERR_CONTEXT_REQUEST_MISMATCH", "method")
        targets = (target,) if isinstance(target, str) else target
        if not any(_names(claims, self._sent_target(each)) for each in targets):
            raise ContextError("ERR_CONTEXT_REQUEST_MISMATCH", "path or query")
        if not self._replaces_forwarded_host and list(hosts) != [claims["hth"]]:
            raise ContextError("ERR_CONTEXT_REQUEST_MISMATCH", "host")

    def _sent_target(self, target: str) -> Optional[str]:
        stripped, added = self._strips_prefix, self._adds_prefix
        if not stripped and not added:
            return target
        # A prefix ends where a segment ends: "/app" is not a prefix of "/application".
        return stripped + target[len(added) :] if target.startswith(f"{added}/") else None


def _names(claims: Mapping[str, Any], target: Optional[str]) -> bool:
    if target is None or "htd" not in claims:
        return target is not None and claims["htu"] == target
    digest = hashlib.sha256(target.encode("utf-8", "surrogatepass")).digest()
    return len(target) > _MAX_PLAIN_TARGET and claims["htd"] == base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _context(claims: Any) -> Context:
    if not isinstance(claims, dict) or isinstance(claims.get("v"), bool) or claims.get("v") != 1:
        _refuse("v")
    life = _time(claims, "exp") - _time(claims, "iat")
    if not 0 < life <= _LONGEST_LIFE_SECONDS:
        _refuse("exp")
    for name in ("iss", "aud", "htm", "rul"):
        _text(claims, name)
    # Two ways to name the target could name two of them.
    if ("htu" in claims) == ("htd" in claims):
        _refuse("htu or htd")
    _text(claims, "htd" if "htd" in claims else "htu")
    is_signed_in = "sub" in claims
    if not is_signed_in:
        # Roles without a user would open the app to anonymous requests.
        for name in ("roles", "sid", "amr", "auth_time", "act"):
            if name in claims:
                _refuse(name)
    act = claims.get("act") if "act" in claims else None
    if "act" in claims and not isinstance(act, dict):
        _refuse("act")
    return Context(
        tenant=_text(claims, "tid") if is_signed_in or "tid" in claims else None,
        user=_text(claims, "sub") if is_signed_in else None,
        roles=_texts(claims, "roles") if is_signed_in else (),
        authentication_methods=_texts(claims, "amr") if is_signed_in else (),
        authenticated_at_seconds=_time(claims, "auth_time") if is_signed_in else None,
        session_id=_text(claims, "sid") if is_signed_in else None,
        act_as=None if act is None else MappingProxyType({name: _text(act, name) for name in ("sub", "reason")}),
        request_id=_text(claims, "jti"),
        host=_text(claims, "hth"),
        client_address=_text(claims, "cip") if "cip" in claims else None,
        route_id=_text(claims, "rid"),
        nonce=_nonce(claims) if "csp_nonce" in claims else None,
        claims=MappingProxyType(claims),
    )


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value if isinstance(value, str) and value else _refuse(name)


def _nonce(claims: Mapping[str, Any]) -> str:
    # It goes into HTML: anything but base64 could end the attribute that it stands in.
    value = _text(claims, "csp_nonce")
    return value if re.fullmatch(r"[A-Za-z0-9+/]{22,100}={0,2}", value) else _refuse("csp_nonce")


def _texts(claims: Mapping[str, Any], name: str) -> Tuple[str, ...]:
    value = claims.get(name)
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        _refuse(name)
    return tuple(value)


def _time(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    # JSON has one kind of number, and True is 1 in Python.
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not is_whole or not 0 <= value <= _LARGEST_TIME:
        _refuse(name)
    return int(value)


def _refuse(claim: str) -> NoReturn:
    raise ContextError("ERR_CONTEXT_CLAIMS", f"claim: {claim}")


def _json(data: bytes, code: str) -> Any:
    try:
        # Python would read NaN and Infinity too, which are not JSON.
        return json.loads(data.decode("utf-8"), parse_constant=lambda _: _refuse("not JSON"))
    except (ValueError, RecursionError, ContextError):
        raise ContextError(code, "not JSON") from None


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _read_keys(given: Union[str, Mapping[str, Any]], algorithm: str) -> Mapping[str, Any]:
    try:
        keys = (json.loads(given) if isinstance(given, str) else given)["keys"]
        found = {key["kid"]: _read_key(key, algorithm) for key in keys}
    except (ValueError, TypeError, KeyError):
        # The parser's own message quotes the text, which is secret.
        raise ConfigurationError(f'"keys" must be a JWK Set of {algorithm} keys, each with a "kid"') from None
    if not found or len(found) != len(keys) or not all(isinstance(kid, str) and kid for kid in found):
        raise ConfigurationError('"keys" must hold at least one key, each with a "kid" of its own')
    return found


def _read_key(jwk: Mapping[str, Any], algorithm: str) -> Any:
    if jwk.get("alg", algorithm) not in (algorithm, "Ed25519" if algorithm == "EdDSA" else algorithm):
        raise ConfigurationError(f'"keys" holds a key whose "alg" is not {algorithm}')
    if jwk.get("use", "sig") != "sig":
        raise ConfigurationError('"keys" holds a key whose "use" is not "sig"')
    kind = ("oct", None) if algorithm == "HS256" else ("OKP", "Ed25519")
    material = jwk["k" if algorithm == "HS256" else "x"]
    if (jwk["kty"], jwk.get("crv")) != kind or not _BASE64URL.fullmatch(material):
        raise ConfigurationError(f'"keys" holds a key that is none for {algorithm}')
    if algorithm == "HS256":
        secret = _decoded(material)
        if len(secret) < _MIN_SECRET_BYTES or len(set(secret)) < 8:
            raise ConfigurationError('"keys" holds a secret that could be guessed: run "npx portcullis keys"')
        return secret
    if "d" in jwk:
        raise ConfigurationError('"keys" holds a private key: give the public half, from /.portcullis/jwks.json')
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(_decoded(material))
