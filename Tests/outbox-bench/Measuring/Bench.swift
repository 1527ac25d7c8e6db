import CommandLineOptions
import Foundation
import Mongo

/// All measurements, round by round, and what came out.
struct Bench {
    let client: MongoClient
    let seconds: Double
    let rounds: Int

    func run() throws {
        let version = try client.serverVersion()
        let cores = ProcessInfo.processInfo.activeProcessorCount
        say(
            "MongoDB \(version), \(cores) cores; best of \(rounds) rounds of \(seconds) s, (median); CPU is mongod's;"
                + " conflicts and aborts for each 1,000")
        say(
            Self.row(
                ["", "", "per second", "", "p50 ms", "p99 ms", "CPU ms", "conflicts", "aborts", "of transaction"]))
        for scenario in Scenario.allCases { try run(scenario) }
    }

    private func run(_ scenario: Scenario) throws {
        var taken: [Subject: [Figures]] = [:]
        var loads: [String] = [Self.load]
        for round in 0..<rounds {
            // Each design is first as often as it is last.
            for subject in round.isMultiple(of: 2) ? scenario.subjects : scenario.subjects.reversed() {
                taken[subject, default: []].append(try scenario.measure(subject, client, seconds: seconds))
            }
            loads.append(Self.load)
        }
        let best = taken.compactMapValues { $0.max { $0.perSecond < $1.perSecond } }
        say("\(scenario.name) (load \(loads.joined(separator: " ")))")
        for subject in scenario.subjects {
            guard let figures = best[subject], let rates = taken[subject]?.map(\.perSecond).sorted() else { continue }
            let ratio = best[.inTransaction].map { figures.perSecond / $0.perSecond }
            say(
                Self.row([
                    "", subject.rawValue, Self.text(figures.perSecond, 0), "(\(Self.text(rates[rates.count / 2], 0)))",
                    Self.text(figures.p50 * 1000, 2), Self.text(figures.p99 * 1000, 2), Self.text(figures.cpu, 3),
                    Self.text(figures.writeConflicts, 0), Self.text(figures.abortedTransactions, 0),
                    ratio.map { "\(Self.text($0, 2))×" } ?? "",
                ]))
        }
    }

    /// At once, not when a buffer is full: a run takes minutes.
    private func say(_ line: String) { StandardStream.output.print(line) }

    /// Processes that ran or wanted to in the last minute.
    private static var load: String {
        let text = try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)
        return text?.split(separator: " ").first.map(String.init) ?? "?"
    }

    private static func text(_ number: Double, _ decimals: Int) -> String {
        String(format: "%.\(decimals)f", number)
    }

    private static let widths = [1, 18, 11, 9, 8, 8, 8, 10, 8, 15]

    private static func row(_ cells: [String]) -> String {
        zip(cells, widths).enumerated().map { index, cell in
            let (text, width) = cell
            let padding = String(repeating: " ", count: max(0, width - text.count))
            return index < 2 ? text + padding : padding + text
        }.joined()
    }
}
