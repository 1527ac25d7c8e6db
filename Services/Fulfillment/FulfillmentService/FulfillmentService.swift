enum FulfillmentServiceStub {}
