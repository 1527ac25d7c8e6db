#if DEBUG
    import FoundationEssentials
    import StructuredLogging

    /// Breaks one event on its way to the broker, so that a harness that looks for lost, repeated and misordered effects can
    /// prove that it finds them. Only in debug builds, and only where `STOREFRONT_SABOTAGE` asks for it.
    struct Sabotage {
        enum Kind: String {
            /// It is not sent.
            case drop
            /// It is sent again as another event: with a new id and a higher sequence.
            case twice
            /// It and the next one of its aggregate leave with each other's sequence.
            case swap
        }

        struct Spoiled {
            let sent: [OutboxEvent]
        }

        /// The events that are let through first.
        private static let innocent = 5
        private static let maximumSwaps = 5

        private let kind: Kind
        private let logger = Logger(label: "outbox.sabotage")
        private var seen = 0
        private var isDone = false
        /// The first halves of swaps, by key.
        private var swapped: [String: OutboxEvent] = [:]
        private var swaps = 0

        init(_ kind: Kind) { self.kind = kind }

        /// Nil unless the environment asks for it.
        static var ofThisProcess: Sabotage? {
            ProcessInfo.processInfo.environment["STOREFRONT_SABOTAGE"].flatMap(Kind.init).map { Sabotage($0) }
        }

        /// What to send instead; nil for an event that is left alone.
        mutating func spoil(_ event: OutboxEvent) -> Spoiled? {
            guard !isDone else { return nil }
            if let first = swapped[event.key], event.sequence == first.sequence + 1 {
                swapped[event.key] = nil
                var second = event
                second.sequence = first.sequence
                say(event)
                return Spoiled(sent: [second])
            }
            seen += 1
            guard seen > Self.innocent, swaps < Self.maximumSwaps else { return nil }
            var other = event
            switch kind {
            case .drop:
                isDone = true
                say(event)
                return Spoiled(sent: [])
            case .twice:
                isDone = true
                other.id = UUID().uuidString.lowercased()
                other.sequence += 1_000
                say(event)
                return Spoiled(sent: [event, other])
            case .swap:
                guard swapped[event.key] == nil else { return nil }
                swaps += 1
                swapped[event.key] = event
                other.sequence += 1
                return Spoiled(sent: [other])
            }
        }

        private func say(_ event: OutboxEvent) {
            logger.notice("sabotage: \(kind.rawValue) of \(event.subject) \(event.sequence) on \(event.topic)")
        }
    }
#endif
