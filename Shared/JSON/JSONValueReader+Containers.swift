extension JSONValueReader {
    /// The elements in their order. A number of elements outside of `count` is a `.rule` fault, an element that is null a
    /// `.null` fault.
    public func array<Element: JSONReadable>(
        of type: Element.Type = Element.self, count: ClosedRange<Int> = 0...Int.max
    ) -> [Element] {
        array(count: count) { $0.read(type) }
    }

    /// The same with elements that a closure reads, for element types with limits of their own.
    public func array<Element>(count: ClosedRange<Int> = 0...Int.max, _ read: (JSONValueReader) -> Element) -> [Element]
    {
        if case .probe(let index) = place { return probed(index, count, read) }
        guard let index = token(.array, "an array", .array(count, element: 0)) else { return [] }
        let length = Int(reading.tape.tokens[index].length)
        if !count.contains(length) { fail(.rule, "must have \(count.counting("element"))") }
        var elements: [Element] = []
        elements.reserveCapacity(length)
        for element in reading.tape.elements(of: index) {
            let reader = JSONValueReader(reading: reading, place: .token(element))
            if reader.kind == .null {
                reader.refuse("")
            } else {
                elements.append(read(reader))
            }
        }
        return elements
    }

    /// One element is asked for, so that it is known; none is there.
    private func probed<Element>(
        _ index: Int, _ count: ClosedRange<Int>, _ read: (JSONValueReader) -> Element
    ) -> [Element] {
        guard let probe = reading.probe else { return [] }
        let element = probe.makePlace()
        probe.note(.array(count, element: element), at: index)
        _ = read(JSONValueReader(reading: reading, place: .probe(element)))
        return []
    }

    public func object() -> JSONObjectReader {
        if case .probe = place {
            _ = token(.object, "an object", .object([]))
            return JSONObjectReader(object: self)
        }
        guard token(.object, "an object", .object([])) != nil else {
            return JSONObjectReader(object: JSONValueReader(reading: reading, place: place.placeholderBelow()))
        }
        return JSONObjectReader(object: self)
    }
}
