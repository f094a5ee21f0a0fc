"""Where a server of ours listens."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen: a host with a port, or a socket's path."""

    host: str = ""
    port: int = 0
    path: Path | None = None

    @classmethod
    def of(cls, text: str) -> "Address":
        """Read ``127.0.0.1:8081``, ``[::1]:8081`` or ``unix:/run/hengkang/web.sock``; ValueError with what to write."""
        if text.startswith("unix:/"):
            return cls(path=Path(text.removeprefix("unix:")))
        host, colon, port = text.rpartition(":")
        bare = host.strip("[]")
        if not colon or not bare or not port.isdecimal() or int(port) > 65_535 or ((":" in bare) != (host[:1] == "[")):
            raise ValueError("write an address such as 127.0.0.1:8081, [::1]:8081 or unix:/run/hengkang/web.sock")
        return cls(bare, int(port))
