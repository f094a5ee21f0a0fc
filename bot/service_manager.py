"""What the bot tells the service manager that started it: ready, alive, stopping (the protocol of sd_notify(3)).

One datagram to the socket that ``NOTIFY_SOCKET`` names; without that variable nothing happens. systemd asks for a sign
of life every ``WATCHDOG_USEC`` microseconds and restarts a service that gives none.
"""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field

MICRO = 1_000_000


@dataclass(frozen=True, slots=True)
class ServiceManager:
    """The manager that the environment names; ``tell`` may be called from any thread."""

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)

    def tell(self, *assignments: str) -> bool:
        """Send assignments such as ``READY=1``; whether somebody was there to hear them."""
        address = self.environment.get("NOTIFY_SOCKET", "")
        if address[:1] not in ("/", "@"):
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
                out.settimeout(1.0)
                # "@" stands for the zero byte of a name in the abstract namespace.
                out.sendto(
                    "\n".join(assignments).encode(), b"\0" + address[1:].encode() if address[0] == "@" else address
                )
        except OSError:
            return False  # a manager that does not listen must not stop the bot
        return True

    @property
    def interval(self) -> float | None:
        """Seconds between two signs of life: half of what is asked for; None where none are asked of this process."""
        text = self.environment.get("WATCHDOG_USEC", "")
        if not text.isdecimal() or not int(text):
            return None
        if self.environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
            return None
        return int(text) / MICRO / 2
