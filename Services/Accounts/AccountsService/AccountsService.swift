enum AccountsServiceStub {}
