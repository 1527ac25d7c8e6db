import Foundation
import Glibc
import Testing

@testable import CommandLineOptions

@Suite struct StandardStreamTests {
    @Test func `all bytes are written, also when the pipe takes only a part at once`() throws {
        var ends: [Int32] = [0, 0]
        #expect(unsafe pipe(&ends) == 0)
        let (readEnd, writeEnd) = (ends[0], ends[1])
        defer { close(readEnd) }
        // More than a pipe holds (64 KiB), so that the writer needs the reader.
        let text = Array(String(repeating: "Käse ", count: 40_000).utf8)
        Thread.detachNewThread {
            StandardStream.write(text, to: writeEnd)
            close(writeEnd)
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = unsafe read(readEnd, &buffer, buffer.count)
            guard count > 0 else { break }
            received += buffer.prefix(count)
        }
        #expect(received == text)
    }

    @Test func `a descriptor that cannot be written to is no trap`() {
        StandardStream.write([65], to: -1)
    }
}
