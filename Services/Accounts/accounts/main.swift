import AccountsService
import ServiceHost

ServiceHost.main(AccountsService.self)
