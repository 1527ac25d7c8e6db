import StorefrontContracts
import Synchronization

@testable import AccountsService

/// Customers in memory, with the rules of the real store.
final class MemoryCustomerRepository: CustomerRepository {
    private struct State {
        var customers: [String: Customer] = [:]
        var published: [Customer] = []
        var nextID = 1
        var interference: (@Sendable (MemoryCustomerRepository) -> Void)?
    }

    private let state = Mutex(State())

    /// Every state that was committed, in order: what the outbox would carry.
    var published: [Customer] { state.withLock { $0.published } }

    /// Runs once, before the next commit: somebody else is faster.
    func interfere(_ action: @escaping @Sendable (MemoryCustomerRepository) -> Void) {
        state.withLock { $0.interference = action }
    }

    func nextID() -> String {
        state.withLock { state in
            defer { state.nextID += 1 }
            let text = String(state.nextID, radix: 16)
            return String(repeating: "0", count: 24 - text.count) + text
        }
    }

    func find(_ id: String) throws -> Customer? { state.withLock { $0.customers[id] } }

    func commit(_ changes: [CustomerChange]) throws -> Bool {
        let interference = state.withLock { state in
            defer { state.interference = nil }
            return state.interference
        }
        interference?(self)
        return state.withLock { state in
            var all = true
            for change in changes {
                guard state.customers[change.customer.id]?.version == change.from else {
                    all = false
                    continue
                }
                state.customers[change.customer.id] = change.customer
                state.published.append(change.customer)
            }
            return all
        }
    }

    func forEachLiving(_ body: (Customer) throws -> Void) throws {
        for customer in state.withLock({ Array($0.customers.values) }) where customer.details != nil {
            try body(customer)
        }
    }

    func living(samplesOnly: Bool, limit: Int) throws -> [(id: String, version: Int64)] {
        state.withLock { state in
            state.customers.values.filter { $0.details != nil && ($0.isSample || !samplesOnly) }.prefix(limit).map {
                ($0.id, $0.version)
            }
        }
    }
}

extension CustomerDetails {
    static func make(lastName: String = "Smith", cards: [String] = ["4545-6767-8989-0000"]) -> CustomerDetails {
        CustomerDetails(
            name: Name(title: "Ms.", firstName: "Mary", lastName: lastName),
            contact: Contact(primaryPhone: "456-789-0001", email: "marysmith@yougotmail.com"),
            addresses: [
                Address(
                    type: .shipping, description: "Home", address1: "1234 Main Street", city: "Anywhere", state: "NY",
                    postalCode: "45455-66677")
            ],
            creditCards: cards.map {
                CreditCard(
                    type: .primary, description: "VISA", number: CardNumber($0), expiration: "7/21",
                    nameOnCard: "Mary Smith")
            })
    }
}
