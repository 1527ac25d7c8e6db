import Glibc
import StorefrontTools

exit(RefreshCommand.main())
