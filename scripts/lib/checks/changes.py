"""Changes of customers on their way through the fleet, and what comes in from outside that is wrong."""

import json
import signal
import subprocess

from . import web
from .consistency import sample_customer
from .fleet import customers, fulfillments

MERGE_PATCH = {"Content-Type": "application/merge-patch+json"}


def propagate(report, fleet):
    """An address follows into orders and into a request that is not shipped; a shipped one keeps its own."""
    created = web.post(fleet.accounts, "/customers", sample_customer())
    id = created.headers["Location"].rpartition("/")[2]
    report.soon("a customer made by POST is in orders", 5, lambda: (id in customers(fleet.orders), ""))
    call(report, fleet.orders, "/customers/sample/orders")
    call(report, fleet.orders, "/customers/sample/fulfill")
    report.soon("its order reaches fulfillment", 5, lambda: (request_of(fleet, id) is not None, ""))

    move(fleet, id, "2 Oak Street")
    report.soon("an address changed by PATCH is in orders within a second", 1, lambda: (
        web.get(fleet.orders, f"/customerOrderses/{id}").json["addresses"][1]["address1"] == "2 Oak Street", ""))
    report.soon("and in a request that is not shipped", 5, lambda: (
        request_of(fleet, id)["address"]["address1"] == "2 Oak Street", request_of(fleet, id)))
    kept = customers(fleet.orders)[id]["orders"]
    report.check("the change does not touch the customer's orders", len(kept or []) == 5, kept)

    call(report, fleet.fulfillment, "/fulfillments/sample/process")
    call(report, fleet.fulfillment, "/fulfillments/sample/ship")
    move(fleet, id, "3 Pine Street")
    report.soon("a later change is in orders", 5, lambda: (
        customers(fleet.orders)[id]["addresses"][1]["address1"] == "3 Pine Street", ""))
    # Once fulfillment has read everything, the shipped request must still have its own.
    settled(report, fleet)
    report.equal("a shipped request keeps its address", request_of(fleet, id)["address"]["address1"], "2 Oak Street")
    for step in ("in-transit", "receive"):
        call(report, fleet.fulfillment, f"/fulfillments/sample/{step}")
    return id


def call(report, port, path):
    answer = web.post(port, path)
    report.check(f"POST {path} answers 200", answer.status == 200, answer)


def move(fleet, id, street):
    addresses = web.get(fleet.accounts, f"/customers/{id}").json["addresses"]
    addresses[1]["address1"] = street
    answer = web.request(fleet.accounts, "PATCH", f"/customers/{id}", body=json.dumps({"addresses": addresses}).encode(),
                         headers=MERGE_PATCH)
    if answer.status not in (200, 204):
        raise ValueError(f"PATCH /customers/{id}: {answer}")


def request_of(fleet, id):
    """The fulfillment of the customer's order."""
    guids = {order["guid"] for order in customers(fleet.orders)[id]["orders"] or []}
    return next((f for f in fulfillments(fleet.fulfillment) if f["order"]["guid"] in guids), None)


def settled(report, fleet):
    """Every service has sent and read everything, by its own metrics."""
    def look():
        waiting = {}
        for name in ("accounts", "orders", "fulfillment"):
            text = web.get(getattr(fleet, name), "/actuator/prometheus").text
            # Each service reads two topics, and has a sample for each as soon as it knows how far it is.
            for metric, least in (("storefront_outbox_documents", 1), ("storefront_consumer_lag_records", 2)):
                samples = [line for line in text.splitlines() if line.startswith((f"{metric}{{", f"{metric} "))]
                if len(samples) < least:
                    return False, f"{name} has {len(samples)} samples of {metric}"
                waiting[f"{name} {metric}"] = sum(float(line.rpartition(" ")[2]) for line in samples)
        return not any(waiting.values()), waiting

    report.soon("outbox and lag of every service come to 0", 10, look)


def delete(report, fleet, id):
    before = [record for record in fleet.topic("accounts.customer.change") if record[0] == id and record[1]]
    answer = web.request(fleet.accounts, "DELETE", f"/customers/{id}")
    report.equal("DELETE /customers/{id} answers 204", answer.status, 204)
    report.soon("a deleted customer is gone from the summary of orders", 5, lambda: (id not in customers(fleet.orders), ""))
    report.equal("and from accounts", web.get(fleet.accounts, f"/customers/{id}").status, 404)
    settled(report, fleet)
    report.check("the deletion is a record with a null value",
                 (id, None) in fleet.topic("accounts.customer.change"), fleet.topic("accounts.customer.change")[-3:])
    # The first event of the customer once more, as a delivery that was late: applied means looked at. Others may be
    # delivered again meanwhile, so the number may rise by more than one.
    seen = applied(fleet, "orders", "accounts.customer.change")
    subprocess.run(
        ["kcat", "-q", "-b", f"localhost:{fleet.kafka}", "-t", "accounts.customer.change", "-P", "-k", id,
         "-H", "ce_sequence=1", "-l", "/dev/stdin"], input=before[0][1] + "\n", text=True, check=True, timeout=30)

    def more():
        now = applied(fleet, "orders", "accounts.customer.change")
        return now > seen, f"{seen} were applied before, {now} now"

    report.soon("orders takes a late older event", 10, more)
    settled(report, fleet)
    report.check("and it does not bring the customer back", id not in customers(fleet.orders))


def applied(fleet, service, topic):
    text = web.get(getattr(fleet, service), "/actuator/prometheus").text
    return sum(float(line.rpartition(" ")[2]) for line in text.splitlines()
               if line.startswith("storefront_events_applied_total{") and f'topic="{topic}"' in line)


def links(report, fleet):
    """HAL links lead back the way the client came."""
    id = next(iter(customers(fleet.accounts)))
    for port, base, name in ((fleet.gateway, f"http://localhost:{fleet.gateway}/accounts", "the gateway"),
                             (fleet.accounts, f"http://localhost:{fleet.accounts}", "the service itself")):
        path = f"/accounts/customers/{id}" if port == fleet.gateway else f"/customers/{id}"
        item = web.get(port, path, headers={"Host": f"localhost:{port}", "Accept": "application/hal+json"})
        href = item.json["_links"]["self"]["href"] if item.status == 200 else item
        report.equal(f"a customer's self link through {name}", href, f"{base}/customers/{id}")


def bad_input(report, fleet):
    """On every route that takes a body: a 4xx in JSON, and nothing written."""
    before = set(customers(fleet.accounts))
    id = next(iter(before))
    without_name = {k: v for k, v in sample_customer().items() if k != "name"}
    wrong_type = sample_customer() | {"name": 7}
    for method, path in (("POST", "/customers"), ("PUT", f"/customers/{id}"), ("PATCH", f"/customers/{id}")):
        media = "application/merge-patch+json" if method == "PATCH" else "application/json"
        cases = {
            "malformed JSON": b'{"name": ', "a wrong type": json.dumps(wrong_type).encode(),
            "invalid UTF-8": b'{"name": "\xff\xfe"}', "20 MiB": b'"' + b"x" * (20 << 20) + b'"', "no object": b"[1]",
        }
        if method != "PATCH":
            cases["a missing required field"] = json.dumps(without_name).encode()
        for name, body in cases.items():
            refused(report, fleet.accounts, method, path, name, body, media)
    for port, path in ((fleet.accounts, "/nope"), (fleet.orders, "/customers/1/2/3"), (fleet.fulfillment, "/fulfillmentz")):
        answer = web.get(port, path)
        report.check(f"GET {path} is a 404 in JSON", answer.status == 404 and is_json(answer), answer)
    answer = web.request(fleet.accounts, "DELETE", "/customers/summary/x")
    report.check("a path that nobody has is a 404 for any method", answer.status == 404 and is_json(answer), answer)
    answer = web.request(fleet.orders, "PUT", "/customers/summary")
    report.check("a wrong method is a 405 with Allow", answer.status == 405 and "GET" in answer.headers.get("Allow", ""), answer)
    report.equal("no customer came or went by any of it", set(customers(fleet.accounts)), before)


def refused(report, port, method, path, name, body, media):
    shown = path if path == "/customers" else "/customers/{id}"
    try:
        answer = web.request(port, method, path, body=body, headers={"Content-Type": media})
    except (BrokenPipeError, ConnectionResetError):
        # A server may stop reading a body that is too large; its answer is lost to a client that goes on writing.
        answer = None
    if answer is None:
        report.check(f"{method} {shown} with {name} is refused while it is sent", name == "20 MiB")
    else:
        report.check(f"{method} {shown} with {name} is a 4xx in JSON that says why",
                     400 <= answer.status < 500 and is_json(answer) and len(answer.text) > 40, answer)


def is_json(answer):
    return "json" in answer.headers.get("Content-Type", "") and isinstance(answer.json, dict)


def without_broker(report, fleet):
    """The broker away: a service starts, is ready, takes writes, says so, and sends when the broker is back."""
    relay = "kafka-relay" if fleet.pid("kafka-relay") else "kafka"
    environment = fleet.environment_of("accounts")
    fleet.kill(relay)
    fleet.kill("accounts")
    fleet.start_alone("accounts", environment)
    report.soon("accounts starts without a broker and gets ready", 20, lambda: (
        web.get(fleet.accounts, "/actuator/health/readiness").status == 200, ""))
    report.soon("its health shows Kafka as DOWN and itself as UP", 30, lambda: down_but_up(fleet))
    created = web.post(fleet.accounts, "/customers", sample_customer())
    report.equal("it takes a write", created.status, 201)
    id = created.headers["Location"].rpartition("/")[2]
    code, output = fleet.up()
    report.check("scripts/up brings the broker back", code == 0 and f"{relay}: started" in output, output)
    report.soon("the write reaches orders by itself", 30, lambda: (id in customers(fleet.orders), ""))
    report.soon("health shows Kafka as UP again", 30, lambda: (
        web.get(fleet.accounts, "/actuator/health").json["components"]["kafka"]["status"] == "UP",
        web.get(fleet.accounts, "/actuator/health").text))


def death_of_the_embedded_broker(report, fleet):
    """It forgets everything; scripts/up says so, the fleet works on a new one, and what was not read comes again."""
    fleet.kill("orders")
    created = web.post(fleet.accounts, "/customers", sample_customer())
    id = created.headers["Location"].rpartition("/")[2]
    fleet.kill("tansu")
    code, output = fleet.up()
    report.check("scripts/up brings the embedded broker back and says what that means",
                 code == 0 and "its topics are gone" in output and "mongod: was running" in output, output)
    report.soon("a customer whom orders had not read of comes again", 30, lambda: (id in customers(fleet.orders), ""))
    code, output = fleet.refresh("--timeout", "20")
    report.check("refresh ends with 0 on it", code == 0, output)


def down_but_up(fleet):
    health = web.get(fleet.accounts, "/actuator/health")
    return health.json["status"] == "UP" and health.json["components"]["kafka"]["status"] == "DOWN", health


def without_database(report, fleet):
    """MongoDB frozen: not ready, alive; ready again by itself."""
    fleet.signal("mongod", signal.SIGSTOP)
    try:
        report.soon("without MongoDB accounts is not ready", 30, lambda: (
            web.get(fleet.accounts, "/actuator/health/readiness", timeout=40).status == 503, ""))
        report.equal("but alive", web.get(fleet.accounts, "/actuator/health/liveness").status, 200)
    finally:
        fleet.signal("mongod", signal.SIGCONT)
    report.soon("it is ready again by itself", 30, lambda: (
        web.get(fleet.accounts, "/actuator/health/readiness").status == 200, ""))
