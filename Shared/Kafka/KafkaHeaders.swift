/// A record's headers in the order in which they came. They lie in one piece of memory, since most readers look at one or
/// two of a dozen: each is copied out when it is asked for.
public struct KafkaHeaders: Sendable, Equatable {
    private var bytes: [UInt8] = []
    private var places: [Place] = []

    /// Where name and value end in `bytes`; each begins where the one before ends. For null there is no end of a value.
    private struct Place: Sendable, Equatable {
        let nameEnd: Int
        let valueEnd: Int?
        var end: Int { valueEnd ?? nameEnd }
    }

    public init() {}

    public init(_ headers: some Sequence<KafkaHeader>) {
        for header in headers { append(name: header.name.utf8, value: header.value) }
    }

    mutating func append(name: some Collection<UInt8>, value: (some Collection<UInt8>)?) {
        bytes.append(contentsOf: name)
        let nameEnd = bytes.count
        if let value { bytes.append(contentsOf: value) }
        places.append(Place(nameEnd: nameEnd, valueEnd: value == nil ? nil : bytes.count))
    }

    /// The last value of that name, by Kafka's rule for a name that is repeated; nil when there is none, or it is null.
    public func lastValue(of name: String) -> ArraySlice<UInt8>? { lastIndex(of: name).flatMap(value) }

    /// Whether there is one of that name, with a value or null.
    public func contains(name: String) -> Bool { lastIndex(of: name) != nil }

    private func lastIndex(of name: String) -> Int? {
        indices.last { bytes[nameRange($0)].elementsEqual(name.utf8) }
    }

    private func nameRange(_ index: Int) -> Range<Int> {
        (index == 0 ? 0 : places[index - 1].end)..<places[index].nameEnd
    }

    private func value(at index: Int) -> ArraySlice<UInt8>? {
        let place = places[index]
        return place.valueEnd.map { bytes[place.nameEnd..<$0] }
    }

    /// What they weigh, without what keeps them together.
    var byteCount: Int { bytes.count }
}

extension KafkaHeaders: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { places.count }

    public subscript(index: Int) -> KafkaHeader {
        KafkaHeader(String(decoding: bytes[nameRange(index)], as: UTF8.self), value(at: index).map(Array.init))
    }
}

extension KafkaHeaders: ExpressibleByArrayLiteral {
    public init(arrayLiteral headers: KafkaHeader...) { self.init(headers) }
}
