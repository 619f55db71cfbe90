"""Which addresses of the internet protocol belong to the public internet, by the IANA special-purpose registries.

https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and the metadata host of one cloud
        "127.0.0.0/8",
        "168.63.129.16/32",  # the metadata host of another cloud
        "169.254.0.0/16",  # link-local, and the metadata host of most
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them, which carries an IPv4 address
        "2001:db8::/32",
        "2002::/16",  # 6to4, which carries one too
        "3fff::/20",
    )
)
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(text: str) -> bool:
    """Say whether an address is one of the public internet, so that nothing of ours answers there.

    Addresses of the newer protocol that carry one of the older (mapped, NAT64, 6to4, Teredo, ISATAP) are not: what they
    reach is decided elsewhere.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    return _is_public_6(address)


def _is_public_6(address: IPv6Address) -> bool:
    carries_another = (int(address) >> 32) & 0xFFFFFFFF in _ISATAP
    known = address.scope_id is None and address in _GLOBAL_6 and not carries_another
    return known and not any(address in network for network in _NOT_PUBLIC_6)
