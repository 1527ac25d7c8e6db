/// Exit codes of all programs of this package; `usage` and `configuration` are those of BSD's `sysexits.h`.
public enum ExitCode {
    public static let success: Int32 = 0
    public static let failure: Int32 = 1
    /// The command line cannot be understood (EX_USAGE).
    public static let usage: Int32 = 64
    /// The settings are wrong (EX_CONFIG).
    public static let configuration: Int32 = 78
}
