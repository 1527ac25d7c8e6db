"""What must hold of the three services after the seven calls, and when one of them was away."""

import collections
import json
import re
import signal
import subprocess
import threading
import time

from . import web
from .fleet import customers, fulfillments, statuses

ANSWERS = [
    "Sample customer accounts created", "Sample orders added to customer orders",
    "All 'Approved' orders sent for fulfillment", "Order status changed to 'Processing'",
    "Order status changed to 'Shipped'", "Order status changed to 'In Transit'", "Order status changed to 'Received'",
]
WHOLE_WAY = ["CREATED", "APPROVED", "PROCESSING", "SHIPPED", "IN_TRANSIT", "RECEIVED"]
# Sixteen digits by themselves: an id in hexadecimal digits has as many in a row now and then.
CARD_NUMBER = re.compile(r"(?<![0-9A-Za-z-])\d{4}[- ]?\d{4}[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z-])")


def seven_answers(report, name, output):
    places = [output.find(answer) for answer in ANSWERS]
    report.check(f"{name} prints the seven answers in order", -1 not in places and places == sorted(places), output)


def agree(report, fleet, name, ids):
    """The customers `ids`: five orders each, one of them sent and received, and the same in fulfillment and accounts."""
    copies = {id: customer for id, customer in customers(fleet.orders).items() if id in ids}
    report.equal(f"{name}: orders has the customers of accounts", set(copies), ids)
    report.equal(f"{name}: each has 5 orders", sorted(len(c["orders"] or []) for c in copies.values()), [5] * len(ids))
    histories = {order["guid"]: statuses(order) for c in copies.values() for order in c["orders"] or []}
    there = {f["order"]["guid"]: statuses(f["order"]) for f in fulfillments(fleet.fulfillment)}
    there = {guid: history for guid, history in there.items() if guid in histories}
    report.equal(f"{name}: one order of each went the whole way, in fulfillment", list(there.values()), [WHOLE_WAY] * len(ids))
    report.equal(f"{name}: and in orders", {guid: histories[guid] for guid in there}, there)

    def counted():
        expected, got = {}, {}
        for id, customer in copies.items():
            expected[id] = dict(collections.Counter(statuses(order)[-1] for order in customer["orders"]))
            got[id] = web.get(fleet.accounts, f"/customers/{id}/order-summary").json["counts"]
        return got == expected, f"expected {expected}, got {got}"

    report.soon(f"{name}: accounts counts the five orders by status", 5, counted)


def first_run(report, fleet, output):
    seven_answers(report, "scripts/up", output)
    ids = set(customers(fleet.accounts))
    report.equal("3 customers in accounts", len(ids), 3)
    report.equal("3 fulfillments", len(fulfillments(fleet.fulfillment)), 3)
    agree(report, fleet, "after up", ids)
    summaries(report, fleet)
    return ids


def summaries(report, fleet):
    for path in (f"{fleet.accounts}/customers/summary", f"{fleet.orders}/customers/summary",
                 f"{fleet.fulfillment}/fulfillments/summary", f"{fleet.gateway}/accounts/customers/summary",
                 f"{fleet.gateway}/orders/customers/summary", f"{fleet.gateway}/fulfillment/fulfillments/summary"):
        port, _, rest = path.partition("/")
        answer = web.get(int(port), f"/{rest}")
        report.check(f"GET :{path.replace(port, 'PORT')} is JSON and shows no card number",
                     answer.status == 200 and answer.headers["Content-Type"].startswith("application/json")
                     and len(answer.json) == 1 and not CARD_NUMBER.search(answer.text), answer)


def second_run(report, fleet, first_ids):
    """A second refresh replaces its own customers and no others."""
    kept = web.post(fleet.accounts, "/customers", sample_customer())
    report.equal("POST /customers answers 201", kept.status, 201)
    kept_id = kept.headers.get("Location", "").rpartition("/")[2]
    code, output = fleet.refresh()
    report.check("a second refresh ends with 0", code == 0, output)
    seven_answers(report, "a second refresh", output)
    ids = set(customers(fleet.accounts))
    report.check("the customers of the first run are gone from accounts", not ids & first_ids, ids)
    report.check("and from the summary of orders", not set(customers(fleet.orders)) & first_ids)
    report.check("a customer made by POST survives", kept_id in ids, (kept_id, ids))
    agree(report, fleet, "after the second run", ids - {kept_id})
    return ids


def samples(fleet):
    """Ids of the customers that the latest refresh made: those that are not of these checks."""
    return {id for id, customer in customers(fleet.accounts).items() if customer["name"]["lastName"] != "Byron"}


def sample_customer():
    address = {"description": "Home", "address1": "1 Elm Street", "city": "Springfield", "state": "OR", "postalCode": "97477"}
    return {
        "name": {"title": "Dr.", "firstName": "Ada", "lastName": "Byron"},
        "contact": {"primaryPhone": "541-555-0100", "email": "ada@example.org"},
        "addresses": [{"type": "BILLING", **address}, {"type": "SHIPPING", **address}],
        "creditCards": [{"type": "PRIMARY", "description": "VISA", "number": "4111-1111-1111-1111", "expiration": "1/30",
                         "nameOnCard": "Ada Byron"}],
    }


def killed_during_refresh(report, fleet):
    """orders dies in the middle of a refresh; scripts/up brings it back; the refresh ends well."""
    running = subprocess.Popen(fleet.refresh_command("--timeout", "60"), env=fleet.environment, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    lines = []
    started = threading.Event()

    def follow():
        for line in running.stdout:
            lines.append(line)
            if ANSWERS[0] in line:
                started.set()
        started.set()

    reader = threading.Thread(target=follow)
    reader.start()
    try:
        started.wait(30)
        fleet.kill("orders")
        report.check("orders was killed while refresh ran", running.poll() is None, "".join(lines))
        code, output = fleet.up()
        back = time.monotonic()
        report.check("scripts/up brings orders back", code == 0 and "orders: started" in output, output)
        report.check("and restarts nothing else", all(
            f"{part}: was running" in output for part in ("mongod", "accounts", "fulfillment", "gateway")), output)
        running.wait(60)
        reader.join(5)
        report.check("refresh ends with 0 within 10 s of its return",
                     running.returncode == 0 and time.monotonic() - back < 10, "".join(lines))
    finally:
        running.kill()
        running.wait()
        reader.join(5)
    agree(report, fleet, "after the kill", samples(fleet))


def stopped_service(report, fleet):
    """refresh against a service that is not there says which, where and what to do."""
    fleet.signal("fulfillment", signal.SIGTERM)
    report.soon("a service stops on SIGTERM within 10 s", 10,
                lambda: (fleet.pid("fulfillment") not in fleet.processes(), "still there"))
    begin = time.monotonic()
    code, output = fleet.refresh("--timeout", "5")
    took = time.monotonic() - begin
    report.check("refresh without fulfillment: exit code 1, within its timeout", code == 1 and took < 15,
                 f"exit code {code} after {took:.1f} s: {output}")
    report.check("and it names the service and its URL",
                 "fulfillment" in output and f"http://127.0.0.1:{fleet.gateway}/fulfillment" in output, output)
    code, output = fleet.script("status")
    report.check("scripts/status says that fulfillment does not run",
                 code == 1 and re.search(r"^fulfillment +not running", output, re.MULTILINE), output)
    code, output = fleet.up()
    report.check("scripts/up brings it back", code == 0 and "fulfillment: started" in output, output)
    code, output = fleet.script("status")
    report.check("scripts/status finds all of it ready", code == 0 and "not running" not in output, output)


def topics(report, fleet):
    """Keyed payloads in the shape of the contract, and no card number in any of them."""
    records = fleet.topic("accounts.customer.change")
    values = [(key, value) for key, value in records if value]
    report.check("accounts.customer.change holds events", len(values) >= 3, records)

    wrong = []
    for key, value in values:
        event = json.loads(value)
        if list(event) != ["id", "name", "contact", "addresses"] or event["id"] != key or CARD_NUMBER.search(value):
            wrong.append((key, value))
    report.check("each is keyed by its customer and has the members of CustomerChangeEvent", not wrong, wrong[:1])
    for topic, members in (
            ("orders.order.change", ["timestamp", "name", "contact", "address", "order"]),
            ("fulfillment.order.change", ["guid", "orderStatusEvent"]),
            ("orders.status.change", ["guid", "orderStatusEvent"])):
        records = fleet.topic(topic)
        wrong = [(k, v) for k, v in records if not v or [m for m in json.loads(v) if m != "customerId"] != members
                 or k != (json.loads(v).get("guid") or json.loads(v)["order"]["guid"])]
        report.check(f"{topic} is keyed by order and has the members of the contract", records and not wrong, wrong[:1])


def everything_stops(report, fleet):
    code, output = fleet.script("down", timeout=120)
    report.check("scripts/down ends with 0", code == 0, output)
    report.check("and nothing is lost or killed by it", "Not settled" not in output and "killed" not in output, output)
    left = fleet.processes()
    report.check("no process is left", not left, left)
    for name, port in fleet.ports.items():
        try:
            web.get(port, "/", timeout=2)
            report.check(f"nothing listens on {name}", False)
        except ConnectionRefusedError:
            report.check(f"nothing listens on {name}", True)


