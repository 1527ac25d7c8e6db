import Foundation

/// One run of mongod under a shell that kills it, and removes its folder, as soon as the pipe to the shell closes. So the
/// end of the test process, of whatever kind, ends mongod too. (Not by `PR_SET_PDEATHSIG`: that fires when the *thread*
/// that started the child ends. And no `wait` in the shell: a dispatch thread starts it with SIGCHLD blocked, so that it
/// would never wake.)
struct TestMongoProcess {
    private let shell = Process()
    private let commands = Pipe()
    private let pid: pid_t
    private var hasEnded = false

    init(path: String, folder: URL, port: UInt16, replicaSet: Bool, hasFailpoints: Bool = false) throws {
        let output = Pipe()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments =
            [
                "-c",
                """
                folder=$1; shift
                "$@" < /dev/null > /dev/null 2>&1 &
                echo $!
                read -r word
                kill -KILL $! 2> /dev/null
                while [ -e /proc/$!/exe ]; do sleep 0.01; done
                [ "$word" = keep ] && exit
                # Threads of a killed process may still write while the folder is emptied.
                for attempt in 1 2 3 4 5 6 7 8 9; do rm -rf "$folder" 2> /dev/null && exit; sleep 0.1; done
                """,
                "mongod-keeper", folder.path,
                path, "--dbpath", folder.path, "--port", "\(port)", "--bind_ip", "127.0.0.1",
                "--wiredTigerCacheSizeGB", "0.25", "--nounixsocket",
                "--setParameter", "diagnosticDataCollectionEnabled=false",
                "--logpath", folder.appendingPathComponent("log").path, "--logappend",
            ] + (replicaSet ? ["--replSet", "rs0"] : [])
            + (hasFailpoints ? ["--setParameter", "enableTestCommands=1"] : [])
        shell.standardInput = commands
        shell.standardOutput = output
        try shell.run()
        var line = Data()
        while let byte = try output.fileHandleForReading.read(upToCount: 1), byte != Data("\n".utf8) { line += byte }
        guard let pid = pid_t(String(decoding: line, as: UTF8.self)) else {
            throw TestMongoError("the shell gave no pid")
        }
        self.pid = pid
    }

    func signal(_ number: Int32) {
        if !hasEnded { _ = Glibc.kill(pid, number) }
    }

    /// SIGKILL, and waits until the process is gone.
    mutating func end(keepingData: Bool) {
        guard !hasEnded else { return }
        hasEnded = true
        if keepingData { try? commands.fileHandleForWriting.write(contentsOf: Data("keep\n".utf8)) }
        try? commands.fileHandleForWriting.close()
        shell.waitUntilExit()
    }
}
