import StorefrontContracts

/// A customer in accounts beside the copies of the others.
struct CustomerComparison {
    let customer: CustomerAggregate?
    let id: String?

    /// What its owner itself cannot read.
    var ownDifferences: [Difference] {
        guard let customer, !customer.unreadable.isEmpty else { return [] }
        return [
            Difference(
                kind: .unreadable, service: .accounts, owner: .accounts, customer: id, groups: customer.unreadable,
                expected: Self.words(customer), found: "what cannot be read", version: customer.version, isFinal: true)
        ]
    }

    /// The copy of a service: of orders with all addresses, of fulfillment with the one that orders go to.
    func differences(_ copy: CustomerAggregate?, in service: StorefrontService) -> [Difference] {
        func difference(_ kind: Difference.Kind, _ groups: [String] = []) -> [Difference] {
            [
                Difference(
                    kind: kind, service: service, owner: .accounts, customer: id, groups: groups,
                    expected: customer.map(Self.words) ?? "no such customer",
                    found: copy.map(Self.words) ?? "no such customer", version: customer?.version)
            ]
        }
        guard let customer else { return copy.map { !$0.deleted } == true ? difference(.extra) : [] }
        guard let copy else { return customer.deleted ? [] : difference(.missing) }
        if !copy.unreadable.isEmpty { return difference(.unreadable, copy.unreadable) }
        if customer.deleted != copy.deleted { return difference(customer.deleted ? .notDeleted : .deleted) }
        let groups =
            customer.deleted
            ? []
            : self.groups(
                of: copy.digests,
                service == .orders ? [.name, .contact, .addresses] : [.name, .contact, .shipping])
        // Events of Spring peers carry no version: their contents decide.
        if copy.version == 0, customer.version > 0 { return groups.isEmpty ? [] : difference(.behind, groups) }
        if copy.version < customer.version { return difference(.behind, groups) }
        if copy.version > customer.version { return difference(.ahead, groups) }
        return groups.isEmpty ? [] : difference(.localEdit, groups)
    }

    /// What a fulfillment shows of its customer.
    func differences(_ fulfillment: FulfillmentAggregate) -> [Difference] {
        let unreadable = fulfillment.unreadable.filter(Self.followed.contains)
        if !unreadable.isEmpty {
            return [
                Difference(
                    kind: .unreadable, service: .fulfillment, owner: .accounts, customer: id, order: fulfillment.guid,
                    groups: unreadable, expected: customer.map(Self.words) ?? "no such customer",
                    found: "what cannot be read", version: customer?.version,
                    isFinal: fulfillment.shipped || customer?.deleted != false)
            ]
        }
        guard let customer, !customer.deleted else { return [] }
        let groups = self.groups(of: fulfillment.digests, [.name, .contact, .shipping])
        let kind: Difference.Kind
        switch fulfillment.customerVersion {
        case customer.version: kind = .localEdit
        case 0: kind = .behind
        case ..<customer.version: kind = .behind
        default: kind = .ahead
        }
        if kind == .localEdit || fulfillment.customerVersion == 0 {
            if groups.isEmpty { return [] }
        }
        // What is shipped shows its customer as it was then.
        if fulfillment.shipped, kind != .localEdit { return [] }
        return [
            Difference(
                kind: kind, service: .fulfillment, owner: .accounts, customer: id, order: fulfillment.guid,
                groups: groups, expected: Self.words(customer), found: "version \(fulfillment.customerVersion) of it",
                version: customer.version, isFinal: fulfillment.shipped)
        ]
    }

    private enum Group: String {
        case name, contact, addresses, shipping
    }

    /// What a fulfillment has of its customer, as `unreadable` names it.
    static let followed: Set<String> = ["name", "contact", "address", "version"]

    /// Those that differ.
    private func groups(of other: CustomerDigests?, _ groups: [Group]) -> [String] {
        let one = customer?.digests
        return groups.filter { group in
            // Told of their owner already.
            if customer?.unreadable.contains(group.rawValue) == true { return false }
            return switch group {
            case .name: one?.name != other?.name
            case .contact: one?.contact != other?.contact
            case .addresses: one?.addresses != other?.addresses
            // Where the customer has none any more, the last one is kept.
            case .shipping: one?.shipping != nil && one?.shipping != other?.shipping
            }
        }.map { $0 == .shipping ? "address" : $0.rawValue }
    }

    private static func words(_ customer: CustomerAggregate) -> String {
        "version \(customer.version)" + (customer.deleted ? ", deleted" : "")
    }
}
