public import Settings

extension SettingKey {
    /// The key of a Spring property such as `spring.kafka.bootstrap-servers`.
    ///
    /// Spring binds it from `SPRING_KAFKA_BOOTSTRAPSERVERS` (dashes removed); most deployments write
    /// `SPRING_KAFKA_BOOTSTRAP_SERVERS`, which is the name that we show. Kubernetes manifests also bring
    /// `SPRING_KAFKA_BOOTSTRAP-SERVERS` and the property itself, which no shell can set but a container can have.
    public init(property: String, aliases: [String] = [], help: String, isSecret: Bool = false) {
        let upper = property.uppercased().replacing(".", with: "_")
        let name = upper.replacing("-", with: "_")
        var others = [upper.replacing("-", with: ""), upper, property].filter { $0 != name }
        for alias in aliases where !others.contains(alias) { others.append(alias) }
        var seen: Set<String> = []
        self.init(name, aliases: others.filter { seen.insert($0).inserted }, help: help, isSecret: isSecret)
    }
}

extension String {
    func replacing(_ character: Character, with replacement: String) -> String {
        reduce(into: "") { result, next in
            if next == character { result += replacement } else { result.append(next) }
        }
    }
}
