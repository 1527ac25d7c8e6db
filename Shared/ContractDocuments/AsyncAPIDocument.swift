import CommandLineOptions
import JSON
import StorefrontContracts

/// The topics, their records and who sends and receives them, by AsyncAPI 3.1.0.
struct AsyncAPIDocument: JSONObjectWritable {
    private static let bindingVersion = "0.5.0"

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("asyncapi", "3.1.0")
        writer.objectMember("info", info)
        writer.member("defaultContentType", "application/json")
        writer.objectMember("servers") { writer in
            writer.objectMember("local") { writer in
                writer.member("host", "localhost:9092")
                writer.member("protocol", "kafka")
                writer.member("description", "The broker that scripts/up starts.")
            }
            writer.objectMember("minikube") { writer in
                writer.member("host", "kafka-cluster-kafka-bootstrap.storefront-kafka-project:9092")
                writer.member("protocol", "kafka")
                writer.member("description", "The broker of the profile minikube.")
            }
        }
        writer.objectMember("channels") { writer in
            for channel in EventChannel.all { writer.objectMember(channel.id) { write(channel, to: &$0) } }
        }
        writer.objectMember("operations") { writer in
            for channel in EventChannel.all {
                write("send", channel.sender, channel, to: &writer)
                for receiver in channel.receivers { write("receive", receiver, channel, to: &writer) }
            }
        }
        writer.objectMember("components") { writer in
            writer.objectMember("messages") { writer in
                for message in EventMessage.all { writer.objectMember(message.id) { write(message, to: &$0) } }
            }
        }
    }

    private func info(to writer: inout JSONWriter) {
        writer.member("title", "Storefront events")
        writer.member("version", version)
        writer.member(
            "description",
            """
            What accounts, orders and fulfillment tell each other. Records are CloudEvents 1.0 in the binary mode of the \
            Kafka protocol binding: attributes are headers, the value is the event alone. Every record of the storefront \
            has the headers that are described here, unless a header says which have it; consumers need none of them, \
            since Spring peers send only __TypeId__. A sequence that is there and cannot be read makes the record a dead \
            letter. Members of an event that a consumer does not know are ignored. Records of one key are in the order \
            of their changes; each may come more than once.
            """)
        writer.objectMember("contact") { writer in
            writer.member("name", "The storefront's maintainers")
            writer.member("url", "https://storefront.example/")
            writer.member("email", "maintainers@storefront.example")
        }
        writer.objectMember("license") { $0.member("name", "As the repository says") }
        writer.member("tags") { writer in
            writer.array { writer in
                for service in [Service.accounts, .orders, .fulfillment] { writeTag(service, to: &writer) }
            }
        }
    }

    private func write(_ channel: EventChannel, to writer: inout JSONWriter) {
        writer.member("address", channel.address)
        writer.member("title", channel.title)
        writer.member("description", channel.description)
        writer.objectMember("messages") { writer in
            for message in channel.messages {
                writer.objectMember(message.id) { $0.member("$ref", "#/components/messages/\(message.id)") }
            }
        }
        writer.objectMember("bindings") { writer in
            writer.objectMember("kafka") { writer in
                writer.member("topic", channel.address)
                writer.member("partitions", 3)
                writer.objectMember("topicConfiguration") { writer in
                    writer.member("cleanup.policy", ["delete"])
                    writer.member("retention.ms", -1)
                }
                writer.member("bindingVersion", Self.bindingVersion)
            }
        }
    }

    private func write(_ action: String, _ service: Service, _ channel: EventChannel, to writer: inout JSONWriter) {
        let id = "\(service.rawValue).\(action).\(channel.id)"
        writer.objectMember(id) { writer in
            writer.member("action", action)
            writer.member("title", "\(service.rawValue) \(action)s: \(channel.title)")
            writer.member(
                "description", "\(service.rawValue) \(action)s the records of the topic \(channel.address).")
            writer.objectMember("channel") { $0.member("$ref", "#/channels/\(channel.id)") }
            writer.member("tags") { $0.array { writeTag(service, to: &$0) } }
            writer.member("messages") { writer in
                writer.array { writer in
                    for message in channel.messages {
                        writer.object { $0.member("$ref", "#/channels/\(channel.id)/messages/\(message.id)") }
                    }
                }
            }
        }
    }

    private func writeTag(_ service: Service, to writer: inout JSONWriter) {
        writer.object { $0.member("name", service.rawValue) }
    }

    private func write(_ message: EventMessage, to writer: inout JSONWriter) {
        writer.member("name", message.type.name)
        writer.member("title", message.title)
        writer.member("summary", message.summary)
        if message.schemaFile != nil { writer.member("contentType", "application/json") }
        writer.objectMember("headers") { writer in
            writer.member("type", "object")
            writer.objectMember("properties") { writer in
                for header in message.headers { writer.objectMember(header.name) { write(header, to: &$0) } }
            }
        }
        writer.objectMember("payload") { writer in
            // Without a schemaFormat: what the schemas use means the same in AsyncAPI's own, a superset of draft 07.
            if let file = message.schemaFile {
                writer.member("$ref", "./\(file)")
            } else {
                writer.member("type", "null")
            }
        }
        writer.objectMember("bindings") { writer in
            writer.objectMember("kafka") { writer in
                writer.objectMember("key") { writer in
                    writer.member("type", "string")
                    writer.member("description", "\(message.key), in UTF-8. Records of Spring peers have no key.")
                }
                writer.member("bindingVersion", Self.bindingVersion)
            }
        }
        writer.member("examples") { $0.array { $0.object { write(message.example, of: message, to: &$0) } } }
    }

    private func write(_ header: EventHeader, to writer: inout JSONWriter) {
        writer.member("type", "string")
        writer.member("description", header.description)
        if let constant = header.constant { writer.member("const", constant) }
        if let values = header.values { writer.member("enum", values) }
        if let format = header.format { writer.member("format", format) }
        if let pattern = header.pattern { writer.member("pattern", pattern) }
    }

    private func write(_ example: EventExample, of message: EventMessage, to writer: inout JSONWriter) {
        writer.member("name", example.name)
        writer.objectMember("headers") { writer in
            for header in message.headers where !header.isOptional {
                writer.member(header.name, example.headerValue(header))
            }
        }
        writer.member("payload") { writer in
            guard let value = example.value else { return writer.null() }
            writer.value(JSONText(value))
        }
    }
}

/// Text that a model has written, within a document of another form.
private struct JSONText: JSONWritable {
    private let document: JSONDocument

    init(_ bytes: [UInt8]) {
        do {
            document = try JSONDocument(parsing: bytes)
        } catch {
            preconditionFailure("a model writes what is no JSON: \(error)")
        }
    }

    func write(to writer: inout JSONWriter) { document.write(to: &writer) }
}

extension JSONWriter {
    fileprivate mutating func objectMember(_ name: String, _ members: (inout JSONWriter) -> Void) {
        member(name) { $0.object(members) }
    }
}
