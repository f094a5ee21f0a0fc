"""What those who watch over the bot may ask: ``/healthz``, ``/readyz``, ``/metrics``. Described in docs/running.md."""

import json
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from bot.address import Address
from bot.readiness import Readiness
from bot.stock import Stock
from bot.web import Server
from storage.faults import StorageError


@dataclass(slots=True)
class Monitor:
    """Answers from the store and from this run's own figures; asks nobody else."""

    stock: Stock
    readiness: Readiness
    registry: CollectorRegistry

    def server(self, listen: str) -> Server:
        """Serve at an address."""
        app = web.Application()
        app.router.add_get("/healthz", self.alive)
        app.router.add_get("/readyz", self.ready)
        app.router.add_get("/metrics", self.metrics)
        return Server(app, Address.of(listen))

    async def alive(self, request: web.Request) -> web.Response:
        """Whoever reads this answer knows that process and loop are alive."""
        return web.Response(text="alive\n")

    async def ready(self, request: web.Request) -> web.Response:
        """200 where everything is ready, else 503, with what is not."""
        try:
            lacking = await self.readiness.not_ready()
        except StorageError as error:
            lacking = {"storage": str(error)}
        body = json.dumps({"ready": not lacking, "not_ready": lacking}, ensure_ascii=False)
        return web.Response(status=503 if lacking else 200, text=body + "\n", content_type="application/json")

    async def metrics(self, request: web.Request) -> web.Response:
        """Everything as Prometheus reads it; what the store cannot tell at the moment is left as it was."""
        with suppress(StorageError):
            await self.stock.read()
        return web.Response(body=generate_latest(self.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
