import JSON

extension ActionReport {
    private var verb: String { outcome == .redriven ? "sent again" : "discarded" }

    var lines: [String] {
        var lines = done.map { place, target in
            TerminalText.line(target.map { "\(place) is at \($0)" } ?? "\(place) is discarded")
        }
        lines += skipped.map { TerminalText.line("\($0.place) was \($0.mark.sentence) before") }
        lines.append(
            "\(done.count.counted("dead letter")) \(verb)" + (failures.isEmpty ? "" : ", \(failures.count) not"))
        return lines
    }
}

extension HandledMark {
    /// "sent again to orders.status.change/0@7 at 2026-11-25T07:12:03.123Z"
    var sentence: String {
        let what = outcome == .discarded ? "discarded" : "sent again" + (target.map { " to \($0)" } ?? "")
        return "\(what) at \(at.moment)"
    }
}

extension ActionReport: JSONObjectWritable {
    func writeMembers(to writer: inout JSONWriter) {
        writer.member(outcome.rawValue) { writer in
            writer.array { writer in
                for (place, target) in done {
                    writer.object { writer in
                        writer.member("deadLetter", place.description)
                        if let target { writer.member("target", target) }
                    }
                }
            }
        }
        writer.member("skipped") { writer in
            writer.array { writer in for (place, _) in skipped { writer.element(place.description) } }
        }
        writer.member("failures") { writer in
            writer.array { writer in
                for failure in failures {
                    writer.object { writer in
                        writer.member("deadLetter", failure.place.description)
                        writer.member("reason", failure.reason)
                    }
                }
            }
        }
    }
}
