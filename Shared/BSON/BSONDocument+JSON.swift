import CMongo
import FoundationEssentials
public import JSON

extension BSONDocument {
    /// Plain JSON in one pass over the BSON: ids as hex text, decimals as numbers with their own scale, dates as
    /// milliseconds, binaries as base64, numbers that JSON has no word for as null. At most `maximumDepth` levels; what
    /// lies deeper, where neither a validated document nor the server goes, is written as null.
    public func writeJSON(to writer: inout JSONWriter) {
        storage.slice.writeObject(to: &writer, depth: 1)
    }
}

extension BSONSlice {
    fileprivate func writeObject(to writer: inout JSONWriter, depth: Int) {
        writer.beginObject()
        forEach { element in
            writer.name(element.key)
            element.writeJSON(to: &writer, depth: depth)
        }
        writer.endObject()
    }
}

extension BSONElement {
    fileprivate func writeJSON(to writer: inout JSONWriter, depth: Int) {
        switch type {
        case BSON_TYPE_BOOL: writer.bool(integer != 0)
        case BSON_TYPE_INT32, BSON_TYPE_INT64, BSON_TYPE_DATE_TIME: writer.integer(integer)
        case BSON_TYPE_DOUBLE: double.isFinite ? writer.double(double) : writer.null()
        case BSON_TYPE_UTF8, BSON_TYPE_CODE, BSON_TYPE_SYMBOL, BSON_TYPE_CODEWSCOPE: writer.string(text)
        case BSON_TYPE_OID, BSON_TYPE_DBPOINTER: writer.string(objectID.description)
        case BSON_TYPE_DECIMAL128:
            decimal128.isFinite ? writer.number(decimal128.description) : writer.null()
        case BSON_TYPE_BINARY: writer.string(Data(bytes).base64EncodedString())
        case BSON_TYPE_TIMESTAMP: writer.integer(integer >> 32 & 0xFFFF_FFFF)
        case BSON_TYPE_REGEX: writer.string("/\(text)/\(regexOptions)")
        case BSON_TYPE_DOCUMENT, BSON_TYPE_ARRAY:
            guard depth < BSONDocument.maximumDepth, let slice else { return writer.null() }
            if type == BSON_TYPE_DOCUMENT { return slice.writeObject(to: &writer, depth: depth + 1) }
            writer.beginArray()
            slice.forEach { $0.writeJSON(to: &writer, depth: depth + 1) }
            writer.endArray()
        default: writer.null()
        }
    }
}
