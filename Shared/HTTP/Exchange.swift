import Synchronization

/// A request that is under way: what was decided at its head, kept by the daemon until it is answered or given up.
final class Exchange: Sendable {
    let head: RequestHead
    let dispatch: Dispatch
    /// The streamed answer of a route that runs on the loop, on its way to a worker.
    private let streamed = Mutex<Response?>(nil)

    init(_ head: RequestHead, _ dispatch: Dispatch) {
        self.head = head
        self.dispatch = dispatch
    }

    func keep(_ response: Response) { streamed.withLock { $0 = response } }

    func respond(_ body: RequestBody) -> Response {
        streamed.withLock { $0.take() } ?? dispatch.respond(Request(head: head, body: body))
    }
}
