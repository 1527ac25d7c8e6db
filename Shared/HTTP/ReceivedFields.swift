import CHTTPServer

/// The fields of a request as they came: the bytes of its head, and where in them the names and values are.
struct ReceivedFields: Sendable {
    private let bytes: [UInt8]
    private let fields: [hd_field]

    /// Copies both from the daemon, which lends them only for the time of its call.
    init(copying head: hd_head) {
        bytes = unsafe Array(UnsafeBufferPointer(start: head.bytes, count: head.length))
        fields = unsafe Array(UnsafeBufferPointer(start: head.fields, count: head.field_count))
    }

    func first(_ name: String) -> String? {
        let length = name.utf8.count
        for field in fields where Int(field.name.length) == length && isName(field, name) { return text(field.value) }
        return nil
    }

    var all: [(name: String, value: String)] { fields.map { (text($0.name), text($0.value)) } }

    private func isName(_ field: hd_field, _ name: String) -> Bool {
        var place = Int(field.name.offset)
        for byte in name.utf8 {
            guard lowercased(bytes[place]) == lowercased(byte) else { return false }
            place += 1
        }
        return true
    }

    private func text(_ slice: hd_slice) -> String {
        String(decoding: bytes[Int(slice.offset)..<Int(slice.offset) + Int(slice.length)], as: UTF8.self)
    }
}
