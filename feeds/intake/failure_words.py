"""Why nothing could be fetched, in words for people."""

import errno

import aiohttp


def status_words(status: int) -> str:
    """What an answer's status tells, with its number."""
    words = {
        401: "asks for a password", 403: "refuses us", 404: "is not there", 410: "is gone for good",
        429: "asks us to slow down",
        500: "has a fault of its own", 502: "is out of order", 503: "is out of order", 504: "is out of order",
    }  # fmt: skip
    return f"the server {words.get(status, 'gave no feed')} (HTTP {status})"


def connection_words(cause: OSError) -> str:
    """Why no connection was made."""
    words = {errno.ECONNREFUSED: "refused", errno.ENETUNREACH: "unreachable", errno.EHOSTUNREACH: "unreachable"}
    return words.get(cause.errno or 0) or cause.strerror or str(cause)


def certificate_words(error: aiohttp.ClientConnectorCertificateError) -> str:
    """What is wrong with a certificate, by the codes of X509_verify_cert (OpenSSL): 10 expired, 62 another host's."""
    code = getattr(error.certificate_error, "verify_code", None)
    words = {10: "has expired", 62: "is for another name"}
    return f"the certificate of {error.host} {words.get(code or 0, 'cannot be trusted')}"
