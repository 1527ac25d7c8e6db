import CommandLineOptions
import Settings
import Sockets

/// `--health`: asks the running service of the same settings for its readiness, by a raw GET, so that a container needs
/// no HTTP client.
enum HealthProbe {
    static let path = "/actuator/health/readiness"
    private static let patience: Duration = .seconds(3)

    static func run<Service: StorefrontService>(_ service: Service.Type) -> Int32 {
        let settings = ServiceSettings.read(
            from: SettingsReader(environment: SettingsReader.processEnvironment), service: service)
        let host = settings.address == "0.0.0.0" ? "127.0.0.1" : settings.address == "::" ? "::1" : settings.address
        let (isReady, sentence) = ask(host: host, port: settings.managementPort ?? settings.port)
        let line = "\(Service.name): \(sentence)"
        guard isReady else {
            StandardStream.error.print(line)
            return ExitCode.failure
        }
        StandardStream.output.print(line)
        return ExitCode.success
    }

    static func ask(host: String, port: Int) -> (isReady: Bool, sentence: String) {
        let deadline = ContinuousClock.now + patience
        do {
            let address = try SocketAddress(host: host, port: UInt16(clamping: port))
            let socket = try Socket.connected(to: address, deadline: deadline)
            try socket.write(
                Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8), deadline: deadline)
            var answer: [UInt8] = []
            // The status line is all that counts.
            while answer.count < 64, !answer.contains(UInt8(ascii: "\n")) {
                let bytes = try socket.read(upTo: 1024, deadline: deadline)
                if bytes.isEmpty { break }
                answer += bytes
            }
            let line = String(decoding: answer.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
            let parts = line.split(separator: " ")
            guard parts.count >= 2, parts[0].hasPrefix("HTTP/1.") else {
                return (false, "no HTTP answer on \(address)")
            }
            return parts[1] == "200" ? (true, "ready") : (false, "not ready (\(parts[1]))")
        } catch {
            return (false, "no answer on \(host):\(port): \(error)")
        }
    }
}
