public import JSON

/// What is sold.
public struct Product: Sendable, Hashable, Codable {
    public var guid: String
    public var title: String
    public var description: String
    public var price: Money

    public init(guid: String, title: String, description: String, price: Money) {
        self.guid = guid
        self.title = title
        self.description = description
        self.price = price
    }
}

extension Product: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        guid = object.required("guid") { $0.string(Limits.identifier) }
        title = object.required("title") { $0.string(Limits.text) }
        description = object.required("description") { $0.string(Limits.note) }
        price = object.required("price")
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("guid", guid)
        writer.member("title", title)
        writer.member("description", description)
        writer.member("price", price)
    }
}

/// A product and how many of it.
public struct OrderItem: Sendable, Hashable, Codable {
    public var product: Product
    /// Pieces.
    public var quantity: Int32

    public init(product: Product, quantity: Int32) {
        self.product = product
        self.quantity = quantity
    }
}

extension OrderItem: JSONReadable, JSONObjectWritable {
    public init(reading value: JSONValueReader) {
        let object = value.object()
        product = object.required("product")
        quantity = Int32(clamping: object.required("quantity") { $0.integer(in: 1...Int64(Int32.max)) })
    }

    public func writeMembers(to writer: inout JSONWriter) {
        writer.member("product", product)
        writer.member("quantity", Int64(quantity))
    }
}
