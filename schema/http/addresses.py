"""Who a network address stands for: one IPv4 address, or one IPv6 /64, is one client."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

PREFIX = 64
"""What a household or an office gets of IPv6."""


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(host)
    except ValueError:
        return None  # no network address, such as that of a socket in the file system
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


class Addresses:
    """Tells clients apart, and knows the proxies that speak for others.

    `proxies`: addresses or networks, separated by commas.
    """

    def __init__(self, proxies: str) -> None:
        self._proxies = [ip_network(part.strip()) for part in proxies.split(",") if part.strip()]

    def client(self, host: str | None) -> str | None:
        """The client that an address stands for; None for a proxy, and what is no address."""
        address = _address(host or "")
        if address is None or any(address in network for network in self._proxies):
            return None
        if address.version == 4:
            return str(address)
        return str(ip_network((address, PREFIX), strict=False))


def is_of_the_internet(host: str | None) -> bool:
    """Whether an address is one of the public internet, not of this machine or its own network."""
    address = _address(host or "")
    return address is not None and address.is_global
