enum OrdersServiceStub {}
