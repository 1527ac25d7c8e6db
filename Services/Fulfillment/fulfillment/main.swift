import FulfillmentService
import ServiceHost

ServiceHost.main(FulfillmentService.self)
