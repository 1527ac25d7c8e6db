import Testing

@testable import ServiceHost

@Suite struct ProfileTests {
    @Test(arguments: [
        ([], Profile.closed), (["local"], .local), (["minikube"], .minikube), (["LOCAL"], .local),
        (["confluent"], .closed),
        (["closed"], .closed), (["local", "minikube"], .minikube), (["minikube", "secrets"], .minikube),
    ])
    func `the last known name decides`(names: [String], expected: Profile) {
        #expect(Profile(active: names) == expected)
    }
}
