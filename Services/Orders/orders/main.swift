import OrdersService
import ServiceHost

ServiceHost.main(OrdersService.self)
