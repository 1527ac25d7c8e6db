import Glibc

/// A moment of the wall clock with milliseconds, written without Foundation's formatters (a log line is a hot path).
package struct UTCTimestamp: Sendable, Hashable {
    package let milliseconds: Int64

    /// `milliseconds` since 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func now() -> UTCTimestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UTCTimestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// "2026-11-25T07:12:03.123" and `zone` ("Z" or "+00:00"); years 0000 to 9999.
    package func appendISO8601(to bytes: inout [UInt8], zone: String) {
        let days = milliseconds.floorDivided(by: 86_400_000)
        let ofDay = milliseconds - days * 86_400_000
        let date = Self.civil(daysSinceEpoch: days)
        bytes.appendDigits(date.year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDigits(date.month, width: 2)
        bytes.append(UInt8(ascii: "-"))
        bytes.appendDigits(date.day, width: 2)
        bytes.append(UInt8(ascii: "T"))
        bytes.appendDigits(ofDay / 3_600_000, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(ofDay / 60_000 % 60, width: 2)
        bytes.append(UInt8(ascii: ":"))
        bytes.appendDigits(ofDay / 1_000 % 60, width: 2)
        bytes.append(UInt8(ascii: "."))
        bytes.appendDigits(ofDay % 1_000, width: 3)
        bytes.append(contentsOf: zone.utf8)
    }

    package func iso8601(zone: String) -> String {
        var bytes: [UInt8] = []
        appendISO8601(to: &bytes, zone: zone)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Days to a date of the proleptic Gregorian calendar, counted in eras of 400 years that begin in March, so that the
    /// leap day is the last of its year (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
    private static func civil(daysSinceEpoch: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let fromMarchOfYear0 = daysSinceEpoch + 719_468
        let era = fromMarchOfYear0.floorDivided(by: 146_097)
        let dayOfEra = fromMarchOfYear0 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

extension [UInt8] {
    fileprivate mutating func appendDigits(_ value: Int64, width: Int) {
        var divisor: Int64 = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
