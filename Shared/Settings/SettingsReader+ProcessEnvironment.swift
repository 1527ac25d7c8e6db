import Glibc

extension SettingsReader {
    /// The environment of this process; of a name that is there twice, the first. To be read before other threads run,
    /// since `setenv` may move it. Bytes that are not UTF-8 become U+FFFD.
    public static var processEnvironment: [String: String] {
        var environment: [String: String] = [:]
        var entry = unsafe environ
        while let text = unsafe entry.pointee {
            let parts = unsafe String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, environment[String(parts[0])] == nil {
                environment[String(parts[0])] = String(parts[1])
            }
            unsafe entry += 1
        }
        return environment
    }
}
