public import HTTP
public import Sockets
public import StructuredLogging

/// Runs a server with these routes for the time of the closure.
public func withServer(
    _ routes: [String: Dispatch], configure: (inout ServerConfiguration) -> Void = { _ in },
    _ body: (SocketAddress) throws -> Void
) throws {
    var configuration = ServerConfiguration(address: .loopback(port: 0), workers: 4)
    configure(&configuration)
    let server = Server(configuration: configuration, handler: Routes(routes), logger: quietLogger())
    try server.start()
    defer { server.stop(by: .now + .seconds(5)) }
    try body(server.boundAddress!)
}

/// A logger that writes nowhere.
public func quietLogger() -> Logger {
    let system = LoggingSystem()
    system.setOutput { _ in }
    return Logger(label: "http", system: system)
}
