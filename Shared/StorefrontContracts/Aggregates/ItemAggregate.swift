public import JSON

/// What both orders and fulfillment keep of an order's item.
public struct ItemAggregate: Sendable, Equatable, Codable {
    public struct Product: Sendable, Equatable, Codable {
        public var guid: String
        public var title: String

        public init(guid: String, title: String) {
            self.guid = guid
            self.title = title
        }
    }

    public var product: Product
    /// Pieces.
    public var quantity: Int32

    public init(product: Product, quantity: Int32) {
        self.product = product
        self.quantity = quantity
    }
}

extension ItemAggregate: JSONObjectWritable {
    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("product", product)
        writer.member("quantity", Int64(quantity))
    }
}

extension ItemAggregate.Product: JSONObjectWritable {
    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("title", title)
    }
}
