import CommandLineOptions
import Glibc
import Lifecycle
import Mongo
import Settings
import StructuredLogging

/// Runs a service as a process.
public enum ServiceHost {
    /// Parses the command line, reads the settings, runs until SIGTERM or SIGINT.
    ///
    /// Exit codes (sysexits.h): 0 after an orderly stop, 1 when a part failed or did not end in time, 64 for a wrong
    /// command line, 78 when settings are wrong, after a line for each on standard error.
    public static func main<Service: StorefrontService>(_ service: Service.Type) -> Never {
        MemoryArenas.limit()
        ServiceLifecycle.prepareSignals()
        let arguments = command(for: service).parseOrExit()
        if arguments.has("--health") { exit(HealthProbe.run(service)) }
        routeDriverLogs(to: Logger(label: "org.mongodb.driver"))
        do {
            let hosted = try HostedService(service, environment: SettingsReader.processEnvironment)
            exit(run(hosted))
        } catch let faults as SettingsFaults {
            end(ExitCode.configuration, faults.faults.map { "\($0.name): \($0.message)" })
        } catch let failure as HostFailure {
            end(failure.exitCode, [failure.sentence])
        } catch {
            end(ExitCode.failure, ["\(error)"])
        }
    }

    private static func run(_ hosted: HostedService) -> Int32 {
        let lifecycle = ServiceLifecycle(
            parts: hosted.parts, stopTimeout: hosted.settings.shutdownDelay + hosted.settings.stopTimeout,
            logger: hosted.logger)
        hosted.onFailure { lifecycle.requestStop($0.sentence) }
        do {
            let endedInTime = try lifecycle.run()
            if let failure = hosted.failure { end(failure.exitCode, [failure.sentence]) }
            return endedInTime ? ExitCode.success : ExitCode.failure
        } catch let failure as HostFailure {
            end(failure.exitCode, [failure.sentence])
        } catch {
            end(ExitCode.failure, ["\(error)"])
        }
    }

    private static func end(_ code: Int32, _ lines: [String]) -> Never {
        for line in lines { StandardStream.error.print(line) }
        exit(code)
    }

    /// The command with the settings of the service in its help, as they are without any variable set.
    static func command<Service: StorefrontService>(for service: Service.Type) -> Command {
        let reader = SettingsReader(environment: [:])
        _ = ServiceSettings.read(from: reader, service: service)
        _ = Service(reading: reader)
        return Command(
            Service.name, abstract: Service.abstract, discussion: SettingsHelp.text(reader.described),
            options: [
                .flag(
                    "--health",
                    help: "Ask a running \(Service.name) on this machine whether it is ready: exit code 0 or 1")
            ])
    }
}
