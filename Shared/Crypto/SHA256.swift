import COpenSSL

/// SHA-256 (FIPS 180-4) by OpenSSL.
public enum SHA256 {
    /// 32 bytes as 64 hexadecimal digits in lower case.
    public static func hexDigest(of bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        let isDone = unsafe bytes.withUnsafeBytes { input in
            unsafe digest.withUnsafeMutableBytes { output in
                unsafe EVP_Digest(
                    input.baseAddress, input.count, output.bindMemory(to: UInt8.self).baseAddress, nil, EVP_sha256(),
                    nil)
            }
        }
        // OpenSSL fails here only when it cannot allocate, or was built without SHA-256.
        precondition(isDone == 1, "OpenSSL has no SHA-256")
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
