import Glibc
import StorefrontTools

exit(
    VerifyCommand.main(
        direct: { (uri) throws(ToolFailure) in try DatabaseReader(uri) },
        topics: { (servers) throws(ToolFailure) in try BrokerLook(servers) }))
