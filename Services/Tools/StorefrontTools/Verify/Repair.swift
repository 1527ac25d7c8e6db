import HTTPClient
import JSON
import StorefrontContracts

/// What has to be published again to mend differences, and what has to be forgotten before, so that it is applied although
/// its version is known already.
struct RepairPlan: Sendable, Equatable {
    /// Ids of customers for accounts, guids of orders for the others.
    private(set) var republish: [StorefrontService: Set<String>] = [:]
    /// By service and kind, the highest version that may stay known, by id.
    private(set) var forget: [Target: [String: Int64]] = [:]
    /// Nobody can publish what would mend these.
    private(set) var hopeless: [Difference] = []

    struct Target: Hashable, Sendable {
        let service: StorefrontService
        let kind: AggregateKind
    }

    init(_ differences: [Difference]) {
        for difference in differences { add(difference) }
    }

    private mutating func add(_ difference: Difference) {
        guard difference.kind != .extra, !difference.isFinal, difference.order != "" else {
            hopeless.append(difference)
            return
        }
        if difference.owner == .accounts {
            addCustomer(difference)
        } else if let guid = difference.order {
            // The service makes its status from its history: nobody else has to tell it.
            if difference.owner == difference.service {
                lower(guid, to: .max, Target(service: difference.service, kind: difference.service.ownOrders))
                return
            }
            republish[difference.owner, default: []].insert(guid)
            // A step that was changed has the sequence of the right one.
            if difference.service == .orders, difference.kind == .history || difference.kind == .unreadable {
                lower(guid, to: 0, Target(service: .orders, kind: .orders))
            }
            // A request for an order that is there changes nothing.
            if difference.service == .fulfillment, difference.kind == .localEdit || difference.kind == .unreadable {
                lower(guid, to: 0, Target(service: .fulfillment, kind: .fulfillments))
            }
            // The owner's last status comes with a sequence that accounts may have already.
            if difference.service == .accounts {
                lower(guid, to: 0, Target(service: .accounts, kind: .orderSummaries))
                // Both owners' sequences are lowered, so both tell theirs.
                republish[.orders, default: []].insert(guid)
                republish[.fulfillment, default: []].insert(guid)
            }
        }
    }

    private mutating func addCustomer(_ difference: Difference) {
        guard let id = difference.customer, let version = difference.version else { return }
        republish[.accounts, default: []].insert(id)
        switch difference.kind {
        case .localEdit, .ahead, .notDeleted, .deleted, .unreadable:
            lower(id, to: max(0, version - 1), Target(service: difference.service, kind: .customers))
        default: break
        }
    }

    private mutating func lower(_ id: String, to version: Int64, _ target: Target) {
        forget[target, default: [:]][id] = min(version, forget[target]?[id] ?? .max)
    }

    var isEmpty: Bool { republish.isEmpty && forget.isEmpty }
}

/// Carries out a plan over HTTP.
struct Repair: Sendable {
    let client: FleetClient

    private static let chunk = 500
    private static let timeout = Duration.seconds(60)
    /// A republish that goes on is waited for; one that tells nothing new for so long is not.
    private static let stall = Duration.seconds(60)

    /// Counts of what the services say that they did.
    struct Done: Sendable, Equatable {
        var forgotten = 0
        var republished = 0
        var events = 0
        /// Left out: unreadable, refused by the database, or without room for their events.
        var skipped = 0
    }

    func carryOut(_ plan: RepairPlan) throws(ToolFailure) -> Done {
        var done = Done()
        for (target, versions) in plan.forget.sorted(by: { $0.key.order < $1.key.order }) {
            let all = versions.sorted { $0.key < $1.key }.map { ForgottenVersion(id: $0.key, version: $0.value) }
            for begin in stride(from: 0, to: all.count, by: Self.chunk) {
                let answer = try post(
                    Lowered.self, target.service, "/actuator/aggregates/forget?kind=\(target.kind.rawValue)",
                    Array(all[begin..<min(begin + Self.chunk, all.count)]))
                done.forgotten += Int(answer.count)
            }
        }
        for (service, ids) in plan.republish.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let all = ids.sorted()
            for begin in stride(from: 0, to: all.count, by: Self.chunk) {
                let answer = try post(
                    Republished.self, service, Self.republishPath,
                    Array(all[begin..<min(begin + Self.chunk, all.count)]))
                done.add(answer)
            }
        }
        return done
    }

    /// Everything, in all three services; waits until they have done it, as long as it goes on.
    func republishAll(clock: any WaitingClock) throws(ToolFailure) -> Done {
        var done = Done()
        for service in StorefrontService.allCases { done.add(try republishAll(service, clock)) }
        return done
    }

    private func republishAll(_ service: StorefrontService, _ clock: any WaitingClock) throws(ToolFailure)
        -> Republished
    {
        var answer = try self.answer(Republished.self, "POST", service, Self.republishPath, nil)
        var progress = clock.now
        while answer.isRunning {
            clock.pause(for: .milliseconds(500))
            let next = try self.answer(Republished.self, "GET", service, Self.republishPath, nil)
            if next != answer { progress = clock.now }
            answer = next
            guard clock.now - progress < Self.stall else {
                throw ToolFailure(
                    "\(service) publishes again and has not gone on for \(Self.stall.components.seconds) s, "
                        + "at \(answer.aggregates) aggregates")
            }
        }
        if let failure = answer.failure { throw ToolFailure("\(service) could not publish all again: \(failure)") }
        return answer
    }

    private static let republishPath = "/actuator/republish"

    private func post<Answer: JSONReadable>(
        _ type: Answer.Type, _ service: StorefrontService, _ path: String, _ body: some JSONWritable
    ) throws(ToolFailure) -> Answer {
        try answer(type, "POST", service, path, body.jsonBytes())
    }

    private func answer<Answer: JSONReadable>(
        _ type: Answer.Type, _ method: String, _ service: StorefrontService, _ path: String, _ body: [UInt8]?
    ) throws(ToolFailure) -> Answer {
        switch try client.send(method, service, path, json: body, timeout: Self.timeout) {
        case .away(let obstacle): throw ToolFailure(obstacle.sentence)
        case .response(let response):
            guard response.status == 200 || response.status == 202,
                let answer = try? Answer.read(response.body, limits: FleetClient.limits)
            else {
                throw ToolFailure(
                    "\(service) answers \(response.inShort) at \(client.addresses.url(service, path))")
            }
            return answer
        }
    }

    private struct Lowered: JSONReadable {
        let count: Int64
        init(reading value: JSONValueReader) { count = value.object().required("lowered") }
    }

    fileprivate struct Republished: JSONReadable, Equatable {
        let aggregates: Int
        let events: Int
        let skipped: Int
        let isRunning: Bool
        let failure: String?
        init(reading value: JSONValueReader) {
            let object = value.object()
            aggregates = object.required("aggregates")
            events = object.required("events")
            skipped = object.required("skipped")
            isRunning = object.required("running")
            failure = object.optional("failure") { $0.string() }
        }
    }
}

extension Repair.Done {
    fileprivate mutating func add(_ answer: Repair.Republished) {
        republished += answer.aggregates
        events += answer.events
        skipped += answer.skipped
    }
}

extension StorefrontService {
    /// The kind of the orders that a service keeps.
    fileprivate var ownOrders: AggregateKind {
        switch self {
        case .accounts: .orderSummaries
        case .orders: .orders
        case .fulfillment: .fulfillments
        }
    }
}

extension RepairPlan.Target {
    fileprivate var order: String { service.rawValue + kind.rawValue }
}
