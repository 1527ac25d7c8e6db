/// What ends a process: a sentence for people and the exit code.
public struct HostFailure: Error, Sendable, CustomStringConvertible {
    public let sentence: String
    /// sysexits.h: 78 for a mistake of configuration.
    public let exitCode: Int32

    public init(sentence: String, exitCode: Int32) {
        self.sentence = sentence
        self.exitCode = exitCode
    }

    public var description: String { sentence }
}
