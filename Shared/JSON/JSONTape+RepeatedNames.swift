extension JSONTape {
    /// Second and further uses of a name: each name against those before it, which for few names is the quickest and
    /// needs no memory.
    func repeatedNames(ofSmallObject index: Int) -> [Int] {
        var repeated: [Int] = []
        for name in names(of: index) {
            for earlier in names(of: index) {
                if earlier == name { break }
                if isString(at: earlier, equalToStringAt: name) {
                    repeated.append(name)
                    break
                }
            }
        }
        return repeated
    }

    /// The same for any number of names. The hash is seeded for each process, so that nobody can choose names that
    /// collide.
    func repeatedNames(ofObject index: Int) -> [Int] {
        var seen = Set<[UInt8]>(minimumCapacity: Int(tokens[index].length))
        return names(of: index).filter { !seen.insert(stringBytes(at: $0)).inserted }
    }
}
