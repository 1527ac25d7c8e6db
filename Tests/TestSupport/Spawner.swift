import Foundation
import Synchronization
import Threads

/// A thread that starts processes and lives as long as this one: the system kills them when the *thread* that started them
/// ends (prctl(2), PR_SET_PDEATHSIG), so however this process ends.
final class Spawner: Sendable {
    static let shared = Spawner()

    private struct Work {
        var process: Process?
        var result: Result<Void, any Error>?
    }
    private let work = Signal(Work())
    private let turn = Mutex(())

    private init() {
        _ = NamedThread("test-spawner") { [work] in
            while true {
                guard let process = work.wait(until: nil, for: { $0.process.take() }) else { continue }
                let result = Result { try process.run() }
                work.update { $0.result = result }
            }
        }
    }

    func run(_ process: Process) throws {
        try turn.withLock { _ in
            work.update { $0.process = process }
            try work.wait(until: nil) { $0.result.take() }?.get()
        }
    }
}
