import Foundation
import CommandLineOptions
import StorefrontTools
import TestSupport

/// What was measured, the best of the rounds of each system, and whether the targets are held.
struct BenchReport {
    static let bare = "bare"
    private static let storefront = "storefront"
    private static let spring = "Spring peer"

    private var idle: [String: [Latencies]] = [:]
    private var bareRates: [Double] = []
    private var held: [String: [HighestRate.Held]] = [:]
    private var catchUps: [String: [Double]] = [:]
    private var inserts: [Double] = []
    private var upserts: [Double] = []

    mutating func add(_ figure: BenchSettings.Figure, _ system: String, _ latencies: Latencies) {
        idle[system, default: []].append(latencies)
    }
    mutating func add(_ system: String, rate: Double) { bareRates.append(rate) }
    mutating func add(_ system: String, held rate: HighestRate.Held) { held[system, default: []].append(rate) }
    mutating func add(_ system: String, catchUp rate: Double) { catchUps[system, default: []].append(rate) }
    mutating func add(bulk rates: (inserts: Double, upserts: Double)) {
        inserts.append(rates.inserts)
        upserts.append(rates.upserts)
    }

    // MARK: Targets

    private struct Target {
        let sentence: String
        let isHeld: Bool
    }

    private var targets: [Target] {
        var targets: [Target] = []
        if let p50 = least(Self.storefront, \.p50), let bare = least(Self.bare, \.p50),
            let p99 = least(Self.storefront, \.p99)
        {
            targets = [
                Target(
                    sentence: "idle p50 at most 2.5 times the bare loop: \((p50 / bare).text(2)) times",
                    isHeld: p50 <= 2.5 * bare),
                Target(sentence: "idle p50 under 12 ms: \(p50.text(1)) ms", isHeld: p50 < 12),
                Target(sentence: "idle p99 under 30 ms: \(p99.text(1)) ms", isHeld: p99 < 30),
            ]
        }
        // The bare writes that the target means are upserts: an event may come twice, so no consumer may just insert.
        if let rate = catchUps[Self.storefront]?.max(), let bulk = upserts.max(), let inserts = inserts.max() {
            targets.append(
                Target(
                    sentence: "catch-up at least 0.6 of the rate of bare bulk upserts: \((rate / bulk).text(2))"
                        + " (of bare bulk inserts: \((rate / inserts).text(2)))",
                    isHeld: rate >= 0.6 * bulk))
        }
        return targets
    }

    var areTargetsHeld: Bool { targets.allSatisfy(\.isHeld) }

    // MARK: Text

    func print() {
        var table = TextTable([
            .init(title: "best of the rounds"), .init(title: "bare", alignment: .right),
            .init(title: "storefront", alignment: .right), .init(title: "Spring peer", alignment: .right),
        ])
        if !idle.isEmpty {
            table.add(["change to GET in orders, idle, p50 ms"] + columns { least($0, \.p50)?.text(1) })
            table.add(["change to GET in orders, idle, p99 ms"] + columns { least($0, \.p99)?.text(1) })
        }
        if !held.isEmpty {
            table.add(
                ["changes/s held for 30 s"]
                    + columns { $0 == Self.bare ? bareRates.max()?.text(0) : best($0)?.rate.text(0) })
            table.add(["change to GET in orders at that rate, p99 ms"] + columns { best($0)?.latencies.p99.text(1) })
        }
        if !catchUps.isEmpty {
            table.add(
                ["events/s of a consumer far behind (bare: documents/s of bulk upserts)"]
                    + columns { $0 == Self.bare ? upserts.max()?.text(0) : catchUps[$0]?.max()?.text(0) })
            table.add(["documents/s of bulk inserts", inserts.max()?.text(0) ?? "-"])
        }
        for line in table.lines() { StandardStream.output.print(line) }
        for target in targets {
            StandardStream.output.print("\(target.isHeld ? "held" : "missed") - \(target.sentence)")
        }
    }

    static func text<R>(_ result: R) -> String {
        switch result {
        case let latencies as Latencies: "p50 \(latencies.p50.text(1)) ms, p99 \(latencies.p99.text(1)) ms"
        case let held as HighestRate.Held:
            "\(held.rate.text(0))/s, p50 \(held.latencies.p50.text(1)) ms, p99 \(held.latencies.p99.text(1)) ms"
        case let bulk as (inserts: Double, upserts: Double):
            "\(bulk.inserts.text(0)) inserts/s, \(bulk.upserts.text(0)) upserts/s"
        case let rate as Double: "\(rate.text(0))/s"
        default: "\(result)"
        }
    }

    private func columns(_ cell: (String) -> String?) -> [String] {
        [Self.bare, Self.storefront, Self.spring].map { cell($0) ?? "-" }
    }

    private func least(_ system: String, _ value: (Latencies) -> Double) -> Double? { idle[system]?.map(value).min() }
    private func best(_ system: String) -> HighestRate.Held? { held[system]?.max { $0.rate < $1.rate } }
}

extension MachineLoad {
    var sentence: String {
        "load average \(average.text(2)), others took \((foreign * 100).text(0)) % of the cores, this \(own.text(1)) CPU s"
    }
}

extension Double {
    /// With so many decimals.
    fileprivate func text(_ decimals: Int) -> String {
        String(format: "%.\(decimals)f", self)
    }
}
