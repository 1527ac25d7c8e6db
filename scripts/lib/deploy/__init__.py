"""What scripts/check-deploy looks at: image, compose file, manifests, mesh and README, against each other and the services."""
