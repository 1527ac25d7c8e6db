import StorefrontContracts

/// One run of `storefront-verify`.
struct Verify: Sendable {
    let options: VerifyOptions
    let client: FleetClient
    /// Reads the databases; nil asks the services.
    let direct: (any AggregateReader)?
    let topics: (any TopicLook)?
    let console: Console

    /// After a repair, events have at least so long.
    private static let repairPatience = Duration.seconds(30)

    private var services: HTTPAggregateReader { HTTPAggregateReader(client: client) }
    private var verification: Verification { Verification(reader: direct ?? services, clock: client.clock) }

    /// Never throws: what went wrong is in the report.
    func run() -> VerifyReport {
        var report = VerifyReport()
        do throws(ToolFailure) {
            if options.republishes { report.republished = try Repair(client: client).republishAll(clock: client.clock) }
            var outcome = try verification.run(patience: options.patience, each: tell)
            report.outcome = outcome
            if options.repairs, !outcome.isAgreed {
                report.repair = VerifyReport.RepairReport(differenceCount: outcome.differenceCount)
                outcome = try repair(outcome, &report)
                report.outcome = outcome
            }
            try lookAtEvents(&report)
        } catch {
            report.failures = error.sentences
        }
        return report
    }

    private func repair(
        _ outcome: Verification.Outcome, _ report: inout VerifyReport
    ) throws(ToolFailure) -> Verification.Outcome {
        var outcome = outcome
        while true {
            let plan = RepairPlan(outcome.differences)
            report.repair?.hopeless = plan.hopeless
            let keptCount = outcome.differences.count
            let isMore = outcome.differenceCount > keptCount
            if !plan.isEmpty {
                let done = try Repair(client: client).carryOut(plan)
                report.repair?.done.add(done)
                outcome = try verification.settle(
                    outcome, hopeless: plan.hopeless.count, patience: max(options.patience, Self.repairPatience))
            }
            // More differences than are kept at once: the next ones.
            guard isMore, !plan.isEmpty, outcome.differences.count > plan.hopeless.count else { return outcome }
        }
    }

    private func lookAtEvents(_ report: inout VerifyReport) throws(ToolFailure) {
        for service in StorefrontService.allCases {
            do throws(ToolFailure) {
                report.movements.append((service, try services.movement(of: service)))
            } catch {
                // The databases can be compared while services are down.
                guard direct != nil else { throw error }
                for sentence in error.sentences { console.note("storefront-verify: \(sentence)") }
            }
        }
        guard let topics else { return }
        let known = report.movements.flatMap { ($0.movement.published + $0.movement.applied).map(\.topic) }
        report.topics = try topics.look(at: known.isEmpty ? TopicNames().all : Set(known))
    }

    private func tell(_ group: CustomerGroup, _ differences: [Difference]) {
        guard options.printsEach, let id = group.id else { return }
        let orders = "\(group.orderList.count) orders, \(group.fulfillments.count) at fulfillment"
        console.print(
            "customer \(id): \(differences.isEmpty ? "agrees" : "\(differences.count) differences"), \(orders)")
    }
}

extension Repair.Done {
    fileprivate mutating func add(_ other: Repair.Done) {
        forgotten += other.forgotten
        republished += other.republished
        events += other.events
        skipped += other.skipped
    }
}

extension TopicNames {
    fileprivate var all: Set<String> { [customerChange, orderChange, fulfillmentChange, orderStatusChange] }
}
