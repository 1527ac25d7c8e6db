extension JSONDocument {
    /// This document as the target of a merge patch: the algorithm of RFC 7396 section 2. Members that stay keep their
    /// order, new ones follow in the order of the patch; arrays replace arrays.
    ///
    /// The result can be as large as both together; what may be stored is for its reader to say.
    public func merging(patch: JSONDocument) -> JSONDocument {
        var merge = JSONMerge(target: tape, patch: patch.tape)
        merge.merge(target: 0, patch: 0)
        return JSONDocument(tape: JSONTape(source: tape.source + patch.tape.source, tokens: merge.tokens))
    }
}

/// Makes the tape of the result from pieces of both tapes; its text is both texts, one after the other.
private struct JSONMerge {
    let target: JSONTape
    let patch: JSONTape
    var tokens: [JSONToken] = []

    /// `target` is nil where the patch changes what is not there.
    mutating func merge(target targetIndex: Int?, patch patchIndex: Int) {
        guard patch.tokens[patchIndex].kind == .object else {
            return copy(patchIndex, of: patch, shift: target.source.count)
        }
        let object = tokens.count
        tokens.append(JSONToken(kind: .object, hasEscapes: false, start: 0, length: 0, next: 0))
        var count: UInt32 = 0
        var merged: Set<Int> = []
        if let targetIndex, target.tokens[targetIndex].kind == .object {
            let changes = NameIndex(of: patchIndex, in: patch)
            for name in target.names(of: targetIndex) {
                guard let change = changes.value(of: target.stringBytes(at: name)) else {
                    copy(name, of: target, shift: 0)
                    copy(name + 1, of: target, shift: 0)
                    count += 1
                    continue
                }
                merged.insert(change)
                if patch.tokens[change].kind == .null { continue }
                copy(name, of: target, shift: 0)
                merge(target: name + 1, patch: change)
                count += 1
            }
        }
        for name in patch.names(of: patchIndex)
        where patch.tokens[name + 1].kind != .null && !merged.contains(name + 1) {
            copy(name, of: patch, shift: target.source.count)
            merge(target: nil, patch: name + 1)
            count += 1
        }
        tokens[object].length = count
        tokens[object].next = UInt32(tokens.count)
    }

    private mutating func copy(_ index: Int, of tape: JSONTape, shift: Int) {
        let end = Int(tape.tokens[index].next)
        let moved = tokens.count - index
        for var token in tape.tokens[index..<end] {
            token.start += UInt32(shift)
            token.next = UInt32(Int(token.next) + moved)
            tokens.append(token)
        }
    }

    /// Finds a name among many in constant time: both objects come from outside, and each may have many names.
    private struct NameIndex {
        private var values: [[UInt8]: Int] = [:]

        init(of object: Int, in tape: JSONTape) {
            values.reserveCapacity(Int(tape.tokens[object].length))
            for name in tape.names(of: object) { values[tape.stringBytes(at: name)] = name + 1 }
        }

        func value(of name: [UInt8]) -> Int? { values[name] }
    }
}
