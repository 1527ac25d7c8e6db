"""Mistakes that scripts/check-deploy must find: one change each, the check that finds it, and what must be said of it."""

from typing import NamedTuple


class Mutation(NamedTuple):
    name: str
    file: str
    # The first place where `old` stands is changed; "" puts `new` at the end, and `new` None removes the file.
    old: str
    new: str | None
    check: str
    # What one line of the answer must hold, all of it.
    says: tuple


def change(name, file, old, new, check, *says):
    return Mutation(name, file, old, new, check, says)


ACCOUNTS, ORDERS, SHIPPING = "k8s/base/accounts.yaml", "k8s/base/orders.yaml", "k8s/base/fulfillment.yaml"
MONGO, KAFKA, STRIMZI = "k8s/base/mongo.yaml", "k8s/components/kafka/kafka.yaml", "k8s/components/strimzi/kafka.yaml"
COMPOSE = "docker-compose.yml"
KEYS = "Shared/ServiceHost/Settings/ServiceSettings+Keys.swift"

MUTATIONS = [
    # Manifests
    change("a misspelt field", ACCOUNTS, "imagePullPolicy:", "imagePullPolcy:", "valid", ACCOUNTS, "'imagePullPolcy'"),
    change("an unknown apiVersion", ORDERS, "apiVersion: apps/v1", "apiVersion: apps/v1beta9", "valid",
           ORDERS, "Kubernetes knows no Deployment of apps/v1beta9"),
    change("a number where a text belongs", SHIPPING, 'MANAGEMENT_SERVER_PORT: "9091"', "MANAGEMENT_SERVER_PORT: 9091", "valid",
           SHIPPING, "9091 is not of type 'string'"),
    change("a misspelt field of a custom resource", STRIMZI, "  roles: [", "  rolls: [", "custom",
           STRIMZI, "KafkaNodePool kafka", "rolls"),
    change("a custom resource in a version that is gone", STRIMZI, "apiVersion: kafka.strimzi.io/v1\nkind: Kafka\n",
           "apiVersion: kafka.strimzi.io/v1beta1\nkind: Kafka\n", "custom", STRIMZI, "Kafka kafka-cluster", "schema"),
    change("a resource that is not there", "k8s/base/kustomization.yaml", "- orders.yaml", "- order.yaml", "builds",
           "k8s/base/kustomization.yaml", "order.yaml"),
    change("a manifest that nobody applies", "k8s/base/kustomization.yaml", "  - fulfillment.yaml\n", "", "builds",
           SHIPPING, "no kustomization names it"),
    change("a container port that nobody listens on", ACCOUNTS, "containerPort: 8080", "containerPort: 8081", "ports",
           ACCOUNTS, "listens on 8080 and 9091", "8081 and 9091"),
    change("a Service that leads nowhere", MONGO, "targetPort: tcp-mongo", "targetPort: tcp-mango", "ports",
           MONGO, "Service mongo", "tcp-mango"),
    change("a Service that selects no pod", ORDERS, "  selector:\n    app: orders", "  selector:\n    app: order", "ports",
           ORDERS, "Service orders", "selects no pod"),
    change("a management port that the settings do not open", ORDERS, '  MANAGEMENT_SERVER_PORT: "9091"\n', "", "ports",
           ORDERS, "Deployment orders", "listens on 8080 by its settings"),
    change("a probe on a path that is not there", SHIPPING, "/actuator/health/readiness", "/actuator/health/ready", "probes",
           SHIPPING, "readinessProbe", "/actuator/health/ready,"),
    change("a probe on the wrong port", ACCOUNTS, "path: /actuator/health/liveness\n              port: http-management",
           "path: /actuator/health/liveness\n              port: http", "probes", ACCOUNTS, "startupProbe asks port 8080", "9091"),
    change("a probe on a port without a name", KAFKA, "port: tcp-kafka\n            periodSeconds", "port: kafka\n            periodSeconds",
           "probes", KAFKA, "startupProbe of kafka asks port kafka"),
    change("a setting that no service knows", ACCOUNTS, "SPRING_DATA_MONGODB_URI:", "SPRING_DATA_MONGO_URI:", "settings",
           ACCOUNTS, "SPRING_DATA_MONGO_URI is no setting of accounts"),
    change("settings from a ConfigMap that is not there", ORDERS, "configMapRef:\n                name: orders",
           "configMapRef:\n                name: order", "settings", ORDERS, "takes its settings from order"),
    change("a database where no Service is", SHIPPING, "mongodb://mongo.mongo:27017", "mongodb://mongo.mango:27017", "addresses",
           SHIPPING, "SPRING_DATA_MONGODB_URI leads to mongo.mango:27017"),
    change("a broker's port where none listens", STRIMZI, "port: 9092", "port: 9094", "addresses",
           "k8s/base/", "SPRING_KAFKA_BOOTSTRAP_SERVERS leads to kafka-cluster-kafka-bootstrap.storefront-kafka-project:9092"),
    change("an image without a version", MONGO, "image: mongo:", "image: mongo # ", "images", MONGO, "the image mongo has no version"),
    change("an image that moves", KAFKA, "apache/kafka:4.3.1", "apache/kafka:latest", "images", KAFKA, "latest is no version"),
    change("an image of another version than the binaries", ORDERS, "image: storefront-orders:4.0.0",
           "image: storefront-orders:4.0.1", "versions", ORDERS, "storefront-orders:4.0.1, not storefront-orders:4.0.0"),
    change("a label of another version", SHIPPING, "    version: 4.0.0\n", "    version: 3.0.0\n", "versions",
           SHIPPING, "the label version is 3.0.0, not 4.0.0"),
    change("a container that may gain privileges", ACCOUNTS, "allowPrivilegeEscalation: false", "privileged: false", "restricted",
           ACCOUNTS, "allowPrivilegeEscalation: false"),
    change("a pod without a seccomp profile", MONGO, "RuntimeDefault", "Unconfined", "restricted", MONGO, "seccompProfile"),
    # Mesh
    change("a route that differs", "istio/base/orders.yaml", "{prefix: /orders/}", "{prefix: /orders}", "routes",
           "istio/base/orders.yaml", "prefix /orders →", "has no such route"),
    change("a route without its prefix header", "istio/base/accounts.yaml", "x-forwarded-prefix: /accounts",
           "x-forwarded-prefix: /account", "routes", "istio/base/accounts.yaml", "X-Forwarded-Prefix /account:"),
    change("a route that the mesh lacks", "scripts/gateway/routes.yaml", "- match: {path: /fulfillment}",
           "- match: {path: /shipping}", "routes", "istio/base/fulfillment.yaml", "exact /shipping"),
    change("a destination that is no Service", "istio/base/accounts.yaml", "destination: {host: accounts.dev.",
           "destination: {host: accounts.prod.", "mesh", "istio/base/accounts.yaml", "leads to accounts.prod"),
    change("a policy for a port that no pod has", "istio/base/security.yaml", 'ports: ["9091"]', 'ports: ["9092"]', "mesh",
           "istio/base/security.yaml", "speaks of port 9092"),
    change("a policy that keeps the scrape out", "istio/base/security.yaml", ", /actuator/prometheus]", "]", "mesh",
           "istio/base/security.yaml", "keeps /actuator/prometheus from"),
    change("a misspelt field of the mesh", "istio/base/orders.yaml", "timeout: 30s", "timeOut: 30s", "custom",
           "istio/base/orders.yaml", "timeOut"),
    change("a subset of another version", "istio/base/orders.yaml", "version: 4.0.0", "version: 3.0.0", "versions",
           "istio/base/orders.yaml", "the subset v4 is of version 3.0.0"),
    # The compose file
    change("a misspelt field of the compose file", COMPOSE, "stop_grace_period:", "stop_grace_time:", "compose",
           COMPOSE, "stop_grace_time"),
    change("a volume that the compose file does not declare", COMPOSE, "kafka-data:/", "kafka-date:/", "compose", COMPOSE, "kafka-date"),
    change("a setting of the compose file that no service knows", COMPOSE, "STOREFRONT_SAMPLES:", "STOREFRONT_SAMPLE:", "settings",
           COMPOSE + ":", "STOREFRONT_SAMPLE is no setting of"),
    change("a published port that leads nowhere", COMPOSE, "${ORDERS_PORT:-8090}:8080", "${ORDERS_PORT:-8090}:8090", "ports",
           COMPOSE + ":", "orders listens on 8080"),
    change("a service that does not wait for health", COMPOSE, "mongo: {condition: service_healthy}",
           "mongo: {condition: service_started}", "waiting", COMPOSE, "starts before mongo is healthy"),
    change("a container without a memory limit", COMPOSE, "    mem_limit: 768m\n", "", "waiting", COMPOSE, "has no memory limit"),
    change("a gateway with routes of its own", COMPOSE, "./scripts/gateway:/gateway:ro", "./scripts/compose:/gateway:ro", "gateway",
           COMPOSE, "does not read scripts/gateway/"),
    change("one image in two versions", COMPOSE, "image: mongo:6.0.28", "image: mongo:8.0.1", "images", COMPOSE + ":", "mongo:8.0.1"),
    change("a scrape of a path that no service has", "scripts/compose/prometheus.yml", "/actuator/prometheus", "/metrics", "ports",
           "scripts/compose/prometheus.yml", "/metrics"),
    # Image and downloads
    change("a base image without a version", "Services/Dockerfile", "DEBIAN_IMAGE=debian:12", "DEBIAN_IMAGE=debian:stable-slim\n#",
           "images", "Services/Dockerfile:", "stable-slim is no version"),
    change("an image label of another version", "Services/Dockerfile", 'image.version="4.0.0"', 'image.version="4.1.0"', "versions",
           "Services/Dockerfile:", "org.opencontainers.image.version is 4.1.0"),
    change("a download without its sum", "scripts/lib/deploy/requirements.txt", " \\\n    --hash=sha256:", "  # ", "downloads",
           "scripts/lib/deploy/requirements.txt:", "no SHA-256"),
    # The services themselves
    change("a setting that the services lost", KEYS, 'property: "management.server.port"', 'property: "management.port"', "settings",
           "k8s/base/", "MANAGEMENT_SERVER_PORT is no setting of"),
    change("a setting that is not documented", KEYS, '"STOREFRONT_SAMPLES"', '"STOREFRONT_SAMPLE_ROUTES"', "documented",
           "README.md", "STOREFRONT_SAMPLE_ROUTES is missing"),
    change("a release whose manifests were forgotten", "Shared/CommandLineOptions/Version.swift", '"4.0.0"', '"4.1.0"', "versions",
           ACCOUNTS, "not storefront-accounts:4.1.0"),
    change("a path of the actuator that was renamed", "Shared/Actuator/HealthEndpoint.swift", '"/health/liveness"', '"/health/live"',
           "probes", ACCOUNTS, "livenessProbe asks for /actuator/health/liveness"),
    # Documents
    change("a script that is not there", "README.md", "scripts/down ", "scripts/stop ", "commands", "README.md:", "scripts/stop"),
    change("an option that is not there", "README.md", "storefront-verify --repair", "storefront-verify --mend", "commands",
           "README.md:", "knows no --mend"),
    change("a setting in README that nobody reads", "README.md", "`SERVER_THREADS_MAX`", "`SERVER_THREADS_MIN`", "settings",
           "README.md:", "SERVER_THREADS_MIN"),
    change("a manifest that README applies in vain", "README.md", "kubectl apply -k k8s/overlays/minikube",
           "kubectl apply -k k8s/overlays/laptop", "commands", "README.md:", "there is no k8s/overlays/laptop"),
    change("an option that kubectl does not know", "README.md", "kubectl get pods -A", "kubectl get pods --everywhere", "commands",
           "README.md:", "kubectl get knows no --everywhere"),
    change("a namespace that nobody makes", "README.md", "port-forward -n dev svc", "port-forward -n shop svc", "commands",
           "README.md:", "there is no namespace shop"),
    change("a port that a Service does not have", "README.md", " 9091:9091", " 9091:9090", "commands",
           "README.md:", "Service orders has no port 9090"),
    change("a profile that the compose file does not have", "README.md", "--profile observe", "--profile monitor", "commands",
           "README.md:", "no profile monitor"),
    change("a place that a new service would miss", "Services/README.md", "| `scripts/compose/prometheus.yml` | a target |\n", "",
           "places", "Services/README.md", "scripts/compose/prometheus.yml names all services"),
    change("a link to nowhere", "README.md", "](Services/Orders/README.md)", "](Services/Order/README.md)", "links",
           "README.md:", "Services/Order/README.md"),
]
