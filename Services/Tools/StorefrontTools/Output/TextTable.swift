/// Columns of text, as wide as their widest cell.
package struct TextTable: Sendable {
    package enum Alignment: Sendable { case left, right }

    package struct Column: Sendable {
        let title: String
        var alignment = Alignment.left

        package init(title: String, alignment: Alignment = .left) {
            self.title = title
            self.alignment = alignment
        }
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    package init(_ columns: [Column]) {
        self.columns = columns
    }

    /// Cells that are missing are empty, those beyond the last column are left out.
    package mutating func add(_ cells: [String]) {
        rows.append(columns.indices.map { $0 < cells.count ? cells[$0] : "" })
    }

    /// A line of titles, then one for each row, without blanks at the ends.
    package func lines(indent: String = "") -> [String] {
        let all = [columns.map(\.title)] + rows
        let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            let cells = columns.indices.map { column in
                let fill = String(repeating: " ", count: widths[column] - row[column].count)
                return columns[column].alignment == .left ? row[column] + fill : fill + row[column]
            }
            var line = (indent + cells.joined(separator: "  "))[...]
            while line.last == " " { line.removeLast() }
            return String(line)
        }
    }
}
