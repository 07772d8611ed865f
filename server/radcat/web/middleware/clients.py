"""Who asks: the address that limits are counted by, as far as it can be believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final
from wsgiref.types import WSGIEnvironment

from radcat.outgoing.networks import Network
from radcat.settings import DEFAULT_PROXY_HEADER

Address = IPv4Address | IPv6Address

LONGEST: Final = 64  # characters of an address, with brackets, a zone and a port
CLIENT: Final = "radcat.client"  # where in the WSGI environment the answer is kept
_FORWARDED: Final = "HTTP_FORWARDED"
_DEFAULT: Final = f"HTTP_{DEFAULT_PROXY_HEADER.upper().replace('-', '_')}"
# RFC 7239, section 4, as far as it names who asked.
_FORWARDED_FOR: Final = re.compile(r'(?:^|;)\s*for="?([^";]*)"?\s*(?=;|$)', re.IGNORECASE)


def client_name(environ: WSGIEnvironment) -> str:
    """Name who asks, as `client_of` found out; where nobody did, by the address of the connection."""
    return environ.get(CLIENT) or str(environ.get("REMOTE_ADDR", ""))


def client_of(environ: WSGIEnvironment, proxies: Sequence[Network], header: str = DEFAULT_PROXY_HEADER) -> str:
    """Tell the client's address: an IPv4 address, or the /64 network that an IPv6 one is in.

    What the *header* says of it counts only as far as *proxies* say it: it is read from the last hop to the first,
    and the first address that is no proxy's is the client's.
    """
    remote = environ.get("REMOTE_ADDR", "")
    if not proxies or not _is_proxy(remote, proxies):
        return _name(remote)
    client = remote
    for hop in _hops(environ, header):
        if (
            len(hop) > LONGEST or _address(hop) is None
        ):  # `unknown`, a pseudonym, or an invention: who sent it is the last that is sure
            break
        client = hop
        if not _is_proxy(hop, proxies):
            break
    return _name(client)


def _hops(environ: WSGIEnvironment, header: str) -> Iterator[str]:
    """Yield who each proxy says it was asked by, the nearest first; Forwarded is read where the default is absent."""
    name = f"HTTP_{header.upper().replace('-', '_')}"
    if name == _DEFAULT and name not in environ:
        name = _FORWARDED
    listed = environ.get(name, "")
    if name == _FORWARDED:
        for element in reversed(listed.split(",") if listed else []):
            found = _FORWARDED_FOR.search(element)
            yield found[1] if found else ""
    elif listed:
        yield from (hop.strip() for hop in reversed(listed.split(",")))


def _is_proxy(hop: str, proxies: Sequence[Network]) -> bool:
    address = _address(hop)
    return address is not None and any(address in network for network in proxies)


@lru_cache(maxsize=10_000)
def _address(text: str) -> Address | None:
    """Read an address, with or without brackets and a port."""
    bare = text
    if text.startswith("["):
        bare = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        bare = text.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@lru_cache(maxsize=10_000)
def _name(remote: str) -> str:
    address = _address(remote)
    if isinstance(address, IPv6Address):  # who has one address has all of its /64
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address) if address else remote
