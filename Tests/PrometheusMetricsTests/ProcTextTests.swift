import Testing
@testable import PrometheusMetrics

@Suite struct ProcTextTests {
    @Test func `the stat line of a process whose name has spaces and parentheses`() throws {
        let text =
            "42 (a) b (c)) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 7 8 20 0 5 0 123456 1000000 2000 18446744073709551615"
        let stat = try #require(ProcessStat(parsing: text))
        #expect(stat.usedTicks == 200)
        #expect(stat.startSeconds == 1_234.56)
        #expect(ProcessStat(parsing: "") == nil)
        #expect(ProcessStat(parsing: "42 (a) S 1") == nil)
    }

    @Test func `lines of the other files`() throws {
        let status = "Name:\tx\nVmSize:\t  123456 kB\nVmRSS:\t    2048 kB\nThreads:\t7\n"
        #expect(ProcText.kibibytes("VmRSS", in: status) == 2_048)
        #expect(ProcText.number("Threads", in: status) == 7)
        #expect(ProcText.number("Nothing", in: status) == nil)
        let limits =
            "Limit   Soft Limit  Hard Limit  Units\nMax open files            1024                 524288               files\n"
        #expect(ProcText.openFilesLimit(limits: limits) == 1_024)
        let stat = "cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 2 3 4\nbtime 1769000000\n"
        #expect(ProcText.bootTime(stat: stat) == 1_769_000_000)
        let ticks = try #require(ProcText.hostTicks(stat: stat))
        #expect(ticks == (150, 1_000))
        #expect(ProcText.hostTicks(stat: "intr 5") == nil)
    }
}
