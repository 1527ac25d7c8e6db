import FoundationEssentials
import Glibc

/// Which process on which machine, so that a successor on the same machine sees at once that it was killed and need not
/// wait until its lease runs out.
struct ProcessIdentity: Equatable {
    /// random(4): a new one with each start of the machine.
    let boot: String
    /// pid_namespaces(7): a number means something only within its namespace.
    let namespace: String
    let pid: Int32
    /// Clock ticks since the machine's start: numbers are used again.
    let start: String

    static let own = ProcessIdentity(of: getpid())

    /// Nil when there is no such process, or no `/proc`.
    init?(of pid: Int32) {
        guard let boot = Self.text(of: "/proc/sys/kernel/random/boot_id"), let stat = Self.stat(of: pid),
            let namespace = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")
        else { return nil }
        self.boot = String(boot.prefix(36))
        self.namespace = namespace
        self.pid = pid
        start = stat.start
    }

    /// As it lies in the database; nil for what this module did not write.
    init?(text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, let pid = Int32(parts[2]), pid > 0 else { return nil }
        boot = String(parts[0])
        namespace = String(parts[1])
        self.pid = pid
        start = String(parts[3])
    }

    var text: String { "\(boot)/\(namespace)/\(pid)/\(start)" }

    /// It has ended for certain. False as well where that cannot be seen: on another machine, in another container.
    var isDead: Bool {
        guard let own = Self.own, own.boot == boot, own.namespace == namespace else { return false }
        if kill(pid, 0) != 0 { return errno == ESRCH }
        guard let stat = Self.stat(of: pid) else { return false }
        return stat.start != start || stat.state == "Z"
    }

    /// proc(5), `/proc/[pid]/stat`: fields 3 and 22. The second is the command in parentheses, which may hold anything.
    private static func stat(of pid: Int32) -> (state: Substring, start: String)? {
        guard let text = text(of: "/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? (fields[0], String(fields[19])) : nil
    }

    private static func text(of path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
