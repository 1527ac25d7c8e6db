import Foundation
import Threads

enum ExitCode {
    static func exit(_ code: Int32) -> Never { Foundation.exit(code) }
}

extension Never {
    /// Waits for what never comes.
    static func wait() {
        _ = Threads.Signal(false).wait(until: nil) { $0 ? true : nil }
    }
}

enum ClosedPipe {
    static func writeFailsWithEPIPE() -> Bool {
        let pipe = Pipe()
        try? pipe.fileHandleForReading.close()
        let byte: [UInt8] = [1]
        return unsafe write(pipe.fileHandleForWriting.fileDescriptor, byte, 1) == -1 && errno == EPIPE
    }
}
