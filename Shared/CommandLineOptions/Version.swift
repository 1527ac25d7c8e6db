/// The one version of everything that is built from this package.
public let version = "4.0.0"
