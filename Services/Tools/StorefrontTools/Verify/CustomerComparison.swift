import StorefrontContracts

/// A customer in accounts beside the copies of the others.
struct CustomerComparison {
    let customer: CustomerAggregate?
    let id: String?

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
        if customer.deleted != copy.deleted { return difference(customer.deleted ? .notDeleted : .deleted) }
        let groups =
            customer.deleted
            ? []
            : Self.groups(
                customer.digests, copy.digests,
                service == .orders ? [.name, .contact, .addresses] : [.name, .contact, .shipping])
        // Events of Spring peers carry no version: their contents decide.
        if copy.version == 0, customer.version > 0 { return groups.isEmpty ? [] : difference(.behind, groups) }
        if copy.version < customer.version { return difference(.behind, groups) }
        if copy.version > customer.version { return difference(.ahead, groups) }
        return groups.isEmpty ? [] : difference(.localEdit, groups)
    }

    /// What a fulfillment shows of its customer.
    func differences(_ fulfillment: FulfillmentAggregate) -> [Difference] {
        guard let customer, !customer.deleted else { return [] }
        let groups = Self.groups(customer.digests, fulfillment.digests, [.name, .contact, .shipping])
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

    private static func groups(_ one: CustomerDigests?, _ other: CustomerDigests?, _ groups: [Group]) -> [String] {
        groups.filter { group in
            switch group {
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
