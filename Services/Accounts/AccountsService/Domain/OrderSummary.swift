import JSON
import StorefrontContracts

/// The latest status that one owner told of an order.
struct OrderStatusReport: Sendable, Equatable {
    let guid: String
    let customerID: String?
    let owner: OrderStatusOwner
    /// The owner's version of the order; nil in events of Spring peers.
    let sequence: Int64?
    let status: OrderStatusEvent
}

/// The orders of a customer as far as their events have come, with counts by status.
struct OrderSummary: Sendable, Equatable {
    struct Entry: Sendable, Equatable {
        let guid: String
        let status: OrderStatusType
        /// Of the status, in milliseconds since 1970-01-01 UTC.
        let timestamp: Int64
    }

    let customerID: String
    let orders: [Entry]

    var counts: [(status: OrderStatusType, count: Int)] {
        OrderStatusType.allCases.compactMap { status in
            let count = orders.count { $0.status == status }
            return count == 0 ? nil : (status, count)
        }
    }
}

/// Keeps the latest report of each owner per order.
protocol OrderSummaryRepository: Sendable {
    /// Older reports and repeated ones change nothing. Returns the indices of those whose order belongs to another customer
    /// than they say, with that customer's id; they change nothing either.
    func record(_ reports: [OrderStatusReport]) throws -> [Int: String]
    func summary(ofCustomer id: String) throws -> OrderSummary
    func removeAll() throws
}

extension OrderSummary: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("customerId", customerID)
        writer.member("total", orders.count)
        writer.member("counts") { writer in
            writer.object { writer in
                for (status, count) in counts { writer.member(status.rawValue, count) }
            }
        }
        writer.member("orders", orders)
    }
}

extension OrderSummary.Entry: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("status", status.rawValue)
        writer.member("timestamp", timestamp)
    }
}
