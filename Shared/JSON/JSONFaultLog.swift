/// The faults that were found so far. Shared by all readers of one document, used on one thread.
final class JSONFaultLog {
    private(set) var faults: [JSONFault] = []

    var isFull: Bool { faults.count >= JSONFaults.maximumCount }

    /// The pointer is only made when there is room for the fault.
    ///
    /// A model checks its rules on what it was given, which may be the placeholder of a value that is of the wrong type
    /// or absent: of a place with such a fault no broken rule is recorded.
    func record(
        _ kind: JSONFault.Kind, at pointer: @autoclosure () -> JSONPointer, _ message: @autoclosure () -> String
    ) {
        guard !isFull else { return }
        let pointer = pointer()
        if kind == .rule, faults.contains(where: { $0.kind != .rule && $0.pointer == pointer }) { return }
        faults.append(JSONFault(pointer: pointer, kind: kind, message: message()))
    }

    func finish() throws(JSONFaults) {
        guard faults.isEmpty else { throw JSONFaults(faults: faults) }
    }
}
