#if DEBUG
    import FoundationEssentials
    import Glibc

    /// Places at which this process ends as by SIGKILL when `STOREFRONT_FAILPOINT` names them. Only in debug builds.
    enum Failpoint: String {
        /// The event is committed, and the broker has not seen it.
        case beforePublish = "before-publish"
        /// The broker has it, and nobody has noted that.
        case afterPublish = "after-publish"

        private static let chosen = ProcessInfo.processInfo.environment["STOREFRONT_FAILPOINT"].flatMap(Failpoint.init)

        func pass() {
            if self == Self.chosen { kill(getpid(), SIGKILL) }
        }
    }
#endif
