import Glibc

exit(DeadLettersCommand.main())
