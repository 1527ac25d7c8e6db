import Foundation
import Testing

@testable import StructuredLogging

@Suite struct DescriptorOutputTests {
    @Test func `a line longer than a pipe takes at once arrives whole`() {
        let pipe = Pipe()
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 300_000) + [UInt8(ascii: "\n")]
        let writing = Thread {
            DescriptorOutput.write(line, to: pipe.fileHandleForWriting.fileDescriptor)
            try? pipe.fileHandleForWriting.close()
        }
        writing.start()
        #expect([UInt8](pipe.fileHandleForReading.readDataToEndOfFile()) == line)
    }

    @Test func `a line for a descriptor that does not exist is dropped`() {
        DescriptorOutput.write([1], to: -1)
    }
}
