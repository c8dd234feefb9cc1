"""What OpenID Connect asks of a site, by Authlib: the provider's metadata, state, nonce, PKCE, the ID token.

The package is loaded with the first sign-in: an archive without an institution does without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles.access.institution import Refused

TIMEOUT: Final = 10  # seconds, for each question to the provider
LEEWAY: Final = 60  # seconds that two clocks may differ by
# Signed with a key that only the provider has; "none" and what our own secret could sign are not among them.
ALGORITHMS: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}) | {
    *("ES256", "ES384", "ES512", "Ed25519", "EdDSA")
}


def redirect_to_provider(request: HttpRequest, callback: str, *, anew: bool = False) -> HttpResponse:
    """To the provider's page, with a state and a nonce that this session remembers; ``anew``: to be asked who
    one is although the provider knows it. Raises Refused."""
    with _refusals():
        how = {"prompt": "login"} if anew else {}
        response: HttpResponse = _client().authorize_redirect(request, callback, **how)
        return response


def verified_claims(request: HttpRequest) -> dict[str, Any]:
    """Who came back from the provider, as it has signed it for this archive. Raises Refused."""
    with _refusals():
        client = _client()
        must = {
            "iss": {"essential": True, "values": [client.server_metadata["issuer"]]},
            "aud": {"essential": True, "values": [settings.OIDC_CLIENT_ID]},
        }
        token = client.authorize_access_token(request, claims_options=must, leeway=LEEWAY)
        claims = dict(token.get("userinfo") or {})
        if not claims.get("sub"):
            raise Refused("unproven", "the provider sent no ID token")
        return claims | _more_claims(client, token, claims)


def sign_out_address(back: str) -> str:
    """Where the provider ends its own session, and leads ``back`` from; empty when it has no such page."""
    try:
        with _refusals():
            client = _client()
            if not client.server_metadata.get("end_session_endpoint"):
                return ""
            url = client.create_logout_url(post_logout_redirect_uri=back, client_id=settings.OIDC_CLIENT_ID)
            return str(url["url"])
    except Refused:
        return ""


def _more_claims(client: Any, token: Any, claims: dict[str, Any]) -> dict[str, Any]:
    """What the provider tells only when it is asked once more, about the same person."""
    if "email" in claims or not client.server_metadata.get("userinfo_endpoint"):
        return {}
    more = dict(client.userinfo(token=token))
    if more.get("sub") != claims["sub"]:
        raise Refused("unproven", "the provider answered about somebody else")
    return {name: value for name, value in more.items() if name not in claims}


@cache
def _registered() -> Any:
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        name="institution",
        client_id=settings.OIDC_CLIENT_ID,
        client_secret=settings.OIDC_CLIENT_SECRET or None,
        server_metadata_url=settings.OIDC_ISSUER.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.OIDC_SCOPE,
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        },
    )


def _client() -> Any:
    """The client, once it knows what the provider publishes about itself."""
    client = _registered()
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != settings.OIDC_ISSUER:
        _registered.cache_clear()
        raise Refused(
            "unreachable", f"OIDC_ISSUER must be {metadata.get('issuer')!r}, as the provider has it"
        )
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [name for name in offered if name in ALGORITHMS]
    methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if settings.OIDC_CLIENT_SECRET and "client_secret_basic" not in methods:
        client.client_kwargs["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105  its name
    return client


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what goes wrong with the provider into a refusal that says what."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        yield
    except (RequestException, ValueError, KeyError, RuntimeError) as error:
        # A provider that is away, or whose answers are not what the standard says.
        raise Refused("unreachable", f"{type(error).__name__}: {error}") from error
    except (AuthlibBaseError, JoseError) as error:
        reason = "cancelled" if getattr(error, "error", "") == "access_denied" else "unproven"
        raise Refused(reason, f"{type(error).__name__}: {error}") from error  # type: ignore[arg-type]
