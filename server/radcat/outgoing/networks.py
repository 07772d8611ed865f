"""Which network addresses requests to other hosts may be sent to."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

EVERYWHERE: Final[tuple[Network, ...]] = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))
# All that is assigned to single hosts of the public Internet (IANA, IPv6 address space).
_GLOBAL_UNICAST: Final = IPv6Network("2000::/3")
# Public by their own number, but a router or a tunnel forwards them to an IPv4 address that they carry, which may
# be a private one: NAT64 (RFC 6052, RFC 8215), 6to4 (RFC 3056) and Teredo (RFC 4380).
_CARRIES_IPV4: Final = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))
# IETF protocol assignments (RFC 6890), and the relays of 6to4 (RFC 7526); not every version of ipaddress knows them.
_PROTOCOLS: Final = tuple(map(ip_network, ("192.0.0.0/24", "192.88.99.0/24")))


def may_be_asked(address: Address, allowed: Sequence[Network] = ()) -> bool:
    """Tell whether *address* is one host of the public Internet, or lies in a network that is *allowed* besides."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in network for network in allowed):
        return True
    if any(address in network for network in (*_CARRIES_IPV4, *_PROTOCOLS)) or not address.is_global:
        return False
    return address in _GLOBAL_UNICAST if isinstance(address, IPv6Address) else not address.is_multicast
