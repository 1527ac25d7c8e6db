import CommandLineOptions
import HTTP
import Lifecycle
import Sockets

/// An HTTP server whose failure to listen says which setting to change.
struct Listener: LifecyclePart {
    let server: Server
    /// "SERVER_PORT"
    let setting: String
    /// "127.0.0.1:8085"
    let address: String

    var name: String { server.name }

    func start() throws {
        do {
            try server.start()
        } catch {
            throw HostFailure(sentence: "\(setting): \(address): \(error)", exitCode: ExitCode.failure)
        }
    }

    func stop(by deadline: ContinuousClock.Instant) { server.stop(by: deadline) }

    /// nil before the start.
    var port: Int? { server.boundAddress.map { Int($0.port) } }
}
