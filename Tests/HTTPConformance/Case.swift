import Testing

/// Bytes in, bytes out: what a client sends on one connection, and all it must get.
struct Case: Sendable, CustomTestStringConvertible {
    enum Ending: Sendable {
        /// The connection stays, and is in step: a further request gets its own answer.
        case open
        /// The server closes. A further request that was sent already gets no answer: nobody knows where it starts.
        case closed
    }

    let name: String
    let input: String
    let output: String
    let ending: Ending
    var testDescription: String { name }

    /// Any outcome, written out.
    init(_ name: String, _ input: String, _ output: String, _ ending: Ending = .open) {
        self.name = name
        self.input = input
        self.output = output
        self.ending = ending
    }

    /// The server refuses, says why, and closes.
    static func refused(_ name: String, _ input: String, _ status: String, _ code: String) -> Case {
        Case(
            name, input,
            "HTTP/1.1 \(status)\r\nContent-Length: \(code.utf8.count + 1)\r\nConnection: close\r\n\r\n\(code)\n",
            .closed)
    }

    /// The handler answers with what it understood (see `ConformanceTests.routes`).
    static func understood(_ name: String, _ input: String, as body: String, _ ending: Ending = .open) -> Case {
        Case(name, input, ok(body, ending), ending)
    }

    static func ok(_ body: String, _ ending: Ending = .open) -> String {
        "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n"
            + "\(ending == .closed ? "Connection: close\r\n" : "")\r\n\(body)"
    }
}
