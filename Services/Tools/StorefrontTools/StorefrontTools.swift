enum StorefrontToolsStub {}
