import CommandLineOptions
import Foundation
import Kafka
import StructuredLogging
import TestSupport

/// Joins the group of a service, takes partitions, applies nothing, commits nothing, and leaves.
///
/// It stays until it has partitions: a member that leads the forming of a group and dies in the middle of it (between
/// JoinGroup and SyncGroup) is waited for by the embedded broker without end.
///
/// It is a process of its own, this program once more. librdkafka 2.0.2 cannot leave a group at every moment (its issue
/// 4528); a client that was left behind in the process of the harness would keep its partitions, and nobody would read
/// them.
struct GroupMember {
    private static let variable = "CHAOS_GROUP_MEMBER"

    let group: String
    let topics: [String]
    let bootstrapServers: String
    /// From its start until it leaves, at least.
    let seconds: Double

    private static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
    private static let patience = Duration.seconds(60)

    /// Returns when it has ended.
    func run(number: Int, in folder: URL) throws {
        let text = [group, topics.joined(separator: " "), bootstrapServers, String(seconds)].joined(separator: "|")
        let process = ChildProcess(
            name: "member-\(number)", command: [Self.program], environment: [Self.variable: text], folder: folder)
        try process.start()
        let code = process.waitUntilExit()
        guard code == 0 else { throw ChaosError("a member of \(group) ended with \(code): \(process.logText)") }
    }

    /// In its own process: does it and ends, when it was asked for.
    static func runIfAsked() {
        guard let text = ProcessInfo.processInfo.environment[variable] else { return }
        let words = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 4, let seconds = Double(words[3]) else { exit(ExitCode.usage) }
        do {
            let member = try KafkaConsumer(
                KafkaConsumerConfiguration(
                    base: KafkaConfiguration(bootstrapServers: words[2], clientID: "chaos"), groupID: words[0],
                    topics: words[1].split(separator: " ").map(String.init)), logger: Logger(label: "chaos.member")
            ) { _ in .retry(from: 0, after: .seconds(1)) }
            try member.start()
            Waiting.pause(Duration(seconds: seconds))
            let deadline = ContinuousClock.now + patience
            while member.assignment.isEmpty, ContinuousClock.now < deadline { Waiting.pause(.milliseconds(50)) }
            member.stop(by: deadline)
            exit(0)
        } catch {
            StandardStream.error.print("\(error)")
            exit(1)
        }
    }
}
