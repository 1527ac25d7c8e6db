import FoundationEssentials
import Synchronization

/// Gauges about the process and its host, under the names that dashboards for Spring services and for Prometheus clients
/// look for. Linux only: all comes from proc(5), read at each scrape; what cannot be read is left out.
public enum ProcessMetrics {
    public static func register(in registry: MetricsRegistry) {
        registerTimes(in: registry)
        registerUse(in: registry)
        registerHost(in: registry)
    }

    private static func registerTimes(in registry: MetricsRegistry) {
        let started = ContinuousClock.now
        registry.gauge("process_uptime_seconds", help: "Time since the start of the process") {
            processSeconds().map { $0.uptime } ?? (ContinuousClock.now - started) / .seconds(1)
        }
        registry.gauge("process_start_time_seconds", help: "Start of the process, in seconds since 1970") {
            guard let boot = ProcText.bootTime(stat: read("/proc/stat")), let times = processSeconds() else {
                return nil
            }
            return boot + times.start
        }
    }

    private static func registerUse(in registry: MetricsRegistry) {
        let processUse = RecentShare(
            used: ProcessStat(parsing: read("/proc/self/stat"))?.usedTicks, of: hostTicks?.total)
        registry.gauge("process_cpu_usage", help: "Recent use of all processors by the process, 0 to 1") {
            guard let stat = ProcessStat(parsing: read("/proc/self/stat")) else { return nil }
            guard let host = hostTicks else { return nil }
            return processUse.share(used: stat.usedTicks, of: host.total)
        }
        registry.gauge("process_resident_memory_bytes", help: "Memory of the process that is in RAM") {
            ProcText.kibibytes("VmRSS", in: read("/proc/self/status")).map { $0 * 1_024 }
        }
        registry.gauge("process_virtual_memory_bytes", help: "Address space of the process") {
            ProcText.kibibytes("VmSize", in: read("/proc/self/status")).map { $0 * 1_024 }
        }
        registry.gauge("process_threads", help: "Threads of the process") {
            ProcText.number("Threads", in: read("/proc/self/status"))
        }
        registry.gauge("process_files_open_files", help: "Open file descriptors") {
            // The directory's own descriptor is in the list while it is read.
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")).map { Double($0.count - 1) }
        }
        registry.gauge("process_files_max_files", help: "File descriptors that the process may open") {
            ProcText.openFilesLimit(limits: read("/proc/self/limits"))
        }
    }

    private static func registerHost(in registry: MetricsRegistry) {
        let hostUse = RecentShare(used: hostTicks?.busy, of: hostTicks?.total)
        registry.gauge("system_cpu_usage", help: "Recent use of all processors by everything, 0 to 1") {
            guard let host = hostTicks else { return nil }
            return hostUse.share(used: host.busy, of: host.total)
        }
        registry.gauge("system_cpu_count", help: "Processors that the process may use") {
            Double(ProcessInfo.processInfo.activeProcessorCount)
        }
        registry.gauge("system_load_average_1m", help: "Processes that run or wait for a processor, over one minute") {
            read("/proc/loadavg").split(separator: " ").first.flatMap { Double($0) }
        }
    }

    private static func processSeconds() -> (start: Double, uptime: Double)? {
        guard let stat = ProcessStat(parsing: read("/proc/self/stat")),
            let sinceBoot = read("/proc/uptime").split(separator: " ").first.flatMap({ Double($0) })
        else { return nil }
        return (stat.startSeconds, max(sinceBoot - stat.startSeconds, 0))
    }

    private static var hostTicks: (busy: UInt64, total: UInt64)? { ProcText.hostTicks(stat: read("/proc/stat")) }

    private static func read(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

/// The share of a growing total that something used since the last look, looks less than a second apart sharing one answer
/// (two scrapers must not shorten each other's window to nothing).
final class RecentShare: Sendable {
    private struct Look {
        var used: UInt64
        var total: UInt64
        var share: Double = 0
    }
    private let last: Mutex<Look>

    /// The counts from which the first look reckons.
    init(used: UInt64?, of total: UInt64?) {
        last = Mutex(Look(used: used ?? 0, total: total ?? 0))
    }

    /// Both in ticks. 0 until a second has passed.
    func share(used: UInt64, of total: UInt64) -> Double {
        last.withLock { last in
            guard total >= last.total + ProcessStat.ticksPerSecond, used >= last.used else { return last.share }
            last.share = min(Double(used - last.used) / Double(total - last.total), 1)
            last.used = used
            last.total = total
            return last.share
        }
    }
}
