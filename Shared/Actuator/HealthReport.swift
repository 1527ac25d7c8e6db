import HTTP
public import JSON
import Web

/// What `/actuator/health` and its parts show.
struct HealthReport: JSONObjectWritable {
    let status: HealthStatus
    var details: [(String, HealthDetail)] = []
    /// Sorted by name.
    var components: [(name: String, report: HealthReport)] = []
    var groups: [String] = []

    /// 503 is what a load balancer or a probe understands.
    var httpStatus: Status { status.isServing ? .ok : .serviceUnavailable }

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("status", status.rawValue)
        if !details.isEmpty {
            writer.member("details") { writer in
                writer.object { writer in
                    for (name, value) in details { writer.member(name, value) }
                }
            }
        }
        if !components.isEmpty {
            writer.member("components") { writer in
                writer.object { writer in
                    for (name, report) in components { writer.member(name, report) }
                }
            }
        }
        if !groups.isEmpty { writer.member("groups", groups) }
    }
}

extension HealthDetail: JSONWritable {
    public func write(to writer: inout JSONWriter) {
        switch self {
        case .text(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .bool(let flag): writer.bool(flag)
        }
    }
}
