import Foundation

/// A JSON document for looking into: `json["customers"][0]["id"].string`.
struct JSONText: CustomStringConvertible {
    private let value: Any?

    init(_ bytes: [UInt8]) {
        value = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
    }

    private init(value: Any?) { self.value = value }

    subscript(name: String) -> JSONText { JSONText(value: (value as? [String: Any])?[name]) }

    subscript(index: Int) -> JSONText {
        let array = value as? [Any] ?? []
        return JSONText(value: array.indices.contains(index) ? array[index] : nil)
    }

    var array: [JSONText] { (value as? [Any])?.map { JSONText(value: $0) } ?? [] }
    var names: [String] { (value as? [String: Any])?.keys.sorted() ?? [] }
    var string: String? { value as? String }
    var int: Int? { value as? Int }
    var bool: Bool? { value as? Bool }
    var exists: Bool { value != nil }
    var description: String { value.map { "\($0)" } ?? "nothing" }
}
