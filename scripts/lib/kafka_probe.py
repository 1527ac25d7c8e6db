"""Exit code 0 when a Kafka broker on 127.0.0.1 answers, and knows itself:  kafka_probe.py PORT

Asks for the API versions (key 18, version 0), then for the cluster's metadata (key 3, version 1), whose answer must
list a broker: a port that only accepts connections is not enough.
"""

import socket
import struct
import sys


def exactly(connection, count):
    data = b""
    while len(data) < count:
        piece = connection.recv(count - len(data))
        if not piece:
            raise ConnectionError("closed")
        data += piece
    return data


def ask(connection, key, version, body):
    client = b"scripts/up"
    request = struct.pack(">hhih", key, version, 7, len(client)) + client + body
    connection.sendall(struct.pack(">i", len(request)) + request)
    length = struct.unpack(">i", exactly(connection, 4))[0]
    return exactly(connection, length)[4:]


def main():
    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=3) as connection:
        versions = ask(connection, 18, 0, b"")
        metadata = ask(connection, 3, 1, struct.pack(">i", 0))  # no topics
        error, brokers = struct.unpack(">h", versions[:2])[0], struct.unpack(">i", metadata[:4])[0]
        return 0 if error == 0 and brokers > 0 else 1


try:
    sys.exit(main())
except (OSError, struct.error) as error:
    sys.exit(f"127.0.0.1:{sys.argv[1]}: {error}")
