/// The two text forms that Prometheus reads.
public enum ExpositionFormat: Sendable {
    /// Prometheus text format 0.0.4.
    case prometheus
    /// OpenMetrics 1.0.0: counters' families without `_total`, `# EOF` at the end.
    case openMetrics

    public var contentType: String {
        switch self {
        case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
        case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
        }
    }
}

/// Builds the text. A family's head is written with its first sample, so that a filtered family leaves nothing behind.
struct Exposition {
    private let format: ExpositionFormat
    private let names: Set<String>?
    private var bytes: [UInt8] = []
    private var head = ""
    private var isWholeFamilyWanted = true

    init(format: ExpositionFormat, names: Set<String>?) {
        self.format = format
        self.names = names
        bytes.reserveCapacity(16_384)
    }

    mutating func begin(family name: String, type: String, help: String) {
        let shown = format == .openMetrics && type == "counter" ? String(name.dropLast("_total".utf8.count)) : name
        isWholeFamilyWanted = names.map { $0.contains(name) } ?? true
        head = "# HELP \(shown) \(escapedHelp(help))\n# TYPE \(shown) \(type)\n"
    }

    mutating func sample(_ name: String, labels: String, extraLabel: String? = nil, value: Double) {
        sample(name, labels: labels, extraLabel: extraLabel, text: Self.text(of: value))
    }

    mutating func sample(_ name: String, labels: String, extraLabel: String? = nil, count: UInt64) {
        sample(name, labels: labels, extraLabel: extraLabel, text: String(count))
    }

    consuming func finish() -> [UInt8] {
        if format == .openMetrics { bytes.append(contentsOf: "# EOF\n".utf8) }
        return bytes
    }

    private mutating func sample(_ name: String, labels: String, extraLabel: String?, text: String) {
        guard isWholeFamilyWanted || names?.contains(name) == true else { return }
        bytes.append(contentsOf: head.utf8)
        head = ""
        bytes.append(contentsOf: name.utf8)
        if !labels.isEmpty || extraLabel != nil {
            bytes.append(UInt8(ascii: "{"))
            bytes.append(contentsOf: labels.utf8)
            if let extraLabel {
                if !labels.isEmpty { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: extraLabel.utf8)
            }
            bytes.append(UInt8(ascii: "}"))
        }
        bytes.append(UInt8(ascii: " "))
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// The shortest decimal that reads back as the same value; `+Inf`, `-Inf` and `NaN` as Go's ParseFloat takes them.
    static func text(of value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return value.description
    }

    /// Help has no quotation marks around it: 0.0.4 escapes backslash and line feed alone, OpenMetrics the mark too.
    private func escapedHelp(_ help: String) -> String {
        let escaped = LabelSet.escaped(help)
        guard format == .prometheus else { return escaped }
        return escaped.split(separator: #"\""#, omittingEmptySubsequences: false).joined(separator: "\"")
    }
}
