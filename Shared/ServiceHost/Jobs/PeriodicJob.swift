/// Something that a service does again and again, on a thread of its own, once MongoDB is prepared.
public struct PeriodicJob: Sendable {
    public let name: String
    /// From the end of one run to the start of the next.
    public let interval: Duration
    /// Its errors are logged, the same one once in a row; the next run comes all the same.
    public let run: @Sendable () throws -> Void

    public init(_ name: String, every interval: Duration, run: @escaping @Sendable () throws -> Void) {
        self.name = name
        self.interval = interval
        self.run = run
    }
}
