import Settings

/// The settings of a service as `--help` shows them.
enum SettingsHelp {
    static func text(_ settings: [SettingDescription]) -> String {
        let lines = settings.map { setting in
            let value = setting.value.isEmpty ? "" : " [\(setting.value)]"
            return "  \(setting.key.name)\(value)\n      \(setting.key.help)"
        }
        return "Environment variables, with their values when not set:\n" + lines.joined(separator: "\n")
    }
}
