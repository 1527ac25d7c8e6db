extension JSONValueReader {
    /// The elements in their order. A number of elements outside of `count` is a `.rule` fault, an element that is null a
    /// `.null` fault.
    public func array<Element: JSONReadable>(
        of type: Element.Type = Element.self, count: ClosedRange<Int> = 0...Int.max
    ) -> [Element] {
        array(count: count) { Element(reading: $0) }
    }

    /// The same with elements that a closure reads, for element types with limits of their own.
    public func array<Element>(count: ClosedRange<Int> = 0...Int.max, _ read: (JSONValueReader) -> Element) -> [Element]
    {
        guard let index = token(.array, "an array") else { return [] }
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

    public func object() -> JSONObjectReader {
        guard token(.object, "an object") != nil else {
            return JSONObjectReader(object: JSONValueReader(reading: reading, place: place.placeholderBelow()))
        }
        return JSONObjectReader(object: self)
    }
}
