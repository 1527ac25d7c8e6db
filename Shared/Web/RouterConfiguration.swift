/// What a router has to be told.
public struct RouterConfiguration: Sendable {
    /// The peers whose word counts for the beginning of links.
    public var trustedProxies: TrustedProxies
    /// Problems of errors that do not know their own (a database's). nil: the client gets 500 without a word of the error.
    public var translate: @Sendable (any Error) -> Problem?

    public init(
        trustedProxies: TrustedProxies, translate: @escaping @Sendable (any Error) -> Problem? = { _ in nil }
    ) {
        self.trustedProxies = trustedProxies
        self.translate = translate
    }
}
