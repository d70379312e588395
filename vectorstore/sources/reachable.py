"""Which IP addresses may be connected to on a user's or a redirect's word."""

import ipaddress

__all__ = ["is_allowed"]

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_NEVER = frozenset(
    {
        # Metadata services of clouds outside the link-local range: Azure, Alibaba, Amazon.
        ipaddress.ip_address("168.63.129.16"),
        ipaddress.ip_address("100.100.100.200"),
        ipaddress.ip_address("fd00:ec2::254"),
    }
)


def is_allowed(ip: str, *, private: bool = False) -> bool:
    """Whether an IP address is a public one, or with ``private`` also one of a private network or this machine.

    Link-local addresses (where clouds keep their metadata), multicast and reserved ones never are; IPv4 addresses
    wrapped in IPv6 are judged by what they wrap.
    """
    try:
        address = ipaddress.ip_address(ip.partition("%")[0])
    except ValueError:
        return False
    return all(_is_allowed(each, private) for each in (address, *_wrapped(address)))


def _wrapped(address: _Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address leads to."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    inside = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or int(address) >> 32 == 0:
        inside.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address == ipaddress.IPv6Address("::1"):
        return ()
    return tuple(each for each in inside if each is not None)


def _is_allowed(address: _Address, private: bool) -> bool:
    if address in _NEVER or address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return True  # judged by what it wraps
    if address.is_loopback or (address.is_private and not _is_set_aside(address)):
        return private
    return address.is_global and not address.is_reserved


_PRIVATE = tuple(
    ipaddress.ip_network(each)
    # 198.18.0.0/15 is what many a proxy gives instead of the true address.
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "198.18.0.0/15", "fc00::/7")
)


def _is_set_aside(address: _Address) -> bool:
    """Whether an address that counts as private belongs to no private network: for examples, tests and the like."""
    return not any(address in network for network in _PRIVATE)
