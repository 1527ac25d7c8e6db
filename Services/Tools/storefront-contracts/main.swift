import CommandLineOptions
import ContractDocuments
import Glibc

let command = Command(
    "storefront-contracts",
    abstract: "Prints the documents that describe the events: JSON Schemas and AsyncAPI.",
    discussion: """
        scripts/contracts writes them into the tree. NAME is one of:
          \(ContractFile.all.map(\.name).joined(separator: "\n  "))
        """,
    arguments: ["[NAME]"])
let arguments = command.parseOrExit()

if let name = arguments.positional.first {
    guard let file = ContractFile.all.first(where: { $0.name == name }) else {
        command.exitWithMisuse("there is no document \(name)")
    }
    StandardStream.output.print(String(decoding: file.bytes.dropLast(), as: UTF8.self))
} else {
    ContractFile.all.map(\.name).forEach(StandardStream.output.print)
}
