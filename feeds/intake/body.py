"""The body of an answer, decompressed within a limit."""

import zlib

import aiohttp

MOST_PARTS = 1_000  # of one gzip answer
GZIP = b"\x1f\x8b"


async def bounded_body(response: aiohttp.ClientResponse, limit: int) -> bytes | None:
    """The decompressed body, None where it is larger than the limit; a bomb is stopped at the limit."""
    encoding = response.headers.get("Content-Encoding", "").lower().strip()
    inflate = zlib.decompressobj(wbits=47) if encoding in ("gzip", "x-gzip", "deflate") else None
    parts: list[bytes] = []
    size = packed = members = 0
    async for chunk in response.content.iter_chunked(65_536):
        packed += len(chunk)
        if packed > limit:  # what is packed to more than its contents has nothing in it, and may go on so for ever
            return None
        if inflate is not None and inflate.eof:
            if inflate.unused_data == GZIP[:1]:
                chunk = GZIP[:1] + chunk
            if not chunk.startswith(GZIP[:1]):
                continue  # junk behind the end; counted, never kept
            inflate = zlib.decompressobj(wbits=47)
        data = chunk
        if inflate is not None:
            try:
                data = inflate.decompress(chunk, limit - size + 1)
            except zlib.error:
                if encoding != "deflate" or size:
                    raise aiohttp.ClientPayloadError("damaged compression") from None
                inflate = zlib.decompressobj(wbits=-15)
                data = inflate.decompress(chunk, limit - size + 1)
            while inflate.eof and inflate.unused_data.startswith(GZIP) and size + len(data) <= limit:
                members += 1
                if members > MOST_PARTS:  # empty ones cost much and bring nothing
                    return None
                # gzip files may be strung together (RFC 1952, 2.2)
                rest, inflate = inflate.unused_data, zlib.decompressobj(wbits=47)
                data += inflate.decompress(rest, limit - size - len(data) + 1)
        size += len(data)
        if size > limit or (inflate is not None and inflate.unconsumed_tail):
            return None
        parts.append(data)
    return b"".join(parts)
