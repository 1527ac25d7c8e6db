import KafkaRelay
import TestSupport
import Threads

/// Carries out the plan: each fault at its time on a thread of its own, so that they overlap; those of one target one
/// after the other.
final class FaultInjector: Sendable {
    private struct State {
        var busy: Set<String> = []
        var running = 0
        var counts: [FaultKind: Int] = [:]
        var failures: [String] = []
        var timeline: [String] = []
    }
    private let state = Signal(State())
    private let fleet: Fleet
    private let records: RecordFaults
    /// Called with the moment at which a fault was over.
    private let ended: @Sendable (FaultPlan.Entry) -> Void

    init(_ fleet: Fleet, _ records: RecordFaults, ended: @escaping @Sendable (FaultPlan.Entry) -> Void) {
        self.fleet = fleet
        self.records = records
        self.ended = ended
    }

    /// How often each kind was carried out.
    var counts: [FaultKind: Int] { state.update { $0.counts } }
    /// What could not be healed.
    var failures: [String] { state.update { $0.failures } }

    /// What was hit, from when to when, in seconds of the load.
    var timeline: [String] { state.update { $0.timeline } }

    /// Returns when all faults are over and healed.
    func run(_ plan: FaultPlan, from begin: ContinuousClock.Instant) {
        for entry in plan.entries {
            Waiting.pause(ContinuousClock.now.duration(to: begin + Duration(seconds: entry.at)))
            state.update { $0.running += 1 }
            _ = NamedThread("fault-\(entry.number)") { self.carryOut(entry, since: begin) }
        }
        _ = state.wait(until: nil) { $0.running == 0 ? true : nil }
    }

    private func carryOut(_ entry: FaultPlan.Entry, since begin: ContinuousClock.Instant) {
        let target = target(of: entry)
        _ = state.wait(until: nil) { $0.busy.insert(target).inserted ? true : nil }
        let start = begin.duration(to: .now)
        do {
            try inject(entry)
            let end = begin.duration(to: .now)
            state.update {
                $0.counts[entry.kind, default: 0] += 1
                $0.timeline.append("\(start.rounded) to \(end.rounded) s: \(entry.kind.rawValue) of \(target)")
            }
            ended(entry)
            if isAboutGroup(entry) { Waiting.pause(Self.forming) }
        } catch {
            state.update { $0.failures.append("\(entry.kind.rawValue): \(error)") }
        }
        state.update {
            $0.busy.remove(target)
            $0.running -= 1
        }
    }

    /// The embedded broker (0.6.0) waits without end for a member that dies while it leads the forming of its group,
    /// between JoinGroup and SyncGroup, and answers all others "rebalance in progress". So a service is left alone there
    /// until its group must have formed again; Apache Kafka needs no such care.
    private static let forming = Duration.seconds(5)

    private func isAboutGroup(_ entry: FaultPlan.Entry) -> Bool {
        fleet.broker.kind == .embedded && [.killService, .freezeService, .rebalance].contains(entry.kind)
    }

    private func target(of entry: FaultPlan.Entry) -> String {
        switch entry.kind {
        case .killService, .freezeService: replica(entry).process.name
        case .killMongo, .freezeMongo, .slowMongo: "mongod"
        // One node of a cluster at a time: two would be more than it promises to bear.
        case .killBroker, .freezeBroker, .cutBroker, .refuseBroker: "broker"
        case .rebalance where fleet.broker.kind == .embedded:
            fleet.replicas(of: RecordFaults.group(of: entry)).first?.process.name ?? "records"
        case .poison, .duplicates, .rebalance: "records"
        }
    }

    private func replica(_ entry: FaultPlan.Entry) -> Replica { fleet.replicas[entry.choice % fleet.replicas.count] }

    /// Blocks until the fault is over and what it hit is ready again.
    private func inject(_ entry: FaultPlan.Entry) throws {
        let duration = Duration(seconds: entry.duration)
        let broker = fleet.broker
        switch entry.kind {
        case .killService:
            try reviveIfEnded(replica(entry))
            replica(entry).process.kill()
            Waiting.pause(duration / 2)
            try replica(entry).process.start()
            try fleet.waitUntilReady(replica(entry))
        case .freezeService:
            try reviveIfEnded(replica(entry))
            replica(entry).process.freeze()
            Waiting.pause(duration)
            replica(entry).process.thaw()
        case .killMongo:
            fleet.mongo.kill()
            Waiting.pause(duration / 2)
            try fleet.mongo.restart()
        case .freezeMongo:
            fleet.mongo.freeze()
            Waiting.pause(duration)
            fleet.mongo.thaw()
        case .slowMongo:
            let end = ContinuousClock.now + duration
            while ContinuousClock.now < end {
                fleet.mongo.freeze()
                Waiting.pause(.milliseconds(80))
                fleet.mongo.thaw()
                Waiting.pause(.milliseconds(40))
            }
        case .killBroker:
            // In turn.
            let node = entry.number % broker.nodes.count
            broker.nodes[node].kill()
            Waiting.pause(duration / 2)
            try broker.nodes[node].start()
            try broker.waitUntilReady(node)
        case .freezeBroker:
            let node = broker.nodes[entry.choice % broker.nodes.count]
            node.freeze()
            Waiting.pause(duration)
            node.thaw()
        case .cutBroker:
            broker.relay?.cutConnections()
        case .refuseBroker:
            broker.relay?.setRefusing(true)
            broker.relay?.cutConnections()
            Waiting.pause(duration)
            broker.relay?.setRefusing(false)
        case .poison: try records.poison(entry)
        case .duplicates: try records.repeatRecords(entry)
        case .rebalance: try records.rebalance(entry)
        }
    }

    /// A service runs unless it is killed here: one that does not has ended by itself. That is noted, with the end of its
    /// log; then it is started again, so that the run goes on.
    private func reviveIfEnded(_ replica: Replica) throws {
        let process = replica.process
        if process.isRunning { return }
        let failure = "\(process.name) ended by itself: \(process.logText.suffix(1_500))"
        state.update { $0.failures.append(failure) }
        try process.start()
        try fleet.waitUntilReady(replica)
    }
}
