/// What is needed of the text files of proc(5); nil where a text is not as expected.
enum ProcText {
    /// `VmRSS:	   12345 kB` in /proc/[pid]/status.
    static func kibibytes(_ name: String, in status: String) -> Double? {
        number(name, in: status)
    }

    /// `Threads:	7` in /proc/[pid]/status.
    static func number(_ name: String, in status: String) -> Double? {
        let line = status.split(separator: "\n").first { $0.hasPrefix(name + ":") }
        return line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Double($0) }
    }

    /// `Max open files            1024                 524288               files` in /proc/[pid]/limits.
    static func openFilesLimit(limits: String) -> Double? {
        let line = limits.split(separator: "\n").first { $0.hasPrefix("Max open files") }
        return line?.split(separator: " ").dropFirst(3).first.flatMap { $0 == "unlimited" ? .infinity : Double($0) }
    }

    /// `btime 1769000000` in /proc/stat: seconds since 1970.
    static func bootTime(stat: String) -> Double? {
        let line = stat.split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line?.split(separator: " ").last.flatMap { Double($0) }
    }

    /// The line `cpu  user nice system idle iowait irq softirq steal …` of /proc/stat, in ticks over all processors.
    static func hostTicks(stat: String) -> (busy: UInt64, total: UInt64)? {
        guard let line = stat.split(separator: "\n").first, line.hasPrefix("cpu ") else { return nil }
        // guest and guest_nice, which follow, are part of user and nice.
        let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { UInt64($0) }
        guard ticks.count >= 5 else { return nil }
        let total = ticks.reduce(0, &+)
        return (total &- ticks[3] &- ticks[4], total)
    }
}

/// /proc/[pid]/stat.
struct ProcessStat: Equatable {
    /// USER_HZ, which is 100 on every architecture that Swift runs on.
    static let ticksPerSecond: UInt64 = 100

    /// In user and kernel mode, all threads.
    let usedTicks: UInt64
    /// After the boot of the host.
    let startSeconds: Double

    init?(parsing text: String) {
        // The second field is the command in parentheses and may hold spaces and parentheses itself.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        // Field 3 is the first here: utime is 14, stime 15, starttime 22.
        guard fields.count > 19, let user = UInt64(fields[11]), let system = UInt64(fields[12]),
            let start = UInt64(fields[19])
        else { return nil }
        usedTicks = user &+ system
        startSeconds = Double(start) / Double(Self.ticksPerSecond)
    }
}
