/// How one event becomes one line of bytes, with its line feed.
struct LineFormat: Sendable {
    let service: String
    let format: LoggingSystem.Format

    func render(
        level: Logger.Level, label: String, message: String, metadata: Logger.Metadata, at time: UTCTimestamp
    ) -> [UInt8] {
        var line: [UInt8] = []
        line.reserveCapacity(256 + message.utf8.count)
        let sorted = metadata.sorted { $0.key < $1.key }
        switch format {
        case .human:
            appendHuman(level: level, label: label, message: message, metadata: sorted, at: time, to: &line)
        case .json:
            appendJSON(level: level, label: label, message: message, metadata: sorted, at: time, to: &line)
        }
        line.append(UInt8(ascii: "\n"))
        return line
    }
}

// MARK: Human lines

extension LineFormat {
    /// `2026-11-25T07:12:03.123Z INFO     accounts storefront.http: Listening port=8085`
    private func appendHuman(
        level: Logger.Level, label: String, message: String, metadata: [(key: String, value: Logger.MetadataValue)],
        at time: UTCTimestamp, to line: inout [UInt8]
    ) {
        time.appendISO8601(to: &line, zone: "Z ")
        let name = level.rawValue.uppercased()
        line.append(contentsOf: name.utf8)
        line.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 9 - name.utf8.count))
        if !service.isEmpty {
            EscapedText.append(service, style: .human, to: &line)
            line.append(UInt8(ascii: " "))
        }
        EscapedText.append(label, style: .human, to: &line)
        line.append(contentsOf: ": ".utf8)
        EscapedText.append(message, style: .human, to: &line)
        for (key, value) in metadata {
            line.append(UInt8(ascii: " "))
            EscapedText.append(key, style: .human, to: &line)
            line.append(UInt8(ascii: "="))
            appendHuman(value, to: &line)
        }
    }

    private func appendHuman(_ value: Logger.MetadataValue, to line: inout [UInt8]) {
        switch value {
        case .string(let text): appendHuman(text, to: &line)
        case .integer(let number): line.append(contentsOf: String(number).utf8)
        case .double(let number): line.append(contentsOf: String(number).utf8)
        case .bool(let flag): line.append(contentsOf: String(flag).utf8)
        case .duration(let duration):
            line.append(contentsOf: String(Double(duration.wholeNanoseconds / 1_000) / 1_000).utf8)
            line.append(contentsOf: "ms".utf8)
        }
    }

    /// A text that could be taken for several pairs stands in quotation marks.
    private func appendHuman(_ text: String, to line: inout [UInt8]) {
        if text.isEmpty || text.utf8.contains(where: { " =\"".utf8.contains($0) }) {
            line.append(UInt8(ascii: "\""))
            EscapedText.append(text, style: .json, to: &line)
            line.append(UInt8(ascii: "\""))
        } else {
            EscapedText.append(text, style: .human, to: &line)
        }
    }
}

// MARK: JSON lines

extension LineFormat {
    /// The members of the Elastic Common Schema's logging form, in its order (ecs-logging specification: `@timestamp`,
    /// `log.level` and `message` first), names dotted.
    private func appendJSON(
        level: Logger.Level, label: String, message: String, metadata: [(key: String, value: Logger.MetadataValue)],
        at time: UTCTimestamp, to line: inout [UInt8]
    ) {
        line.append(contentsOf: #"{"@timestamp":""#.utf8)
        time.appendISO8601(to: &line, zone: "Z")
        line.append(contentsOf: #"","log.level":""#.utf8)
        line.append(contentsOf: level.rawValue.utf8)
        line.append(contentsOf: #"","message":"#.utf8)
        appendQuoted(message, to: &line)
        line.append(contentsOf: #","ecs.version":"8.11""#.utf8)
        if !service.isEmpty {
            line.append(contentsOf: #","service.name":"#.utf8)
            appendQuoted(service, to: &line)
        }
        line.append(contentsOf: #","log.logger":"#.utf8)
        appendQuoted(label, to: &line)
        for (key, value) in metadata {
            line.append(UInt8(ascii: ","))
            // A second member of the same name would make the line ambiguous; ECS keeps free names under `labels`.
            appendQuoted(Self.reserved.contains(key) ? "labels." + key : key, to: &line)
            line.append(UInt8(ascii: ":"))
            appendJSON(value, to: &line)
        }
        line.append(UInt8(ascii: "}"))
    }

    private static let reserved: Set<String> = [
        "@timestamp", "log.level", "message", "ecs.version", "service.name", "log.logger",
    ]

    private func appendJSON(_ value: Logger.MetadataValue, to line: inout [UInt8]) {
        switch value {
        case .string(let text): appendQuoted(text, to: &line)
        case .integer(let number): line.append(contentsOf: String(number).utf8)
        case .double(let number) where number.isFinite: line.append(contentsOf: String(number).utf8)
        case .double(let number): appendQuoted(String(number), to: &line)
        case .bool(let flag): line.append(contentsOf: String(flag).utf8)
        case .duration(let duration): line.append(contentsOf: String(duration.wholeNanoseconds).utf8)
        }
    }

    private func appendQuoted(_ text: String, to line: inout [UInt8]) {
        line.append(UInt8(ascii: "\""))
        EscapedText.append(text, style: .json, to: &line)
        line.append(UInt8(ascii: "\""))
    }
}

extension Duration {
    /// Saturates at the bounds of Int64 (292 years).
    fileprivate var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
        return overflow || carried ? (seconds < 0 ? .min : .max) : sum
    }
}
