"""Makes a mongod on 127.0.0.1 a replica set of one and waits until it is primary; needs no MongoDB shell.

    replica_set.py PORT NAME SECONDS    initiates the set, or mends it after a change of port; prints the role
    replica_set.py --role PORT          prints PRIMARY, SECONDARY, or what else the node says of itself

Speaks OP_MSG (MongoDB wire protocol) with as much BSON as these commands need. A value of a type that is not known
here keeps its bytes, so that a configuration that is read can be written back unchanged.
"""

import socket
import struct
import sys
import time


class Raw:
    """A BSON value that is carried along as it came."""

    def __init__(self, kind, data):
        self.kind, self.data = kind, data


class Int64(int):
    pass


def element(name, value):
    key = name.encode() + b"\0"
    if isinstance(value, Raw):
        return bytes([value.kind]) + key + value.data
    if isinstance(value, bool):
        return b"\x08" + key + (b"\1" if value else b"\0")
    if isinstance(value, Int64):
        return b"\x12" + key + struct.pack("<q", value)
    if isinstance(value, int):
        return b"\x10" + key + struct.pack("<i", value)
    if isinstance(value, float):
        return b"\x01" + key + struct.pack("<d", value)
    if isinstance(value, str):
        data = value.encode() + b"\0"
        return b"\x02" + key + struct.pack("<i", len(data)) + data
    if isinstance(value, list):
        return b"\x04" + key + encode({str(i): v for i, v in enumerate(value)})
    if isinstance(value, dict):
        return b"\x03" + key + encode(value)
    raise TypeError(f"{name}: {type(value)}")


def encode(document):
    body = b"".join(element(name, value) for name, value in document.items())
    return struct.pack("<i", len(body) + 5) + body + b"\0"


FIXED = {0x06: 0, 0x07: 12, 0x09: 8, 0x0A: 0, 0x11: 8, 0x13: 16}  # undefined, id, date, null, timestamp, decimal


def decode(data):
    document, at = {}, 4
    while data[at]:
        kind, end = data[at], data.index(b"\0", at + 1)
        name, at = data[at + 1 : end].decode(), end + 1
        if kind == 0x01:
            value, size = struct.unpack_from("<d", data, at)[0], 8
        elif kind == 0x02:
            size = 4 + struct.unpack_from("<i", data, at)[0]
            value = data[at + 4 : at + size - 1].decode()
        elif kind in (0x03, 0x04):
            size = struct.unpack_from("<i", data, at)[0]
            value = decode(data[at : at + size])
            value = list(value.values()) if kind == 0x04 else value
        elif kind == 0x05:
            size = 5 + struct.unpack_from("<i", data, at)[0]
            value = Raw(kind, data[at : at + size])
        elif kind == 0x08:
            value, size = data[at] == 1, 1
        elif kind == 0x10:
            value, size = struct.unpack_from("<i", data, at)[0], 4
        elif kind == 0x12:
            value, size = Int64(struct.unpack_from("<q", data, at)[0]), 8
        elif kind in FIXED:
            size = FIXED[kind]
            value = Raw(kind, data[at : at + size])
        else:
            raise ValueError(f"{name}: BSON type {kind:#x}")
        document[name], at = value, at + size
    return document


def exactly(connection, count):
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise ConnectionError("mongod closed the connection")
        data += piece
    return data


def command(port, document):
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        message = struct.pack("<I", 0) + b"\0" + encode({**document, "$db": "admin"})
        connection.sendall(struct.pack("<iiii", 16 + len(message), 1, 0, 2013) + message)
        length = struct.unpack("<i", exactly(connection, 4))[0]
        return decode(exactly(connection, length - 4)[12 + 5 :])


def role(port):
    hello = command(port, {"hello": 1})
    if hello.get("isWritablePrimary"):
        return "PRIMARY"
    return "SECONDARY" if hello.get("secondary") else "not a member of a replica set yet"


NOT_YET_INITIALIZED = 94


def ensure(port, name):
    """One step towards a set whose only member is this node at this port."""
    host = f"127.0.0.1:{port}"
    answer = command(port, {"replSetGetConfig": 1})
    if answer.get("code") == NOT_YET_INITIALIZED:
        answer = command(port, {"replSetInitiate": {"_id": name, "members": [{"_id": 0, "host": host}]}})
    elif "config" in answer and [member["host"] for member in answer["config"]["members"]] != [host]:
        config = answer["config"]
        config["members"] = [{**config["members"][0], "host": host}]
        config["version"] += 1
        answer = command(port, {"replSetReconfig": config, "force": True})
    if not answer.get("ok"):
        raise ConnectionError(answer.get("errmsg", "no reason given"))


def main():
    if sys.argv[1] == "--role":
        print(role(int(sys.argv[2])))
        return 0
    port, name, deadline = int(sys.argv[1]), sys.argv[2], time.monotonic() + float(sys.argv[3])
    reason = "no answer"
    while time.monotonic() < deadline:
        try:
            if role(port) == "PRIMARY":
                print("PRIMARY")
                return 0
            ensure(port, name)
        except (OSError, ValueError) as error:
            reason = error
        time.sleep(0.1)
    print(f"no primary on 127.0.0.1:{port}: {reason}", file=sys.stderr)
    return 1


sys.exit(main())
