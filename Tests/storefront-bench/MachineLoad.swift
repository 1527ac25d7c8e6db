import Foundation

/// How busy the machine was with other things while something was measured.
struct MachineLoad: Sendable {
    /// Over the last minute, runnable threads of the bench included.
    let average: Double
    /// The part of all cores that processes took which do not belong to the bench, 0 to 1.
    let foreign: Double
    /// CPU seconds that the bench and all that it started took: the figure that depends least on what others do.
    let own: Double

    /// Runs `body`, which must leave running what it found running and end what it started.
    static func during<R>(_ body: () throws -> R) rethrows -> (R, MachineLoad) {
        let before = Usage()
        let average = loadAverage()
        let result = try body()
        let after = Usage()
        let all = after.wall - before.wall
        let own = after.own - before.own
        let foreign = max(0, after.busy - before.busy - own)
        return (
            result,
            MachineLoad(
                average: average, foreign: all > 0 ? foreign / all : 0, own: own / Double(sysconf(Int32(_SC_CLK_TCK))))
        )
    }

    private static func loadAverage() -> Double {
        Double(text("/proc/loadavg").split(separator: " ").first ?? "") ?? 0
    }

    /// Clock ticks, over all cores (proc(5)).
    private struct Usage {
        let busy: Double
        let wall: Double
        let own: Double

        init() {
            // user nice system idle iowait irq softirq steal
            let all = text("/proc/stat").prefix { $0 != "\n" }.split(separator: " ").dropFirst().prefix(8)
                .compactMap { Double($0) }
            wall = all.reduce(0, +)
            busy = wall - all[3] - all[4]
            own = Self.ofDescendants()
        }

        /// This process and all below it, with those that have ended and were waited for.
        private static func ofDescendants() -> Double {
            var parents: [Int32: Int32] = [:]
            var ticks: [Int32: Double] = [:]
            for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
                guard let pid = Int32(name) else { continue }
                let stat = text("/proc/\(pid)/stat")
                guard let end = stat.lastIndex(of: ")") else { continue }
                let fields = stat[stat.index(after: end)...].split(separator: " ")
                guard fields.count > 14 else { continue }
                parents[pid] = Int32(fields[1])
                ticks[pid] = fields[11...14].reduce(0) { $0 + (Double($1) ?? 0) }
            }
            let own = getpid()
            func isBelow(_ pid: Int32) -> Bool {
                var at: Int32? = pid
                while let now = at, now > 1 {
                    if now == own { return true }
                    at = parents[now]
                }
                return false
            }
            return ticks.reduce(0) { $0 + (isBelow($1.key) ? $1.value : 0) }
        }
    }
}

private func text(_ path: String) -> String {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
}
