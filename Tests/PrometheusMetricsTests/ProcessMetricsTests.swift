import Foundation
import Testing
@testable import PrometheusMetrics

@Suite struct ProcessMetricsTests {
    @Test func `the process describes itself`() throws {
        let registry = MetricsRegistry()
        ProcessMetrics.register(in: registry)
        var values: [String: Double] = [:]
        for line in registry.text().split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: " ")
            values[String(parts[0])] = Double(parts[1])
        }
        #expect(
            values.keys.sorted() == [
                "process_cpu_usage", "process_files_max_files", "process_files_open_files",
                "process_resident_memory_bytes", "process_start_time_seconds", "process_threads",
                "process_uptime_seconds", "process_virtual_memory_bytes", "system_cpu_count", "system_cpu_usage",
                "system_load_average_1m",
            ])
        let started = try #require(values["process_start_time_seconds"])
        let uptime = try #require(values["process_uptime_seconds"])
        #expect(abs(started + uptime - Date().timeIntervalSince1970) < 5)
        #expect((1_000_000...100_000_000_000).contains(try #require(values["process_resident_memory_bytes"])))
        #expect((1...10_000).contains(try #require(values["process_threads"])))
        #expect((3...100_000).contains(try #require(values["process_files_open_files"])))
        #expect((0...1).contains(try #require(values["process_cpu_usage"])))
        #expect((0...1).contains(try #require(values["system_cpu_usage"])))
    }

    @Test func `the share is that of the time since the last look`() {
        let share = RecentShare(used: 90, of: 900)
        #expect(share.share(used: 95, of: 950) == 0)
        #expect(share.share(used: 100, of: 1_000) == 0.1)
        #expect(share.share(used: 190, of: 1_099) == 0.1)
        #expect(share.share(used: 200, of: 1_200) == 0.5)
        #expect(share.share(used: 200, of: 1_400) == 0)
    }
}
