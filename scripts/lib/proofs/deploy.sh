# scripts/prove deploy: that the image, the manifests and the mesh do what they say, on the real control planes.
# Sourced by scripts/prove; each check is a program in scripts/lib/proofs/deploy/ that ends with 0, 77 (cannot be made
# here) or anything else, and prints what it measured as its last line.

checks=(
    "image|built without a daemon, run read-only as uid 10001: healthy, stops on SIGTERM, under 80 MB of our own"
    "kubernetes|both overlays on the real API server: strict, ready, rolled out, idempotent, removed without a trace"
    "commands|the commands of health checks and of the replica set's initiation, as the files have them"
    "istio-gateway|the real istiod configures the gateway before the running fleet"
    "istio-mesh|sidecars with mutual TLS: who may reach what"
    "mutations|each broken manifest, compose file and route is found by scripts/check-deploy"
)

prepare() { :; }

# program NAME SECONDS: runs a check's program.
program() { timeout --kill-after=10 "$2" "$here/lib/proofs/deploy/$1"; }

check_image() { program image 900; }
check_kubernetes() { program kubernetes 600; }
check_commands() { program commands 400; }
check_istio_gateway() { program istio-gateway 400; }
check_istio_mesh() { program istio-mesh 400; }
check_mutations() { program mutations 300; }
