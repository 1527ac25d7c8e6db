import Glibc

/// Lines to an open descriptor, which is standard error outside of tests.
enum DescriptorOutput {
    /// One write(2) per line; more only where the kernel takes less than all. A line that cannot be written within a
    /// second (a full pipe that nobody reads, set to not block) is dropped: a log must not stop the service for ever.
    static func write(_ line: [UInt8], to descriptor: Int32) {
        var rest = line[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0 && errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                guard unsafe poll(&waiting, 1, 1_000) > 0 else { return }
            } else if count == 0 || errno != EINTR {
                return
            }
        }
    }
}
