import Foundation
import TestSupport

/// One fault at one moment, or one amount, checked by itself; each has a fleet of its own.
enum Proof: String, CaseIterable, Sendable {
    /// SIGKILL between the commit and the publish, and between the broker's answer and the note of it.
    case failpoints
    /// The topics delivered twice more, from the beginning and shuffled, change no document.
    case replay
    /// The broker away for 60 s under load.
    case outage
    /// Poison among 10,000 good records, sent again after a fix.
    case poison
    /// Databases dropped and topics deleted under the fleet.
    case vanished
    /// Differences made by hand are found, named and repaired.
    case verify
    /// The sample calls over 3,000 customers.
    case samples

    /// - Returns: what was seen, in one line.
    /// - Throws: what was wrong.
    func run(_ settings: ChaosSettings, folder: URL) throws -> String {
        let fleet = try Fleet(settings, folder: folder)
        defer { fleet.stop() }
        try fleet.start()
        return switch self {
        case .failpoints: try FailpointProof(fleet: fleet).run()
        case .replay: try ReplayProof(fleet: fleet, settings: settings).run()
        case .outage: try OutageProof(fleet: fleet).run()
        case .poison: try PoisonProof(fleet: fleet).run()
        case .vanished: try VanishedProof(fleet: fleet, settings: settings).run()
        case .verify: try VerifyProof(fleet: fleet, settings: settings).run()
        case .samples: try SamplesProof(fleet: fleet).run()
        }
    }
}

/// Throws the sentence when the condition does not hold.
func require(_ condition: Bool, _ sentence: @autoclosure () -> String) throws(ChaosError) {
    if !condition { throw ChaosError(sentence()) }
}
