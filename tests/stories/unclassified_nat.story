# A NAT opens a connection to an unclassified name for a client that is not visible: the alert says so.
at 2024-10-02T08:00:00Z
config:
  networks:
    nats: [10.20.30.9]
    proxies: [10.20.30.8]
device nat 10.20.30.9 02:5a:17:00:00:09 ttl 63
device proxy 10.20.30.8 02:5a:17:00:00:08
nat opens tls to 198.51.100.7 name abc.kaspersky.com
passes 11s
expect alert unclassified behind 10.20.30.9
