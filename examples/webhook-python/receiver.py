"""A receiver of kwatchman's events. It opens a ticket for each change, and tells the handlers that follow its number."""

import collections
import http.server
import json
import os
import threading

from signature import is_signed

# Several while one is being replaced.
SECRETS = os.environ["WEBHOOK_SECRET"].split()

# An event has the object's manifest twice, each at most 1.5 MB.
MAX_BODY_BYTES = 8 * 1024 * 1024

# The answers by the events' ids: kwatchman delivers at least once, so an event may come again. They are lost when this
# process ends; a receiver that must not do anything twice keeps them in its database.
answers = collections.OrderedDict()
KEPT_ANSWERS = 10_000
one_at_a_time = threading.Lock()

tickets = 0


def handle(event):
    """What this receiver is for."""
    global tickets
    tickets += 1
    ticket = f"OPS-{tickets}"
    data = event["data"]
    print(f"{ticket}: {data['action']} {data['resource']['kind']} {event['subject']}", flush=True)
    return {"patch": [{"op": "add", "path": "/ticket", "value": ticket}]}


def handle_once(event):
    """The same answer for the same event; what failed may be tried again."""
    with one_at_a_time:
        if event["id"] not in answers:
            answers[event["id"]] = handle(event)
            if len(answers) > KEPT_ANSWERS:
                answers.popitem(last=False)
        return answers[event["id"]]


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps connections alive

    def do_POST(self):
        length = int(self.headers.get("content-length", 0))
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            return self.answer(413, {"error": {"message": "Too long"}})
        body = self.rfile.read(length)
        if not is_signed(self.headers, body, SECRETS):
            return self.answer(401, {"error": {"message": "The signature does not fit"}})
        try:
            return self.answer(200, handle_once(json.loads(body)))
        except Exception as error:
            return self.answer(500, {"error": {"message": repr(error)}})

    def answer(self, status, result):
        body = json.dumps(result).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("", int(os.environ.get("PORT", "8000"))), Receiver)
print(f"listening at port {server.server_port}", flush=True)
server.serve_forever()
