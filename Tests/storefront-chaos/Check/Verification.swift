import JSON
import TestSupport

/// What `storefront-verify` says of a fleet, run as an operator would run it.
struct Verification {
    let tool: Tool
    let report: Report

    /// - Parameter options: beside the addresses and `--json`.
    init(_ fleet: Fleet, _ options: [String]) throws {
        var arguments = ["--json"] + options
        for service in ServiceName.allCases {
            guard let replica = fleet.replicas(of: service).first else { continue }
            arguments += ["--\(service.rawValue)", "http://127.0.0.1:\(replica.port)"]
        }
        tool = try Tool("storefront-verify", arguments, folder: fleet.folder)
        do {
            report = try Report.read(Array(tool.output.utf8), limits: JSONLimits(maximumBytes: 64 << 20))
        } catch {
            throw ChaosError("storefront-verify prints no report: \(error): \(tool.said)")
        }
    }

    /// "orders local-edit name", sorted, each once.
    var kinds: [String] { Set(report.differences.map(\.summary)).sorted() }

    struct Report: JSONReadable {
        let isAgreed: Bool
        let differences: [Difference]
        let failures: [String]

        init(reading value: JSONValueReader) {
            let object = value.object()
            isAgreed = object.required("agreed")
            differences = object.required("differences")
            failures = object.required("failures")
        }
    }

    struct Difference: JSONReadable {
        let kind: String
        let service: String
        let customer: String?
        let order: String?
        let groups: [String]

        init(reading value: JSONValueReader) {
            let object = value.object()
            kind = object.required("kind")
            service = object.required("service")
            customer = object.optional("customer")
            order = object.optional("order")
            groups = object.required("groups")
        }

        var summary: String { ([service, kind] + groups).joined(separator: " ") }
    }
}
