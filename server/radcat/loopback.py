"""Which names of hosts are this machine, and no other can be."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address


def is_loopback(host: str) -> bool:
    """Tell whether *host*, a name or an address, is this machine talking to itself (RFC 6761, section 6.3)."""
    name = host.strip("[]").rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    # Where an IPv4 address within an IPv6 one leads depends on the system; Python 3.13 says that it is this machine.
    return address.is_loopback and not (isinstance(address, IPv6Address) and address.ipv4_mapped)
