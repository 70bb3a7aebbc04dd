"""Requests byte by byte: what HTTP client libraries would repair on the way is not repaired."""

import socket
from http.client import HTTPResponse
from urllib.parse import urlsplit

HOP = {"date", "server", "connection", "transfer-encoding", "keep-alive"}


def ask(url, raw, timeout=10):
    """Status, end-to-end headers (names in lower case, sorted) and body of the answer."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout) as connection:
        connection.sendall(raw)
        answer = HTTPResponse(connection, method=raw.split(b" ", 1)[0].decode())
        answer.begin()
        body = answer.read()
    headers = [(name.lower(), _as_set(name, value)) for name, value in answer.getheaders()]
    return answer.status, sorted(item for item in headers if item[0] not in HOP), body


def _as_set(name, value):
    """The methods of Allow come from a Python set: their order changes from process to process."""
    return ", ".join(sorted(value.split(", "))) if name.lower() == "allow" else value


def get(target, *headers, method="GET"):
    lines = [f"{method} {target} HTTP/1.1", "Host: loja.example", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1")


def post(target, body, *headers):
    return get(target, f"Content-Length: {len(body)}", *headers, method="POST") + body


def post_chunked(target, chunks, *headers):
    head = get(target, "Transfer-Encoding: chunked", *headers, method="POST")
    return head + b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in chunks) + b"0\r\n\r\n"


def multipart(field, filename, content):
    boundary = "fronteira"
    parts = [
        f"--{boundary}\r\nContent-Disposition: form-data; name=campo\r\n\r\nação\r\n".encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{filename}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode(),
        content,
        f"\r\n--{boundary}--\r\n".encode(),
    ]
    return b"".join(parts), f"Content-Type: multipart/form-data; boundary={boundary}"
