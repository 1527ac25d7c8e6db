import Foundation
import Sockets

enum TestBrokerPorts {
    /// Waits until something listens on the port; what the server has written by then says why it does not.
    static func waitForListener(on port: UInt16, log folder: URL) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do {
                _ = try Socket.connected(to: .loopback(port: port), deadline: deadline)
                return
            } catch {
                guard ContinuousClock.now < deadline else {
                    let output = (try? String(contentsOf: TestBrokerProcess.log(in: folder), encoding: .utf8)) ?? ""
                    throw TestBroker.StartFailed(description: "nothing listens on \(port): \(output.suffix(2000))")
                }
                Thread.sleep(forTimeInterval: 0.02)
            }
        }
    }
}
