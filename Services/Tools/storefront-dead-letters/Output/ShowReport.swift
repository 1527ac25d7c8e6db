import JSON
import Kafka

/// One dead letter with everything that is known of it.
struct ShowReport {
    let letter: DeadLetter
    let record: ConsumerRecord
    /// Of the value at most.
    let bytes: Int

    var lines: [String] {
        var rows: [(String, String)] = [
            ("dead letter", letter.place.description),
            ("state", letter.handled?.sentence ?? "open"),
            ("from", letter.source?.description ?? "unknown"),
        ]
        if let time = letter.sourceTimestamp { rows.append(("written at", time.moment)) }
        rows += [
            ("group", letter.group), ("code", letter.code), ("reason", letter.reason),
            ("tries", letter.attempts.map { "\($0)" } ?? "unknown"), ("failed at", letter.failedAt.moment),
        ]
        let width = rows.map(\.0.count).max() ?? 0
        var lines = rows.map { name, text in
            name + String(repeating: " ", count: width + 2 - name.count) + TerminalText.line(text)
        }
        lines.append("key" + String(repeating: " ", count: width - 1) + (letter.key.map(TerminalText.line) ?? "null"))
        if let size = letter.cutKeyBytes {
            lines.append("of \(size.counted("byte")) of key the beginning; only its source has it all, and the headers")
        }
        lines.append("headers")
        lines += record.headers.map { header in
            "  \(TerminalText.line(header.name)): \(header.value.map(TerminalText.line) ?? "null")"
        }
        return lines + valueLines
    }

    private var valueLines: [String] {
        if let missing = letter.missingValueBytes {
            return ["value, \(missing.counted("byte")): too large for a dead letter; only its source has it"]
        }
        guard let value = record.value else { return ["value: null"] }
        let shown = value.prefix(bytes)
        let left = value.count - shown.count
        return [
            "value, \(value.count.counted("byte"))" + (left > 0 ? ", the first \(shown.count)" : ""),
            "  " + TerminalText.line(shown) + (left > 0 ? "…" : ""),
        ]
    }
}

extension ShowReport: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        letter.writeMembers(to: &writer)
        writer.member("headers") { writer in
            writer.array { writer in
                for header in record.headers {
                    writer.object { writer in
                        writer.member("name", header.name)
                        writer.member("value", header.value.map { String(decoding: $0, as: UTF8.self) })
                    }
                }
            }
        }
        writer.member("valueBytes", letter.missingValueBytes ?? record.value?.count)
        // What is no UTF-8 is shown with replacement characters: this is to look at, `redrive` sends the bytes.
        writer.member("value", record.value.map { String(decoding: $0.prefix(bytes), as: UTF8.self) })
    }
}

extension DeadLetter: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member("deadLetter", place.description)
        writer.member("topic", source?.topic)
        writer.member("partition", source.map { Int64($0.partition) })
        writer.member("offset", source?.offset)
        writer.member("group", group)
        writer.member("code", code)
        writer.member("reason", reason)
        writer.member("attempts", attempts)
        writer.member("failedAt", failedAt.moment)
        writer.member("key", key.map { String(decoding: $0, as: UTF8.self) })
        writer.member("state", handled?.outcome.rawValue ?? "open")
        if let handled {
            writer.member("handledAt", handled.at.moment)
            writer.member("target", handled.target)
        }
    }
}
