/// Something that has samples to show.
protocol Meter: AnyObject, Sendable {
    /// Adds the samples of the family's main block; `labels` is the prepared label text.
    func append(to exposition: inout Exposition, family: String, labels: String)
}
