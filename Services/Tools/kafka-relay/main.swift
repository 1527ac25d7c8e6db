import CommandLineOptions
import Glibc
import KafkaRelay
import Lifecycle
import Sockets
import StructuredLogging

ServiceLifecycle.prepareSignals()

let command = Command(
    "kafka-relay",
    abstract: "Stands between librdkafka 2.0.2 and a broker whose ApiVersions answers it cannot read.",
    discussion: """
        Forwards every connection to the broker. The broker must advertise the address that this relay listens on.
        SIGTERM ends it.
        """,
    options: [
        .value("--listen", "HOST:PORT", help: "where clients connect"),
        .value("--upstream", "HOST:PORT", help: "where the broker listens"),
    ])
let arguments = command.parseOrExit()

func address(_ option: String) -> SocketAddress {
    guard let text = arguments.value(option) else { leave(ExitCode.usage, "\(option) HOST:PORT is missing") }
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
        leave(ExitCode.usage, "\(option) \(text): not HOST:PORT")
    }
    let host = text[..<colon]
    let name = host.hasPrefix("[") && host.hasSuffix("]") ? host.dropFirst().dropLast() : host
    do {
        return try SocketAddress.resolve(host: String(name), port: port)[0]
    } catch {
        leave(ExitCode.usage, "\(option) \(text): \(error)")
    }
}

func leave(_ code: Int32, _ message: String) -> Never {
    StandardStream.error.print("kafka-relay: \(message)")
    exit(code)
}

LoggingSystem.process.configure(
    service: "kafka-relay", format: .forStandardError, rootLevel: .info)
let logger = Logger(label: "kafka-relay")
let relay = KafkaRelay(listen: address("--listen"), upstream: address("--upstream"), logger: logger)
do {
    let isClean = try ServiceLifecycle(parts: [relay], stopTimeout: .seconds(5), logger: logger).run()
    exit(isClean ? ExitCode.success : ExitCode.failure)
} catch {
    leave(ExitCode.failure, "\(error)")
}
