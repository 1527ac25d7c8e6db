// STUB: the agreed interface; replaced by real files.

/// The one version of everything that is built from this package.
public let version = "4.0.0"

/// sysexits.h.
public enum ExitCode { public static let success: Int32 = 0; public static let failure: Int32 = 1; public static let usage: Int32 = 64; public static let configuration: Int32 = 78 }

public struct Option: Sendable {
    /// "--timeout" with a value called "SECONDS", or a flag.
    public static func flag(_ name: String, help: String) -> Option { fatalError("stub") }
    public static func value(_ name: String, _ placeholder: String, help: String) -> Option { fatalError("stub") }
}
/// A command: what it does, its options, its positional arguments, its sub-commands. `--help` and `--version` are always there.
public struct Command: Sendable {
    public init(_ name: String, abstract: String, discussion: String = "", options: [Option] = [], arguments: [String] = [], subcommands: [Command] = []) { fatalError("stub") }
    public enum Outcome: Sendable { case run(Arguments), print(String), misuse(String) }
    /// Pure; `parseOrExit` prints and exits (64 for misuse, with the usage line).
    public func parse(_ arguments: [String]) -> Outcome { fatalError("stub") }
    public func parseOrExit() -> Arguments { fatalError("stub") }
    public var help: String { fatalError("stub") }
}
public struct Arguments: Sendable {
    public var subcommand: String? { fatalError("stub") }
    public func has(_ flag: String) -> Bool { fatalError("stub") }
    public func value(_ option: String) -> String? { fatalError("stub") }
    public var positional: [String] { fatalError("stub") }
}
