"""Answers CKAN as Solr does, for a handful of packages: keeps what is sent and gives it back.

There is no Solr to install on a bare Debian; this knows the few questions that CKAN's search and the harvesters ask.
"""

import json
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SCHEMA = b'<schema name="ckan-2.10" version="1.7"><fields/></schema>'
PAIR = re.compile(r'(?<![\w.])(id|name|index_id|site_id|state|dataset_type|owner_org):"?([^\s")]+)"?')

kept: dict[str, dict[str, object]] = {}


class Solr(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(parse_qs(urlsplit(self.path).query))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if "/update" in self.path:
            self._update(body)
        else:
            self._answer(parse_qs(body) | parse_qs(urlsplit(self.path).query))

    def _update(self, body: str) -> None:
        if body.startswith("<"):
            for wanted in re.findall(r"<query>(.*?)</query>", body):
                for found in [name for name, document in kept.items() if _fits(document, wanted)]:
                    del kept[found]
        elif body:
            for document in json.loads(body):
                kept[document["index_id"]] = document
        self._send(b'{"responseHeader":{"status":0}}')

    def _answer(self, asked: dict[str, list[str]]) -> None:
        if "/schema" in self.path:
            return self._send(SCHEMA, "application/xml")
        wanted = " ".join(asked.get("q", []) + asked.get("fq", []))
        found = sorted((one for one in kept.values() if _fits(one, wanted)), key=lambda one: str(one["id"]))
        start, rows = int(asked.get("start", ["0"])[0]), int(asked.get("rows", ["10"])[0])
        response = {"numFound": len(found), "start": start, "docs": found[start : start + rows]}
        return self._send(
            json.dumps(
                {"responseHeader": {"status": 0}, "response": response, "facet_counts": {"facet_fields": {}}}
            ).encode()
        )

    def _send(self, body: bytes, content_type: str = "application/json") -> None:
        self.send_response(200)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


def _fits(document: dict[str, object], wanted: str) -> bool:
    """Each `key:value` must hold, `name:"x" OR id:"x"` once; patterns and ranges are let pass."""
    either = re.search(r'name:"?([^\s")]+)"? OR id:"?([^\s")]+)"?', wanted)
    if either and not {document.get("name"), document.get("id")} & set(either.groups()):
        return False
    rest = wanted.replace(either[0], "") if either else wanted
    return all(str(document.get(key, value)) == value for key, value in PAIR.findall(rest) if "*" not in value)


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Solr).serve_forever()
