import StorefrontContracts
import Synchronization

@testable import OrdersService

/// Customers' orders in memory, with the rules of the real store.
final class MemoryCustomerOrdersRepository: CustomerOrdersRepository {
    private struct State {
        var customers: [String: CustomerOrders] = [:]
        var published: [OrderEvent] = []
        var interference: (@Sendable (MemoryCustomerOrdersRepository) -> Void)?
    }

    private let state = Mutex(State())

    var published: [OrderEvent] { state.withLock { $0.published } }

    /// Runs once, before the next commit: somebody else is faster.
    func interfere(_ action: @escaping @Sendable (MemoryCustomerOrdersRepository) -> Void) {
        state.withLock { $0.interference = action }
    }

    func find(_ id: String) throws -> CustomerOrders? { state.withLock { $0.customers[id] } }

    func find(_ ids: [String]) throws -> [CustomerOrders] { try ids.compactMap { try find($0) } }

    func find(ordersWithGuids guids: [String]) throws -> [CustomerOrders] {
        all.filter { customer in customer.orders?.contains { guids.contains($0.guid) } ?? false }
    }

    func page(_ selection: CustomerSelection, after last: String?, limit: Int) throws -> [CustomerOrders] {
        let selected = all.filter { customer in
            switch selection {
            case .withoutOrders: customer.orders?.isEmpty ?? true
            case .withOrdersToFulfill: customer.orders?.contains { $0.waitsForFulfillment } ?? false
            }
        }
        return Array(selected.filter { !$0.isDeleted && $0.id > last ?? "" }.prefix(limit))
    }

    func forEachLiving(_ body: (CustomerOrders) throws -> Void) throws {
        for customer in all where !customer.isDeleted { try body(customer) }
    }

    func commit(_ changed: [CustomerOrders]) throws -> Bool {
        let interference = state.withLock { state in
            defer { state.interference = nil }
            return state.interference
        }
        interference?(self)
        return state.withLock { state in
            var all = true
            for customer in changed {
                guard state.customers[customer.id]?.version == customer.version else {
                    all = false
                    continue
                }
                state.customers[customer.id] = customer.stored(version: customer.version + 1)
                state.published += customer.events
            }
            return all
        }
    }

    func follow(_ news: [CustomerNews]) throws {
        state.withLock { state in
            for item in news {
                let known = state.customers[item.id]
                if let known, let sequence = item.sequence, sequence <= known.customerVersion { continue }
                if let known, known.isDeleted, item.sequence == nil { continue }
                state.customers[item.id] = CustomerOrders(
                    stored: item.id, version: (known?.version ?? 0) + 1,
                    customerVersion: item.sequence ?? known?.customerVersion ?? 0,
                    customer: item.customer ?? known?.customer, isDeleted: item.customer == nil, orders: known?.orders)
            }
        }
    }

    func removeAll() throws { state.withLock { $0.customers = [:] } }

    private var all: [CustomerOrders] { state.withLock { $0.customers.values.sorted { $0.id < $1.id } } }
}

extension CustomerOrders {
    /// As it is loaded after a commit.
    func stored(version: Int64) -> CustomerOrders {
        CustomerOrders(
            stored: id, version: version, customerVersion: customerVersion, customer: customer, isDeleted: isDeleted,
            orders: orders)
    }
}

extension CustomerCopy {
    static func make(lastName: String = "Smith", addressType: AddressType = .shipping) -> CustomerCopy {
        CustomerCopy(
            name: Name(title: "Ms.", firstName: "Mary", lastName: lastName),
            contact: Contact(primaryPhone: "456-789-0001", email: "marysmith@yougotmail.com"),
            addresses: [
                Address(
                    type: addressType, description: "Home", address1: "1234 Main Street", city: "Anywhere",
                    state: "NY", postalCode: "45455-66677")
            ])
    }
}

extension OrderHistory.Entry {
    static func fulfillments(_ status: OrderStatusType, at time: Int64, sequence: Int64? = nil) -> Self {
        Self(
            event: OrderStatusEvent(timestamp: time, orderStatusType: status), isFulfillments: true,
            sequence: sequence)
    }
}
