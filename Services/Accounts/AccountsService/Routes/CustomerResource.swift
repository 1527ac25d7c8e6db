import HTTP
import JSON
import Web

/// A customer as the summary shows it, with its id.
struct CustomerSummaryItem: JSONObjectWritable {
    let customer: Customer

    func writeMembers(to writer: inout JSONWriter) {
        writer.member("id", customer.id)
        customer.details?.writeMembers(to: &writer)
    }
}

extension RequestContext {
    /// The HAL item of a customer.
    func item(_ status: Status, _ customer: Customer, as contentType: String) -> Response {
        guard let details = customer.details else { return Response(.noContent) }
        let href = externalBase.url("/customers/\(customer.id)")
        return .hal(
            status, details, links: [Link("self", href), Link("customer", href)], version: customer.version,
            contentType: contentType)
    }

    /// What a write answers: the item, when the client asked for one.
    func answer(_ status: Status, _ customer: Customer, as contentType: String, hasLocation: Bool) -> Response {
        answerToWrite(
            item(status, customer, as: contentType),
            location: hasLocation ? externalBase.url("/customers/\(customer.id)") : nil)
    }
}

extension CustomerRefusal: ProblemConvertible {
    var problem: Problem {
        switch self {
        case .notFound(let id):
            Problem(.notFound, code: "customer-not-found", detail: "There is no customer \(id).")
        case .deleted(let id):
            Problem(
                .conflict, code: "customer-deleted", detail: "Customer \(id) was deleted; its id is not used again.")
        case .preconditionFailed(let id):
            Problem(
                .preconditionFailed, code: "precondition-failed",
                detail: "Customer \(id) is not, or no longer, in the version that the request names.")
        case .unusableID:
            Problem(
                .unprocessable, code: "invalid-id",
                detail: "The id of a new customer has 24 hexadecimal digits in lower case; POST /customers chooses one."
            )
        }
    }
}
