import Foundation
import HTTPClient
import TestSupport

/// Whoever serves accounts and orders, as a client sees it. Thread-safe.
struct Peer: Sendable {
    let name: String
    let accounts: String
    let orders: String
    let client = HTTPClient(connectTimeout: .seconds(1))

    init(name: String, accounts: UInt16, orders: UInt16) {
        self.name = name
        self.accounts = "http://127.0.0.1:\(accounts)"
        self.orders = "http://127.0.0.1:\(orders)"
    }

    /// Returns the id.
    func create() throws -> String {
        let answer = try send("POST", accounts + "/customers", BenchCustomer.json(lastName: "new"))
        guard let id = answer.header("Location")?.split(separator: "/").last, answer.status == 201 else {
            throw ProcessError("\(name): POST /customers: \(answer.status) \(answer.text.prefix(300))")
        }
        return String(id)
    }

    func put(_ id: String, lastName: String) throws {
        let answer = try send("PUT", accounts + "/customers/" + id, BenchCustomer.json(lastName: lastName))
        guard (200..<300).contains(answer.status) else {
            throw ProcessError("\(name): PUT /customers/\(id): \(answer.status) \(answer.text.prefix(300))")
        }
    }

    /// GET in orders shows this last name. Not there yet is no error.
    func shows(_ id: String, lastName: String) throws -> Bool {
        let answer = try client.send(
            HTTPClientRequest("GET", orders + "/customerOrderses/" + id), timeout: .seconds(10))
        guard answer.status == 200 || answer.status == 404 else {
            throw ProcessError("\(name): GET /customerOrderses/\(id): \(answer.status) \(answer.text.prefix(300))")
        }
        return answer.text.contains("\"\(lastName)\"")
    }

    private func send(_ method: String, _ url: String, _ body: String) throws -> HTTPClientResponse {
        try client.send(
            HTTPClientRequest(method, url, headers: [("Content-Type", "application/json")], body: Array(body.utf8)),
            timeout: .seconds(10))
    }
}
