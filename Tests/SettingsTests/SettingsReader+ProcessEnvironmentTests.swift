import Foundation
import Settings
import Testing

@Suite struct ProcessEnvironmentTests {
    @Test func `the environment of the process is read whole`() throws {
        let environment = SettingsReader.processEnvironment
        #expect(environment == ProcessInfo.processInfo.environment)
        #expect(environment["PATH"]?.isEmpty == false)
    }

    @Test func `names with dashes and values with equals signs arrive`() async {
        await #expect(processExitsWith: .success) {
            unsafe setenv("SPRING_KAFKA_BOOTSTRAP-SERVERS", "a=b=c", 1)
            unsafe setenv("EMPTY", "", 1)
            let environment = SettingsReader.processEnvironment
            #expect(environment["SPRING_KAFKA_BOOTSTRAP-SERVERS"] == "a=b=c")
            #expect(environment["EMPTY"] == "")
        }
    }
}
