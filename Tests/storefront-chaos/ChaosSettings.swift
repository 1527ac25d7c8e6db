import CommandLineOptions
import Foundation
import TestSupport

/// What one run does.
struct ChaosSettings: Sendable {
    enum BrokerKind: String, CaseIterable, Sendable {
        case embedded, kafka, kafka3
    }

    var seed: UInt64
    /// Of the load, in seconds; start, healing and the check come on top.
    var duration: Double
    var replicas: Int
    var broker: BrokerKind
    var faults: [FaultKind]
    /// Acknowledged writes per second that the load aims at.
    var rate: Double
    /// Seconds.
    var meanFaultInterval: Double
    /// Faults come at the mean interval exactly.
    var isRegular: Bool
    var sabotage: String?
    var keepsFolder: Bool
    /// Where the binaries of the services are; nil: beside this one.
    var binaries: String?
    /// The version of librdkafka that the services must say they run on; nil for any.
    var library: String?
    /// Instead of the load with faults.
    var proof: Proof?
    /// How long the fleet has for converging once it is healed. After a sabotage it never will, so nobody waits for long.
    var patience: Duration { sabotage == nil ? .seconds(120) : .seconds(30) }

    static let command = Command(
        "storefront-chaos",
        abstract:
            "Runs a fleet under load and faults, and checks that every acknowledged write is there once, in order.",
        discussion: """
            Needs MONGOD, the binaries of the three services beside this one, and TANSU or KAFKA_HOME for the broker.
            Faults: \(FaultKind.allCases.map(\.rawValue).joined(separator: ", "))
            (SIGKILL of a broker: Apache Kafka only).
            Exit code 0: nothing differs. 1: something does. 2: the run could not be made.
            """,
        options: [
            .value("--seed", "N", help: "The same seed plans the same faults and writes; default: a random one."),
            .value("--duration", "SECONDS", help: "Length of the load; default 60."),
            .value("--replicas", "N", help: "Processes of each service, 1 or 2; default 1."),
            .value("--broker", "KIND", help: "embedded (default), kafka, kafka3."),
            .value("--faults", "LIST", help: "Names separated by commas, all (default) or none."),
            .value("--rate", "WRITES", help: "Acknowledged writes per second aimed at; default 30."),
            .value("--mean-fault-interval", "SECONDS", help: "Default 3."),
            .flag("--regular", help: "A fault at each mean interval, not at random moments."),
            .value("--sabotage", "KIND", help: "drop, twice or swap: breaks one event, which must be found."),
            .value(
                "--proof", "NAME",
                help: "One check by itself: \(Proof.allCases.map(\.rawValue).joined(separator: ", "))."),
            .value(
                "--binaries", "FOLDER",
                help: "Where the services' binaries are; default: beside this one. --sabotage needs debug builds."),
            .value("--librdkafka", "VERSION", help: "What the services must have loaded; default: whatever it is."),
            .flag("--keep", help: "Keep the folder with the logs, also after success."),
        ])

    init(_ arguments: Arguments) throws(ChaosError) {
        func number(_ option: String, _ standard: Double, _ range: ClosedRange<Double>) throws(ChaosError) -> Double {
            guard let text = arguments.value(option) else { return standard }
            guard let value = Double(text), range.contains(value) else {
                throw ChaosError("\(option) \(text): a number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        }
        seed = UInt64(try number("--seed", Double(UInt32.random(in: 1 ... .max)), 0...1e15))
        duration = try number("--duration", 60, 1...86_400)
        replicas = Int(try number("--replicas", 1, 1...2))
        rate = try number("--rate", 30, 0.1...10_000)
        meanFaultInterval = try number("--mean-fault-interval", 3, 0.1...3_600)
        guard let broker = BrokerKind(rawValue: arguments.value("--broker") ?? "embedded") else {
            throw ChaosError("--broker is one of embedded, kafka, kafka3")
        }
        self.broker = broker
        faults = try Self.faults(arguments.value("--faults") ?? "all", broker)
        isRegular = arguments.has("--regular")
        sabotage = arguments.value("--sabotage")
        guard sabotage == nil || ["drop", "twice", "swap"].contains(sabotage) else {
            throw ChaosError("--sabotage is one of drop, twice, swap")
        }
        if let name = arguments.value("--proof") {
            guard let proof = Proof(rawValue: name) else { throw ChaosError("--proof: there is no \(name)") }
            self.proof = proof
        }
        binaries = arguments.value("--binaries")
        library = arguments.value("--librdkafka")
        keepsFolder = arguments.has("--keep")
    }

    private static func faults(_ text: String, _ broker: BrokerKind) throws(ChaosError) -> [FaultKind] {
        if text == "none" { return [] }
        let possible = FaultKind.allCases.filter { $0.isPossible(on: broker) }
        if text == "all" { return possible }
        var kinds: [FaultKind] = []
        for name in text.split(separator: ",") {
            guard let kind = FaultKind(rawValue: String(name)) else {
                throw ChaosError("--faults: there is no \(name)")
            }
            guard possible.contains(kind) else { throw ChaosError("--faults: no \(name) on \(broker.rawValue)") }
            kinds.append(kind)
        }
        return kinds
    }
}

/// Why a run could not be made.
struct ChaosError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
