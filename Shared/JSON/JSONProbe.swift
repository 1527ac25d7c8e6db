/// Notes what a model asks for while it reads no document: the other answer to every question of a reader.
///
/// Shared by all readers of one description, used on one thread.
final class JSONProbe {
    /// What was asked of one place.
    enum Shape: Sendable {
        /// Nothing yet: any value.
        case any
        case boolean
        case text(ClosedRange<Int>)
        case integer(ClosedRange<Int64>)
        case number(orString: Bool)
        case enumeration([String])
        case array(ClosedRange<Int>, element: Int)
        case object([Member])
        /// The definition with that index.
        case definition(Int)
    }

    struct Member: Sendable {
        let name: String
        var isRequired: Bool
        let place: Int
    }

    struct Place: Sendable {
        var shape = Shape.any
        /// Null stands for absence.
        var isNullable = false
    }

    struct Definition: Sendable {
        let name: String
        let notes: JSONSchemaNotes
        let place: Int
    }

    private(set) var places: [Place] = []
    /// In the order in which their types were met.
    private(set) var definitions: [Definition] = []
    private var known: [ObjectIdentifier: Int] = [:]

    func makePlace(isNullable: Bool = false) -> Int {
        places.append(Place(isNullable: isNullable))
        return places.count - 1
    }

    /// The first question at a place counts: a model that asks in two ways takes what the first does not refuse.
    func note(_ shape: Shape, at place: Int) {
        if case .any = places[place].shape { places[place].shape = shape }
    }

    /// The place of that member of the object at `object`.
    func member(_ name: String, of object: Int, isRequired: Bool, isNullable: Bool) -> Int {
        note(.object([]), at: object)
        guard case .object(var members) = places[object].shape else { return makePlace() }
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].isRequired = members[index].isRequired || isRequired
            places[object].shape = .object(members)
            return members[index].place
        }
        let place = makePlace(isNullable: isNullable)
        members.append(Member(name: name, isRequired: isRequired, place: place))
        places[object].shape = .object(members)
        return place
    }

    /// Where a type is to be read, once, when it stands at `place`; nil when it was met before.
    func define(_ type: Any.Type, named name: String, _ notes: JSONSchemaNotes, at place: Int) -> Int? {
        if let index = known[ObjectIdentifier(type)] {
            note(.definition(index), at: place)
            return nil
        }
        let index = definitions.count
        let new = makePlace()
        known[ObjectIdentifier(type)] = index
        definitions.append(Definition(name: unused(name), notes: notes, place: new))
        note(.definition(index), at: place)
        return new
    }

    /// Two types may have the same name, in two modules or within two others.
    private func unused(_ name: String) -> String {
        var candidate = name
        var count = 1
        while definitions.contains(where: { $0.name == candidate }) {
            count += 1
            candidate = "\(name)\(count)"
        }
        return candidate
    }
}
